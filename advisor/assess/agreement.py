"""Agreement: how far several people gave the same answers.

Krippendorff's alpha with the ordinal metric (Krippendorff 2004, "Content Analysis",
chapter 11) takes any number of raters and missing answers:

    alpha = 1 - (n - 1) * sum(o[c,k] * d[c,k]) / sum(n[c] * n[k] * d[c,k])
    o[c,k] = sum over units of count[c] * (count[k] - [c = k]) / (m - 1)
    d[c,k] = (sum of n[g] for g from c to k - (n[c] + n[k]) / 2) ** 2

A unit is a practice, m the number of its answers on the ladder; n[c] is the sum of
o[c,k] over k and n that of n[c]. Units with a single answer have no pair and drop out.
Unknown and not applicable are missing. The interval is a percentile bootstrap over the
units. Alpha is low wherever nearly all say the same, so the share of pairs within one
rung stands beside it.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import numpy as np

from advisor.assess.questionnaire import LADDER
from advisor.assess.scoring import Rungs
from advisor.assess.uncertainty import Floats
from advisor.content import Value

FEWEST: Final = 2


class Undefined(StrEnum):
    """Why there is no alpha."""

    TOO_FEW_RATERS = "too_few_raters"
    NO_VARIATION = "no_variation"


class Strength(StrEnum):
    """What an alpha is good for."""

    RELIABLE = "reliable"
    TENTATIVE = "tentative"
    WEAK = "weak"


class Agreement(Value):
    """How far raters agree on the units that two or more of them answered.

    `alpha` is 1 for perfect agreement, 0 for chance, and can be negative; None with a
    reason in `undefined`. `low` and `high` bound it. `same` and `within_one` are shares
    of pairs of answers to the same unit, 0 to 1, None without a pair. `raters` are those
    who answered at least one of these units.
    """

    alpha: float | None = None
    low: float | None = None
    high: float | None = None
    raters: int = 0
    units: int = 0
    within_one: float | None = None
    same: float | None = None
    undefined: Undefined | None = None

    @property
    def coloured(self) -> bool:
        """Tell whether alpha may be coloured: two raters say too little for that."""
        return self.alpha is not None and self.raters > FEWEST

    def strength(self, reliable: float, tentative: float) -> Strength | None:
        """Return what alpha is good for, given two thresholds; None without alpha."""
        if self.alpha is None:
            return None
        if self.alpha >= reliable:
            return Strength.RELIABLE
        return Strength.TENTATIVE if self.alpha >= tentative else Strength.WEAK


def agreement(
    raters: Sequence[Rungs],
    resamples: int = 2000,
    seed: int = 0,
    confidence: float = 0.95,
) -> Agreement:
    """Return how far raters agree, one mapping from unit to rung for each rater."""
    units = sorted({unit for rungs in raters for unit in rungs})
    given = np.array(
        [[_place(rungs, unit) for unit in units] for rungs in raters], dtype=np.int64
    ).reshape(len(raters), len(units))
    counts = np.stack([(given == c).sum(axis=0) for c in range(len(LADDER))], axis=-1)
    paired = counts.sum(axis=1) >= FEWEST
    counts = counts[paired].astype(np.float64)
    if not len(counts):
        return Agreement(undefined=Undefined.TOO_FEW_RATERS)
    same, within_one = _pair_shares(counts)
    found = Agreement(
        raters=int((given[:, paired] >= 0).any(axis=1).sum()),
        units=len(counts),
        same=same,
        within_one=within_one,
    )
    contributions = _coincidences(counts)
    alpha = float(_alpha(contributions.sum(axis=0)))
    if np.isnan(alpha):
        return found.model_copy(update={"undefined": Undefined.NO_VARIATION})
    low, high = _interval(contributions, resamples, seed, confidence)
    return found.model_copy(update={"alpha": alpha, "low": low, "high": high})


def _place(rungs: Rungs, unit: str) -> int:
    """Return the place of an answer on the ladder, -1 where it is missing."""
    rung = rungs.get(unit)
    return LADDER.index(rung) if rung is not None and rung.is_known else -1


def _coincidences(counts: Floats) -> Floats:
    """Return what each unit adds to the coincidences: (units, 3) to (units, 3, 3)."""
    pairs = counts[:, :, None] * counts[:, None, :]
    pairs -= counts[:, :, None] * np.eye(len(LADDER))
    found: Floats = pairs / (counts.sum(axis=1) - 1)[:, None, None]
    return found


def _alpha(coincidences: Floats) -> Floats:
    """Return alpha of (…, 3, 3) coincidences; nan where all answers are the same."""
    n = coincidences.sum(axis=-1)
    total = n.sum(axis=-1)
    distance = _distances(n)
    observed = (coincidences * distance).sum(axis=(-2, -1))
    expected = (n[..., :, None] * n[..., None, :] * distance).sum(axis=(-2, -1))
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = np.where(
            expected > 0, 1 - (total - 1) * observed / expected, np.nan
        )
    return found


def _distances(n: Floats) -> Floats:
    """Return the squared ordinal distances of (…, 3) frequencies: (…, 3, 3)."""
    # Half of the frequencies at both ends: the midpoint of each rung on the scale of ranks.
    middle = n.cumsum(axis=-1) - n / 2
    found: Floats = (middle[..., :, None] - middle[..., None, :]) ** 2
    return found


def _interval(
    contributions: Floats, resamples: int, seed: int, confidence: float
) -> tuple[float, float]:
    """Return the bounds of alpha over resampled units.

    A resample in which all answers are the same has no alpha and is left out.
    """
    units = len(contributions)
    random = np.random.default_rng(seed)
    times = random.multinomial(units, np.full(units, 1 / units), size=resamples)
    drawn = times @ contributions.reshape(units, -1)
    alphas = _alpha(drawn.reshape(resamples, len(LADDER), len(LADDER)))
    tail = (1 - confidence) / 2
    low, high = np.nanquantile(alphas, [tail, 1 - tail])
    return float(low), float(high)


def _pair_shares(counts: Floats) -> tuple[float, float]:
    """Return the shares of pairs with the same rung, and within one rung."""
    answers = counts.sum(axis=1)
    pairs = (answers * (answers - 1)).sum() / 2
    same = (counts * (counts - 1)).sum() / 2
    far = (counts[:, 0] * counts[:, -1]).sum()
    return float(same / pairs), float(1 - far / pairs)
