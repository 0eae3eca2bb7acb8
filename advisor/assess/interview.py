"""Which practice to ask about next, so that a person can stop early.

The best next question is the one whose answer is expected to move P(level)
most: the mean, over the answers it may get, of the total variation distance
between P(level) before and after. Given the missed share of each group,
practices are independent, so P(level) has a closed form here and the choice is
free of sampling noise. It is also the oracle for the sampled P(level).
"""

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from advisor.assess.questionnaire import STEPS_NEEDED, Questionnaire, Rung
from advisor.assess.reading import DemandReading, LevelReading
from advisor.assess.scoring import Rungs
from advisor.assess.settings import Settings
from advisor.assess.uncertainty import (
    Belief,
    Floats,
    belief,
    group_posterior,
    noise,
    testimony,
)

Places = NDArray[np.intp]


def next_question(
    questionnaire: Questionnaire,
    reading: LevelReading,
    rungs: Rungs,
    settings: Settings,
    among: Collection[str] | None = None,
) -> str | None:
    """Return the unanswered practice to ask about next, None when all are answered.

    Where the reading cannot tell two apart, or does not ask for any of the
    rest, they come in file order.
    """
    open_ = [
        id_
        for id_ in questionnaire.practices
        if rungs.get(id_, Rung.UNKNOWN) is Rung.UNKNOWN
        and (among is None or id_ in among)
    ]
    if not open_ or not isinstance(reading, DemandReading):
        return next(iter(open_), None)
    held = belief(questionnaire, reading, testimony(rungs), settings)
    worth = expected_change(reading, held)
    return max(open_, key=lambda id_: round(worth.get(id_, 0.0), 9))


def most_to_learn(
    questionnaire: Questionnaire,
    reading: LevelReading,
    rungs: Rungs,
    settings: Settings,
) -> float:
    """Return how far the best open question is expected to move P(level), 0 to 1.

    A level that stays in doubt because answers can be wrong is not made surer by
    asking on; once this is small, more answers serve the road map only. Readings
    by points are not judged: they return 1.
    """
    if not isinstance(reading, DemandReading):
        return 1.0
    held = belief(questionnaire, reading, testimony(rungs), settings)
    worth = expected_change(reading, held)
    open_ = [w for i, w in worth.items() if rungs.get(i, Rung.UNKNOWN) is Rung.UNKNOWN]
    return max(open_, default=0.0)


def exact_probability(reading: DemandReading, held: Belief) -> Mapping[int, float]:
    """Return P(level) in closed form; it is what the draws converge to."""
    reached = np.ones(reading.top + 1)
    for members in _members(held):
        weight, met = _met(reading, held, members)
        reached *= weight @ met.prod(axis=1)
    return dict(enumerate(_per_level(reached).tolist()))


def expected_change(reading: DemandReading, held: Belief) -> Mapping[str, float]:
    """Return, for each practice of the belief, how far asking it moves P(level).

    The unit is total variation distance, 0 to 1, averaged over the answers.
    """
    groups = [(members, *_met(reading, held, members)) for members in _members(held)]
    whole = np.array([weight @ met.prod(axis=1) for _, weight, met in groups])
    now = _per_level(whole.reshape(-1, reading.top + 1).prod(axis=0))
    found: dict[str, float] = {}
    for number, (members, weight, met) in enumerate(groups):
        others = np.delete(whole, number, axis=0).prod(axis=0)
        chance, after = _asked(reading, held, members, weight, met)
        moved = np.abs(_per_level(after * others) - now).sum(axis=-1) / 2
        change = (chance * moved).sum(axis=1)
        found |= {held.ids[m]: float(c) for m, c in zip(members, change, strict=True)}
    return found


def _members(held: Belief) -> list[Places]:
    return [np.flatnonzero(held.group == number) for number in np.unique(held.group)]


def _per_level(reached: Floats) -> Floats:
    """Turn P(level >= k) on the last axis into P(level = k)."""
    above: Floats = np.concatenate(
        [reached[..., 1:], np.zeros((*reached.shape[:-1], 1))], axis=-1
    )
    single: Floats = reached - above
    return single


def _met(
    reading: DemandReading, held: Belief, members: Places
) -> tuple[Floats, Floats]:
    """Return grid weights, and P(demand met): shape (grid, members, levels)."""
    weight, posterior = group_posterior(held.likelihood[members], held.settings)
    return weight, _enough(posterior, _needed(reading, held, members))


def _needed(reading: DemandReading, held: Belief, members: Places) -> Places:
    """Return the steps up the ladder each level needs: shape (members, levels)."""
    table = [reading.demands_up_to(level) for level in range(reading.top + 1)]
    return np.array(
        [[STEPS_NEEDED.get(t.get(held.ids[m]), 0) for t in table] for m in members]
    )


def _enough(posterior: Floats, needed: Places) -> Floats:
    """Return P(rung >= needed) from P(rung): (…, members, 3) to (…, members, levels)."""
    at_least: Floats = posterior[..., ::-1].cumsum(axis=-1)[..., ::-1]
    wanted = np.broadcast_to(needed, (*posterior.shape[:-1], needed.shape[1]))
    enough: Floats = np.take_along_axis(at_least, wanted, axis=-1)
    return enough


def _asked(
    reading: DemandReading, held: Belief, members: Places, weight: Floats, met: Floats
) -> tuple[Floats, Floats]:
    """Return what asking each member once (more) may answer, and lead to.

    First P(answer), shape (members, answers); then P(group meets level) after
    it, shape (members, answers, levels).
    """
    _, posterior = group_posterior(held.likelihood[members], held.settings)
    joint = posterior[:, :, None, :] * noise(held.settings).T[None, None, :, :]
    evidence = joint.sum(axis=-1)
    chance = np.einsum("g,gma->ma", weight, evidence)
    needed = _needed(reading, held, members)
    conditional = joint / evidence[..., None]
    new_met = np.stack(
        [_enough(conditional[:, :, a, :], needed) for a in range(conditional.shape[2])],
        axis=2,
    )
    rest = met.prod(axis=1)[:, None, :] / met
    after = np.einsum("g,gma,gml,gmal->mal", weight, evidence, rest, new_met)
    return chance, after / chance[..., None]
