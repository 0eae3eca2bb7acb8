"""Simulated organisations whose true rungs are known, for calibration."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from assess_builders import practice, questionnaire, reading
from numpy.typing import NDArray

from advisor.assess.interview import exact_probability
from advisor.assess.questionnaire import LADDER, Questionnaire, Rung
from advisor.assess.reading import DemandReading
from advisor.assess.scoring import stand
from advisor.assess.settings import Settings
from advisor.assess.uncertainty import Floats, belief, noise, rung_prior, testimony

Truth = Callable[[np.random.Generator], NDArray[np.int64]]


@dataclass(frozen=True)
class World:
    """How true rungs come about, how they are answered, and what is asked."""

    questionnaire: Questionnaire
    reading: DemandReading
    settings: Settings
    truth: Truth


def small_world(settings: Settings) -> World:
    """Return 6 practices of Level 1 and 6 of Level 2, drawn as the model assumes."""
    ids = [f"data.p{n}" for n in range(12)]
    rule = reading({"automated": ids[:6]}, {"automated": ids[6:]})
    return as_assumed(questionnaire(*map(practice, ids)), rule, settings)


def as_assumed(
    questions: Questionnaire, rule: DemandReading, settings: Settings
) -> World:
    """Return a world drawn exactly as docs/scoring.md assumes."""
    group = np.array([rule.first_level[id_] for id_ in asked(questions, rule)])
    prior = rung_prior(settings)

    def truth(random: np.random.Generator) -> NDArray[np.int64]:
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

    def truth(random: np.random.Generator) -> NDArray[np.int64]:
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

    def truth(random: np.random.Generator) -> NDArray[np.int64]:
        share = {g: random.random() for g in np.unique(group)}
        done = np.array([1 - share[g] for g in group])
        return random.binomial(2, done)

    return World(questions, rule, settings, truth)


def asked(questions: Questionnaire, rule: DemandReading) -> list[str]:
    """Return the gating practices in file order."""
    return [id_ for id_ in questions.practices if id_ in rule.demands]


def answered(
    world: World, true: NDArray[np.int64], random: np.random.Generator
) -> dict[str, Rung]:
    """Answer with the model's noise; a random share is left unknown."""
    rows: Floats = noise(world.settings)
    skipped = random.random() * random.integers(0, 2)
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
    """Return stated probabilities and whether each level was the true one."""
    random = np.random.default_rng(seed)
    ids = asked(world.questionnaire, world.reading)
    stated, happened = [], []
    for _ in range(organisations):
        true = world.truth(random)
        truth = {id_: LADDER[rung] for id_, rung in zip(ids, true, strict=True)}
        level = stand(world.questionnaire, world.reading, truth).level
        said = testimony(answered(world, true, random))
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
