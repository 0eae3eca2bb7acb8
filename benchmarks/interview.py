"""How many questions it takes, by the order of asking.

Simulated organisations of each true level, in equal parts, answer with the
stated noise and leave nothing out. Two ends of an interview are counted: the
level is settled (one has the probability at which the settings call it so; an
interview that never settles counts as long as its order), or P(level) has come
close for good to what all answers together say.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from advisor.assess import bundle
from advisor.assess.interview import exact_probability, expected_change
from advisor.assess.questionnaire import Rung
from advisor.assess.scoring import Rungs
from advisor.assess.uncertainty import Belief, Floats, belief, testimony
from benchmarks.measuring import Row, Table
from benchmarks.worlds import World, as_assumed, asked, of_each_level

SEED: Final = 20240502
CLOSE: Final = 0.1
TELLING: Final = "most telling first"

Choose = Callable[[World, Belief, Sequence[str]], str]


@dataclass(frozen=True)
class Interview:
    """P(level) after 0, 1, 2 … answers, the questions each took, the true level."""

    chances: Floats
    questions: Sequence[int]
    level: int
    settled_at: float

    @property
    def settled(self) -> int | None:
        """Return after how many answers the level is settled, None for never."""
        found = np.flatnonzero(self.chances.max(axis=1) >= self.settled_at)
        return int(found[0]) if len(found) else None

    @property
    def length(self) -> int:
        """Return the questions asked until the level is settled, or until the end."""
        return self.questions[-1 if self.settled is None else self.settled]

    @property
    def is_right(self) -> bool:
        """Tell whether the settled level is the true one."""
        return (
            self.settled is not None
            and int(self.chances[self.settled].argmax()) == self.level
        )

    @property
    def close(self) -> int:
        """Return the questions until P(level) stays within CLOSE of its end.

        The unit of CLOSE is total variation distance.
        """
        away = np.abs(self.chances - self.chances[-1]).sum(axis=1) / 2
        return self.questions[int(np.flatnonzero(away > CLOSE).max(initial=-1)) + 1]


def measure(organisations: int = 150) -> Table:
    """Return the length of interviews; `organisations` are drawn of every level."""
    found = bundle.load()
    world = as_assumed(found.questionnaire, found.readings.default, found.settings)
    drawn = list(of_each_level(world, organisations, SEED))
    filed = [_interview(world, *each, _first) for each in drawn]
    orders = {
        TELLING: [_interview(world, *each, _most_telling) for each in drawn],
        "file order, gating ones only": filed,
        "file order": [_with_the_others(world, each) for each in filed],
    }
    return dict(_rows(orders))


def _interview(world: World, level: int, answers: Rungs, choose: Choose) -> Interview:
    """Ask every gating practice; the others cannot move P(level)."""
    open_ = asked(world.questionnaire, world.reading)
    rungs: dict[str, Rung] = {}
    chances = []
    for number in range(len(open_) + 1):
        said = testimony(rungs)
        held = belief(world.questionnaire, world.reading, said, world.settings)
        chances.append(list(exact_probability(world.reading, held).values()))
        if number < len(answers):
            practice = choose(world, held, open_)
            open_.remove(practice)
            rungs[practice] = answers[practice]
    return Interview(
        np.array(chances), range(len(chances)), level, world.settings.settled_at
    )


def _most_telling(world: World, held: Belief, open_: Sequence[str]) -> str:
    worth = expected_change(world.reading, held)
    return max(open_, key=lambda id_: worth[id_])


def _first(_world: World, _held: Belief, open_: Sequence[str]) -> str:
    return open_[0]


def _with_the_others(world: World, filed: Interview) -> Interview:
    """Count the questions that stand before and between the gating ones too."""
    gating = asked(world.questionnaire, world.reading)
    place = {id_: n for n, id_ in enumerate(world.questionnaire.practices, 1)}
    return replace(filed, questions=[0, *(place[id_] for id_ in gating)])


def _rows(orders: Mapping[str, Sequence[Interview]]) -> Iterator[tuple[str, Row]]:
    for order, held in orders.items():
        yield f"until settled: {order}", _until_settled(held)
    for level in sorted({each.level for each in orders[TELLING]}):
        held = [each for each in orders[TELLING] if each.level == level]
        yield f"until settled: {TELLING}, Level {level}", _until_settled(held)
    for order, held in orders.items():
        ended = [each.length for each in held if each.settled is not None]
        yield f"those that settle: {order}", _quartiles(ended)
    for order, held in orders.items():
        yield f"until close: {order}", _quartiles([each.close for each in held])


def _until_settled(held: Sequence[Interview]) -> Row:
    settled = sum(each.settled is not None for each in held)
    right = sum(each.is_right for each in held)
    return {
        **_quartiles([each.length for each in held]),
        "settled %": 100 * settled / len(held),
        "right if settled %": 100 * right / max(settled, 1),
    }


def _quartiles(lengths: Sequence[int]) -> Row:
    counted = np.array(lengths, dtype=float) if lengths else np.array([np.nan])
    low, middle, high = np.percentile(counted, [25, 50, 75])
    return {
        "interviews": len(lengths),
        "first quartile": low,
        "median": middle,
        "third quartile": high,
    }
