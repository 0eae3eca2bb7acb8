"""How fast the road map is planned."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from advisor.advise.roadmap import RoadMap, best_value, cheapest_path
from advisor.assess import bundle
from advisor.assess.questionnaire import (
    Dimension,
    Effort,
    Ladder,
    Practice,
    Questionnaire,
    Rung,
)
from advisor.assess.reading import DemandReading, Level
from benchmarks.measuring import Table, repeated, spread

AIM_MS: Final = 200.0
SEED: Final = 20240503
PRACTICES: Final = 200
CAPACITY: Final = 100.0
Planning = Callable[[], RoadMap]

LADDER: Final = Ladder(none="Nobody.", by_hand="Somebody.", automated="Always.")


def measure(repeats: int = 9) -> Table:
    """Return the times of plans for synthetic practices and for the shipped ones."""
    return {
        **_synthetic(PRACTICES, repeats),
        **_shipped(max(1, repeats // 3)),
    }


def practices(count: int, seed: int) -> Questionnaire:
    """Return practices that each wait for up to three of those before them."""
    random = np.random.default_rng(seed)
    made = tuple(_practice(number, random) for number in range(count))
    dimension = Dimension(
        dimension="made", name="Made up", summary="By chance.", practices=made
    )
    return Questionnaire(
        id="made", title="Made up", version="1", dimensions=(dimension,)
    )


def two_levels(questions: Questionnaire, seed: int) -> DemandReading:
    """Return a rule that demands a random quarter of the practices at each level."""
    ids = [
        str(i) for i in np.random.default_rng(seed).permutation([*questions.practices])
    ]
    quarter = len(ids) // 4
    levels = ((), tuple(ids[:quarter]), tuple(ids[quarter : 2 * quarter]))
    return DemandReading(
        kind="demands",
        id="rule",
        name="Rule",
        source="chance",
        stance="Drawn by chance.",
        levels=tuple(
            Level(level=n, name=f"Level {n}", summary="Some.", automated=demanded)
            for n, demanded in enumerate(levels)
        ),
    )


def _practice(number: int, random: np.random.Generator) -> Practice:
    knowledge, time, resources, value = (int(n) for n in random.integers(1, 6, 4))
    waits = random.choice(
        number, min(number, int(random.integers(0, 4))), replace=False
    )
    return Practice(
        id=f"made.p{number}",
        name=f"Practice {number}",
        phase="model_development",
        question="How is it done?",
        ladder=LADDER,
        why="Because.",
        owner="data_scientist",
        collaborator="data_engineer",
        effort=Effort(knowledge=knowledge, time=time, resources=resources),
        value=value,
        prerequisites=tuple(f"made.p{n}" for n in sorted(waits)),
    )


def _synthetic(count: int, repeats: int) -> Table:
    questions = practices(count, SEED)
    rule = two_levels(questions, SEED)
    plans: Mapping[str, Planning] = {
        "cheapest path to Level 1": lambda: cheapest_path(questions, {}, rule, 1),
        "cheapest path to Level 2": lambda: cheapest_path(questions, {}, rule, 2),
        "best value, one quarter": lambda: best_value(questions, {}, CAPACITY, 1),
    }
    return {
        f"{count} practices, {name}": _row(plan, repeats) | {"aim ms": AIM_MS}
        for name, plan in plans.items()
    }


def _shipped(repeats: int) -> Table:
    """From nothing, with the points a quarter that the settings state."""
    found = bundle.load()
    questions, rule = found.questionnaire, found.readings.default
    points = float(found.settings.quarter_points)
    nothing = dict.fromkeys(questions.practices, Rung.NONE)
    plans: Mapping[str, Planning] = {
        "road to Level 1": lambda: cheapest_path(questions, nothing, rule, 1, points),
        "road to Level 2": lambda: cheapest_path(questions, nothing, rule, 2, points),
        "best value, four quarters": lambda: best_value(questions, nothing, points, 4),
    }
    return {f"shipped, {name}": _row(plan, repeats) for name, plan in plans.items()}


def _row(planning: Planning, repeats: int) -> dict[str, float]:
    plans: list[RoadMap] = []
    seconds = repeated(lambda: plans.append(planning()), repeats)
    about = {
        "steps": len(plans[0].steps),
        "quarters": plans[0].quarters,
        "proved": plans[0].optimal,
    }
    return {**spread(seconds), **about}
