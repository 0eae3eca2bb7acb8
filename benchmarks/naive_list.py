"""What a list by value per effort misses, against the optimum of four quarters.

Organisations stand at random rungs. The naive list takes the practices by value
per point of effort and puts each into the first quarter with room. A practice
can be started once its prerequisites are at least by hand, or planned for the
same or an earlier quarter. The patient list is as simple but takes only what
can be started. Worth is value times the quarters it is in effect.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from advisor.advise.roadmap import best_value
from advisor.assess import bundle
from advisor.assess.questionnaire import LADDER, Practice, Questionnaire, Rung
from advisor.assess.scoring import Rungs
from benchmarks.measuring import Row, Table

QUARTERS: Final = 4
SEED: Final = 20240504
Plan = Mapping[str, int]


@dataclass(frozen=True)
class Job:
    """One practice to raise: effort and value in points, and what it waits for."""

    effort: float
    value: float
    waits: frozenset[str]


def measure(organisations: int = 60) -> Table:
    """Return how much of the list is dead, and its worth in % of the optimum."""
    questions = bundle.load().questionnaire
    random = np.random.default_rng(SEED)
    drawn = [_rungs(questions, random) for _ in range(organisations)]
    starts: Mapping[str, Sequence[Rungs]] = {
        "anywhere": drawn,
        "nothing": [dict.fromkeys(questions.practices, Rung.NONE)],
    }
    return {
        f"from {start}: {row}": figures
        for start, rungs in starts.items()
        for row, figures in _rows(questions, rungs).items()
    }


def _rows(questions: Questionnaire, starts: Sequence[Rungs]) -> Table:
    capacity = float(bundle.load().settings.quarter_points)
    compared = [_compared(questions, rungs, capacity) for rungs in starts]
    return {name: _row([each[name] for each in compared]) for name in compared[0]}


def _rungs(questions: Questionnaire, random: np.random.Generator) -> Rungs:
    done = random.random()
    return {id_: LADDER[random.binomial(2, done)] for id_ in questions.practices}


def _compared(
    questions: Questionnaire, rungs: Rungs, capacity: float
) -> Mapping[str, float]:
    jobs = _jobs(questions, rungs)
    plan = best_value(questions, rungs, capacity, QUARTERS)
    best = sum(step.value * (QUARTERS + 1 - step.quarter) for step in plan.steps)
    listed = naive(jobs, capacity)
    alive = startable(jobs, listed)
    return {
        "naive picks that cannot be started, %": _percent(
            len(listed) - len(alive), len(listed)
        ),
        "naive list, % of the optimum": _percent(worth(jobs, alive), best),
        "patient list, % of the optimum": _percent(
            worth(jobs, patient(jobs, capacity)), best
        ),
    }


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole


def _row(figures: list[float]) -> Row:
    low, middle, high = np.percentile(figures, [25, 50, 75])
    return {
        "organisations": len(figures),
        "first quartile": low,
        "median": middle,
        "third quartile": high,
    }


def _jobs(questions: Questionnaire, rungs: Rungs) -> Mapping[str, Job]:
    return {
        id_: _job(practice, rungs)
        for id_, practice in questions.practices.items()
        if rungs[id_] is not Rung.AUTOMATED
    }


def _job(practice: Practice, rungs: Rungs) -> Job:
    climb = 1 - (rungs[practice.id].score or 0.0)
    return Job(
        effort=practice.effort.points * climb,
        value=practice.value * climb,
        waits=frozenset(n for n in practice.prerequisites if rungs[n] is Rung.NONE),
    )


def _by_ratio(jobs: Mapping[str, Job]) -> list[str]:
    return sorted(jobs, key=lambda id_: -jobs[id_].value / jobs[id_].effort)


def naive(jobs: Mapping[str, Job], capacity: float) -> Plan:
    """Return the first quarter with room for each job, best ratio first."""
    room = [capacity] * QUARTERS
    plan: dict[str, int] = {}
    for id_ in _by_ratio(jobs):
        fits = (q for q, left in enumerate(room) if jobs[id_].effort <= left)
        if (quarter := next(fits, None)) is not None:
            room[quarter] -= jobs[id_].effort
            plan[id_] = quarter
    return plan


def patient(jobs: Mapping[str, Job], capacity: float) -> Plan:
    """Return a plan that takes, again and again, the best job that can be started."""
    plan: dict[str, int] = {}
    for quarter in range(QUARTERS):
        room = capacity
        while found := next(
            (
                id_
                for id_ in _by_ratio(jobs)
                if id_ not in plan
                and jobs[id_].effort <= room
                and jobs[id_].waits <= plan.keys()
            ),
            None,
        ):
            room -= jobs[found].effort
            plan[found] = quarter
    return plan


def startable(jobs: Mapping[str, Job], plan: Plan) -> Plan:
    """Return the part of a plan whose prerequisites, and theirs, are in time."""
    kept = dict(plan)
    while late := [
        id_
        for id_, quarter in kept.items()
        if any(kept.get(n, QUARTERS) > quarter for n in jobs[id_].waits)
    ]:
        kept = {id_: quarter for id_, quarter in kept.items() if id_ not in late}
    return kept


def worth(jobs: Mapping[str, Job], plan: Plan) -> float:
    """Return the sum of value times the quarters it is in effect."""
    return sum(jobs[id_].value * (QUARTERS - quarter) for id_, quarter in plan.items())
