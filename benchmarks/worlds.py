"""Simulated organisations whose true rungs are known."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.assess.interview import exact_probability
from advisor.assess.questionnaire import LADDER, Questionnaire
from advisor.assess.reading import DemandReading
from advisor.assess.scoring import Rungs, stand
from advisor.assess.settings import Settings
from advisor.assess.uncertainty import Floats, belief, noise, rung_prior, testimony

Steps = NDArray[np.int64]
Truth = Callable[[np.random.Generator], Steps]


@dataclass(frozen=True)
class World:
    """How true rungs come about, how they are answered, and what is asked."""

    questionnaire: Questionnaire
    reading: DemandReading
    settings: Settings
    truth: Truth


def as_assumed(
    questions: Questionnaire, rule: DemandReading, settings: Settings
) -> World:
    """Return a world drawn exactly as docs/scoring.md assumes."""
    group = np.array([rule.first_level[id_] for id_ in asked(questions, rule)])
    prior = rung_prior(settings)

    def truth(random: np.random.Generator) -> Steps:
        share = {g: prior[random.integers(len(prior))] for g in np.unique(group)}
        return np.array([random.choice(3, p=share[g]) for g in group])

    return World(questions, rule, settings, truth)


def ladder_like(
    questions: Questionnaire, rule: DemandReading, settings: Settings
) -> World:
    """Return a world the model does not assume: one maturity, levels as difficulty.

    A graded response model: a step is done with a logistic chance of the
    organisation's maturity less the practice's difficulty.
    """
    ids = asked(questions, rule)
    level = np.array([rule.first_level[id_] for id_ in ids])

    def truth(random: np.random.Generator) -> Steps:
        maturity = random.uniform(-2, 8)
        difficulty = 2.0 * level - 2.0 + random.normal(0, 0.7, len(ids))
        chance = 1 / (1 + np.exp(difficulty - maturity))
        return np.asarray((random.random((2, len(ids))) < chance).sum(axis=0))

    return World(questions, rule, settings, truth)


def uniform_shares(
    questions: Questionnaire, rule: DemandReading, settings: Settings
) -> World:
    """Return a world with another prior: the missed share itself is uniform."""
    ids = asked(questions, rule)
    group = np.array([rule.first_level[id_] for id_ in ids])

    def truth(random: np.random.Generator) -> Steps:
        share = {g: random.random() for g in np.unique(group)}
        done = np.array([1 - share[g] for g in group])
        return random.binomial(2, done)

    return World(questions, rule, settings, truth)


def asked(questions: Questionnaire, rule: DemandReading) -> list[str]:
    """Return the gating practices in file order."""
    return [id_ for id_ in questions.practices if id_ in rule.demands]


def true_level(world: World, true: Steps) -> int:
    """Return the level that the true rungs reach."""
    truth = {
        id_: LADDER[rung]
        for id_, rung in zip(
            asked(world.questionnaire, world.reading), true, strict=True
        )
    }
    return stand(world.questionnaire, world.reading, truth).level or 0


def answered(
    world: World, true: Steps, random: np.random.Generator, skipped: float = 0.0
) -> Rungs:
    """Answer with the model's noise; a share of the practices is left unknown."""
    rows: Floats = noise(world.settings)
    return {
        id_: LADDER[random.choice(3, p=rows[rung])]
        for id_, rung in zip(
            asked(world.questionnaire, world.reading), true, strict=True
        )
        if random.random() >= skipped
    }


def outcomes(
    world: World, organisations: int, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return stated probabilities and whether each level was the true one.

    In half of the organisations a random share of the practices is skipped.
    """
    random = np.random.default_rng(seed)
    stated, happened = [], []
    for _ in range(organisations):
        true = world.truth(random)
        level = true_level(world, true)
        skipped = random.random() * random.integers(0, 2)
        said = testimony(answered(world, true, random, skipped))
        held = belief(world.questionnaire, world.reading, said, world.settings)
        for candidate, chance in exact_probability(world.reading, held).items():
            stated.append(chance)
            happened.append(candidate == level)
    return np.array(stated), np.array(happened)


def calibration_error(world: World, organisations: int, seed: int) -> float:
    """Return the expected calibration error over ten equal bins, 0 to 1."""
    stated, happened = outcomes(world, organisations, seed)
    bins = np.minimum((stated * 10).astype(int), 9)
    gaps = [
        abs(stated[bins == b].mean() - happened[bins == b].mean()) * (bins == b).sum()
        for b in np.unique(bins)
    ]
    return float(np.sum(gaps) / len(stated))


def of_each_level(
    world: World, organisations: int, seed: int
) -> Iterator[tuple[int, Rungs]]:
    """Yield the true level and the answers of as many organisations of every level.

    Nothing is left unknown; the answers have the model's noise.
    """
    random = np.random.default_rng(seed)
    missing = dict.fromkeys(range(world.reading.top + 1), organisations)
    while any(missing.values()):
        true = world.truth(random)
        level = true_level(world, true)
        if missing[level]:
            missing[level] -= 1
            yield level, answered(world, true, random)
