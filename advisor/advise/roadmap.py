"""The road map: the shortest road to a level, or the most value in some quarters.

Rules. A step raises one practice from its rung to a goal. Its effort is the
practice's points times the share of the ladder it climbs (none to by hand is
half of it), its value likewise. Unknown counts as none, and the step says that
it is to be verified first. A prerequisite is met once it is at least by hand;
it must be met in the same or an earlier quarter.
"""

from collections.abc import Iterable, Mapping
from math import ceil, inf
from typing import Final

import numpy as np
from pydantic import computed_field

from advisor.advise.optimum import (
    Schedule,
    Tasks,
    cheapest,
    schedule_all,
    schedule_best,
)
from advisor.assess.questionnaire import Practice, Questionnaire, Rung
from advisor.assess.reading import DemandReading
from advisor.assess.scoring import Rungs, meets
from advisor.content import Value
from advisor.errors import PlanError
from advisor.language import number, t

LONGEST: Final = 40
# What a lower level demands comes first: so many times the value a level below.
SOONER: Final = 10.0
Goals = dict[str, Rung]


class Why(Value):
    """Why a step is taken: a level demands it, or steps wait for it, or its own worth.

    `before` names the practices that wait for it; `worth` is its value, 1 to 5.
    """

    level: int | None
    before: tuple[str, ...]
    worth: int


class Step(Value):
    """One practice raised to a goal. Effort and value are in points, quarter from 1."""

    practice: str
    name: str
    from_rung: Rung
    to_rung: Rung
    quarter: int
    effort: float
    value: float
    why: Why
    unlocks: tuple[str, ...]
    owner: str
    collaborator: str
    shown_by: str | None
    verify_first: bool


class RoadMap(Value):
    """Steps in order. `optimal`: effort, quarters and early value are proved best."""

    reading: str | None
    target: int | None
    capacity: float | None
    steps: tuple[Step, ...]
    optimal: bool
    quarters: int

    @computed_field  # type: ignore[prop-decorator] # mypy cannot decorate properties
    @property
    def total_effort(self) -> float:
        """Return the points of effort of all steps."""
        return sum(step.effort for step in self.steps)

    @computed_field  # type: ignore[prop-decorator] # mypy cannot decorate properties
    @property
    def total_value(self) -> float:
        """Return the points of value of all steps."""
        return sum(step.value for step in self.steps)


def cheapest_path(
    questionnaire: Questionnaire,
    rungs: Rungs,
    reading: DemandReading,
    target: int,
    capacity: float | None = None,
) -> RoadMap:
    """Return the steps of least effort to a level, in as few quarters as possible.

    Without a capacity everything stands in quarter 1, in order. Raises PlanError
    if a step is larger than the capacity, or the road longer than 40 quarters.
    """
    goals = _needed(questionnaire, rungs, reading, target)
    levels = {i: reading.level_of(i, rung) for i, rung in goals.items()}
    demanded = {i: level for i, level in levels.items() if level is not None}
    urgency = {i: SOONER ** (target - level) for i, level in demanded.items()}
    planner = _Planner(questionnaire, rungs, goals, urgency)
    quarters, optimal = planner.all_within(capacity)
    steps = planner.steps(quarters, demanded)
    return RoadMap(
        reading=reading.id,
        target=target,
        capacity=capacity,
        steps=steps,
        optimal=optimal,
        quarters=max((step.quarter for step in steps), default=0),
    )


def best_value(
    questionnaire: Questionnaire, rungs: Rungs, capacity: float, quarters: int = 4
) -> RoadMap:
    """Return the steps whose value, times the quarters it is in effect, is greatest.

    Every practice may be raised to `automated`, or by hand where that is worth more
    within the capacity. Raises PlanError if no step fits into a quarter.
    """
    goals = _raisable(questionnaire, rungs)
    planner = _Planner(questionnaire, rungs, goals)
    plan = planner.best_within(capacity, quarters)
    by_hand = {planner.ids[task]: Rung.BY_HAND for task in plan.by_half}
    steps = _Planner(questionnaire, rungs, goals | by_hand).steps(plan.quarter, {})
    return RoadMap(
        reading=None,
        target=None,
        capacity=capacity,
        steps=steps,
        optimal=plan.optimal,
        quarters=quarters,
    )


class _Planner:
    """The steps towards goals as numbered tasks, prerequisites before dependants.

    `urgency` multiplies the value of a step where it is scheduled, 1 unless given.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        rungs: Rungs,
        goals: Goals,
        urgency: Mapping[str, float] | None = None,
    ) -> None:
        self.questionnaire = questionnaire
        self.rungs = rungs
        self.goals = goals
        self.ids = [i for i in questionnaire.in_order if i in goals]
        place = {id_: index for index, id_ in enumerate(self.ids)}
        practices = [questionnaire.practices[i] for i in self.ids]
        urgent = urgency or {}
        self.tasks = Tasks(
            effort=np.array([self._effort(p) for p in practices]),
            value=np.array([self._value(p) * urgent.get(p.id, 1) for p in practices]),
            before=[
                [
                    place[n]
                    for n in p.prerequisites
                    if n in place and not self._is_met(n)
                ]
                for p in practices
            ],
            # From nothing to automated leads by hand, half of the way.
            divisible=frozenset(place[p.id] for p in practices if self._climb(p) == 1),
        )

    def all_within(self, capacity: float | None) -> tuple[tuple[int, ...], bool]:
        """Return the quarter of each task when all are to be done."""
        if capacity is None or not self.ids:
            return (0,) * len(self.ids), True
        _check(capacity)
        largest = int(self.tasks.effort.argmax())
        if self.tasks.effort[largest] > capacity:
            raise PlanError(
                t(
                    "capacity {capacity}: '{practice}' alone needs {effort} points; give "
                    "at least that many a quarter",
                    capacity=number(capacity),
                    practice=self.ids[largest],
                    effort=number(self.tasks.effort[largest]),
                )
            )
        if self.tasks.effort.sum() > capacity * LONGEST:
            raise PlanError(
                t(
                    "capacity {capacity}: the road takes more than {most} quarters; give "
                    "at least {effort} points a quarter",
                    capacity=number(capacity),
                    most=LONGEST,
                    effort=ceil(self.tasks.effort.sum() / LONGEST),
                )
            )
        plan = schedule_all(self.tasks, capacity)
        return plan.quarter, plan.optimal

    def best_within(self, capacity: float, quarters: int) -> Schedule:
        """Return the quarter of each task, -1 for those that are left out."""
        _check(capacity)
        if not 1 <= quarters <= LONGEST:
            raise PlanError(
                t(
                    "quarters {quarters}: expected 1 to {most}",
                    quarters=quarters,
                    most=LONGEST,
                )
            )
        if not self.ids:
            return Schedule((), optimal=True)
        smallest = min(
            effort / 2 if task in self.tasks.divisible else effort
            for task, effort in enumerate(self.tasks.effort)
        )
        if smallest > capacity:
            raise PlanError(
                t(
                    "capacity {capacity}: the smallest step needs {effort} points; give "
                    "at least that many a quarter",
                    capacity=number(capacity),
                    effort=number(smallest),
                )
            )
        return schedule_best(self.tasks, capacity, quarters)

    def steps(
        self, quarters: tuple[int, ...], demanded: Mapping[str, int]
    ) -> tuple[Step, ...]:
        """Return the scheduled tasks as steps, by quarter, prerequisites first.

        `demanded` gives the level that demands a practice, if one does.
        """
        order = sorted(
            (quarter, index) for index, quarter in enumerate(quarters) if quarter >= 0
        )
        planned = {self.ids[index] for _, index in order}
        return tuple(self._step(i, q + 1, planned, demanded) for q, i in order)

    def _step(
        self, index: int, quarter: int, planned: set[str], demanded: Mapping[str, int]
    ) -> Step:
        id_ = self.ids[index]
        practice = self.questionnaire.practices[id_]
        waiting = () if self._is_met(id_) else self.questionnaire.dependants[id_]
        unlocks = tuple(d for d in waiting if d in planned)
        return Step(
            practice=id_,
            name=practice.name,
            from_rung=self._from(id_),
            to_rung=self.goals[id_],
            quarter=quarter,
            effort=self._effort(practice),
            value=self._value(practice),
            why=Why(
                level=demanded.get(id_),
                before=tuple(self.questionnaire.practices[i].name for i in unlocks),
                worth=practice.value,
            ),
            unlocks=unlocks,
            owner=practice.owner,
            collaborator=practice.collaborator,
            shown_by=practice.shown_by,
            verify_first=self._from(id_) is Rung.UNKNOWN,
        )

    def _effort(self, practice: Practice) -> float:
        return practice.effort.points * self._climb(practice)

    def _value(self, practice: Practice) -> float:
        return practice.value * self._climb(practice)

    def _climb(self, practice: Practice) -> float:
        """Return the share of the ladder to the goal; unknown counts as none."""
        has, goal = self._from(practice.id), self.goals[practice.id]
        return (goal.score or 0.0) - (has.score or 0.0)

    def _from(self, practice: str) -> Rung:
        return self.rungs.get(practice, Rung.UNKNOWN)

    def _is_met(self, practice: str) -> bool:
        return meets(self._from(practice), Rung.BY_HAND)


def _check(capacity: float) -> None:
    if not 0 < capacity < inf:
        raise PlanError(
            t(
                "capacity {capacity}: expected a number of points above 0",
                capacity=number(capacity),
            )
        )


def _needed(
    questionnaire: Questionnaire, rungs: Rungs, reading: DemandReading, target: int
) -> Goals:
    """Return the goals of least effort that reach the target, prerequisites included.

    Each practice has two tasks, up to by hand and on to automated; the solver
    chooses the cheapest set that holds all demands and keeps prerequisites.
    """
    demands = reading.demands_up_to(target)
    rises = [
        (id_, rung)
        for id_ in questionnaire.in_order
        for rung in (Rung.BY_HAND, Rung.AUTOMATED)
        if not _is_reached(rungs, id_, rung)
    ]
    place = {rise: index for index, rise in enumerate(rises)}
    practices = questionnaire.practices
    chosen = cheapest(
        effort=np.array([practices[id_].effort.points / 2 for id_, _ in rises]),
        before=[
            [place[b] for b in _before(practices[id_], rung) if b in place]
            for id_, rung in rises
        ],
        demanded=[place[d] for d in demands.items() if d in place],
    )
    return dict(rises[index] for index in chosen)


def _before(practice: Practice, rung: Rung) -> Iterable[tuple[str, Rung]]:
    yield from ((needed, Rung.BY_HAND) for needed in practice.prerequisites)
    if rung is Rung.AUTOMATED:
        yield practice.id, Rung.BY_HAND


def _is_reached(rungs: Rungs, practice: str, rung: Rung) -> bool:
    has = rungs.get(practice, Rung.UNKNOWN)
    return has is Rung.NOT_APPLICABLE or meets(has, rung)


def _raisable(questionnaire: Questionnaire, rungs: Rungs) -> Goals:
    return {
        id_: Rung.AUTOMATED
        for id_ in questionnaire.practices
        if not _is_reached(rungs, id_, Rung.AUTOMATED)
    }
