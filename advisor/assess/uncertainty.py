"""P(level): how sure a level is, given that answers can be wrong or missing.

Model (docs/scoring.md has the derivation):

- Practices that a reading first demands at the same level form a group, because
  practices of one level tend to be adopted together. Each group has an unknown
  share f of missed rungs; log f is uniform between two stated bounds.
- Given f, a practice's true rung has missed 0, 1 or 2 of its two steps up the
  ladder, each with probability f: a binomial of two.
- A stated rung is off by one step with the noise floor, by two with the gross
  error. Several respondents are pooled: each is equally likely to be the one
  who knows. A finding shows the true rung with its confidence's reliability.
- The level's distribution is the share of 10,000 seeded draws of all true rungs
  that reach each level.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from advisor.assess.questionnaire import LADDER, Questionnaire, Rung
from advisor.assess.reading import DemandReading, LevelReading, SectionReading
from advisor.assess.scoring import Rungs
from advisor.assess.sections import band, citing
from advisor.assess.settings import Settings
from advisor.content import Value

Floats = NDArray[np.float64]
Draws = NDArray[np.int8]

STEPS: Final = len(LADDER)
GRID: Final = 31
UNGROUPED: Final = -1


class Sighting(Value):
    """A rung that evidence points to, with confidence 1 (weak) to 5 (strong)."""

    rung: Rung
    confidence: int


class Testimony(Value):
    """All that is said and seen about one practice."""

    stated: tuple[Rung, ...] = ()
    seen: tuple[Sighting, ...] = ()


@dataclass(frozen=True)
class Belief:
    """What is believed about the applicable practices of one reading.

    `likelihood` has shape (practices, 3): how likely what was said is, for each
    true rung. `group` has shape (practices,).
    """

    ids: tuple[str, ...]
    likelihood: Floats
    group: NDArray[np.int64]
    settings: Settings

    def positions(self, ids: Sequence[str]) -> list[int]:
        """Return where the given practices stand; those not applicable drop out."""
        place = {id_: index for index, id_ in enumerate(self.ids)}
        return [place[id_] for id_ in ids if id_ in place]


def testimony(rungs: Rungs) -> Mapping[str, Testimony]:
    """Return the testimony of a single answer sheet."""
    return {
        id_: Testimony(stated=(rung,))
        for id_, rung in rungs.items()
        if rung is not Rung.UNKNOWN
    }


def belief(
    questionnaire: Questionnaire,
    reading: LevelReading,
    said: Mapping[str, Testimony],
    settings: Settings,
) -> Belief:
    """Weigh all testimony about the practices that the reading asks for."""
    group = _groups(questionnaire, reading)
    ids = tuple(id_ for id_ in group if not _excluded(said.get(id_)))
    rows = [_likelihood(said.get(id_, Testimony()), settings) for id_ in ids]
    return Belief(
        ids=ids,
        likelihood=np.array(rows, dtype=np.float64).reshape(len(ids), STEPS),
        group=np.array([group[id_] for id_ in ids], dtype=np.int64),
        settings=settings,
    )


def level_probability(
    questionnaire: Questionnaire, reading: LevelReading, held: Belief
) -> Mapping[int, float]:
    """Return the probability of each level of the reading; they sum to 1."""
    return shares(levels_of(questionnaire, reading, held, draw(held)), reading.top)


def shares(levels: NDArray[np.int64], top: int) -> Mapping[int, float]:
    """Return the share of draws at each level from 0 to `top`."""
    share = np.bincount(levels, minlength=top + 1) / len(levels)
    return {level: float(p) for level, p in enumerate(share)}


def draw(held: Belief) -> Draws:
    """Draw true rungs: shape (draws, practices), 0 none, 1 by hand, 2 automated."""
    settings = held.settings
    random = np.random.default_rng(settings.seed)
    rungs = np.zeros((settings.draws, len(held.ids)), dtype=np.int8)
    for number in np.unique(held.group):
        members = np.flatnonzero(held.group == number)
        weight, posterior = group_posterior(held.likelihood[members], settings)
        chosen = random.choice(len(weight), size=settings.draws, p=weight)
        bounds = posterior.cumsum(axis=2)[:, :, : STEPS - 1].astype(np.float32)
        uniform = random.random((settings.draws, len(members)), dtype=np.float32)
        rungs[:, members] = (uniform[:, :, None] > bounds[chosen]).sum(axis=2)
    return rungs


def group_posterior(likelihood: Floats, settings: Settings) -> tuple[Floats, Floats]:
    """Return what is believed about one group.

    First the weight of each grid point of the missed share, shape (grid,); then
    the distribution of each practice's rung there, shape (grid, practices, 3).
    """
    joint = rung_prior(settings)[:, None, :] * likelihood[None, :, :]
    evidence = joint.sum(axis=2)
    log_weight = np.log(evidence).sum(axis=1)
    weight = np.exp(log_weight - log_weight.max())
    return weight / weight.sum(), joint / evidence[:, :, None]


def rung_prior(settings: Settings) -> Floats:
    """Return P(none, by hand, automated) at each grid point: shape (grid, 3)."""
    bounds = settings.missed_share
    missed = np.geomspace(bounds.least, bounds.most, GRID)
    return np.stack([missed**2, 2 * missed * (1 - missed), (1 - missed) ** 2], axis=1)


def noise(settings: Settings) -> Floats:
    """Return P(stated rung | true rung): shape (true, stated), rows sum to 1."""
    near, far = settings.noise_floor, settings.gross_error
    end = 1 - near - far
    both = near + far
    return np.array(
        [[end, near, far], [both / 2, 1 - both, both / 2], [far, near, end]]
    )


def levels_of(
    questionnaire: Questionnaire, reading: LevelReading, held: Belief, rungs: Draws
) -> NDArray[np.int64]:
    """Return the level of each draw: shape (draws,)."""
    if isinstance(reading, SectionReading):
        return _section_levels(questionnaire, reading, held, rungs)
    return demand_levels(reading, held, rungs)


def demand_levels(
    reading: DemandReading, held: Belief, rungs: Draws, dimension: str | None = None
) -> NDArray[np.int64]:
    """Return the level of each draw, of one dimension or overall."""
    reached = np.zeros(len(rungs), dtype=np.int64)
    still = np.ones(len(rungs), dtype=bool)
    for step in reading.levels:
        for needed, ids in ((1, step.by_hand), (2, step.automated)):
            chosen = [i for i in ids if dimension in (None, i.split(".", 1)[0])]
            still &= (rungs[:, held.positions(chosen)] >= needed).all(axis=1)
        reached[still] = step.level
    return reached


def _excluded(said: Testimony | None) -> bool:
    return said is not None and Rung.NOT_APPLICABLE in said.stated


def _groups(questionnaire: Questionnaire, reading: LevelReading) -> Mapping[str, int]:
    """Return the group of each practice the reading asks for, in file order."""
    if isinstance(reading, DemandReading):
        first = reading.first_level
        return {id_: first[id_] for id_ in questionnaire.practices if id_ in first}
    section = {
        id_: number
        for number, part in enumerate(reading.sections)
        for test in part.tests
        for id_ in citing(questionnaire, reading, test)
    }
    return {id_: section[id_] for id_ in questionnaire.practices if id_ in section}


def _likelihood(said: Testimony, settings: Settings) -> Floats:
    stated = [LADDER.index(rung) for rung in said.stated if rung.is_known]
    pooled = noise(settings)[:, stated].mean(axis=1) if stated else np.ones(STEPS)
    for sighting in said.seen:
        pooled = pooled * _sighting(sighting, settings)
    return pooled


def _sighting(sighting: Sighting, settings: Settings) -> Floats:
    if not sighting.rung.is_known:
        return np.ones(STEPS)
    reliable = settings.evidence_reliability[sighting.confidence - 1]
    likely = np.full(STEPS, (1 - reliable) / (STEPS - 1))
    likely[LADDER.index(sighting.rung)] = reliable
    return likely


def _section_levels(
    questionnaire: Questionnaire, reading: SectionReading, held: Belief, rungs: Draws
) -> NDArray[np.int64]:
    totals = []
    for section in reading.sections:
        tests = [
            held.positions(citing(questionnaire, reading, t)) for t in section.tests
        ]
        points = [rungs[:, place].min(axis=1) / 2 for place in tests if place]
        if points:
            totals.append(np.sum(points, axis=0) * len(tests) / len(points))
    final = np.min(totals, axis=0) if totals else np.zeros(len(rungs))
    bands = {value: band(reading, float(value)) for value in np.unique(final)}
    return np.array([bands[value] for value in final], dtype=np.int64)
