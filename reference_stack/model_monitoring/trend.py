"""Slow change: the slope of Theil and Sen with its interval, the test of Mann-Kendall."""

from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from reference_stack.values import Value

FEWEST_DAYS = 3


class Trend(Value):
    """The median slope per day, its lower 95 % bound, and P(such a rise by chance)."""

    slope: float
    low: float
    p: float


@cache
def _pairs(n: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    first, second = zip(*combinations(range(n), 2), strict=True)
    return np.array(first), np.array(second)


def trend(values: NDArray[np.float64]) -> Trend:
    """Return the trend of equally spaced days, oldest first.

    Slopes: median of all pairs (Theil 1950, Sen 1968), with Sen's lower bound from
    the variance n(n-1)(2n+5)/18 of Kendall's S. The p-value is one-sided for a rise:
    exact for Kendall's tau where there are no ties, else normal with continuity.

    Raises:
        ValueError: Fewer than three values.
    """
    n = len(values)
    if n < FEWEST_DAYS:
        raise ValueError("a trend needs three days")
    first, second = _pairs(n)
    differences = values[second] - values[first]
    slopes = np.sort(differences / (second - first))
    deviation = float(np.sqrt(n * (n - 1) * (2 * n + 5) / 18))
    score = float(np.sign(differences).sum())
    rank = int(np.floor((len(slopes) - 1.645 * deviation) / 2))
    low = float(slopes[max(rank, 0)])
    tied = len(np.unique(values)) < n
    p = _normal(score, deviation) if tied else _exact(n, round(score))
    return Trend(slope=float(np.median(slopes)), low=low, p=p)


def _normal(score: float, deviation: float) -> float:
    corrected = score - np.sign(score)
    return float(stats.norm.sf(corrected / deviation))


@cache
def _exact(n: int, score: int) -> float:
    """Return P(S >= score) over all orders, from the counts of inversions."""
    counts = np.ones(1)
    for size in range(2, n + 1):
        counts = np.convolve(counts, np.full(size, 1.0 / size))
    inversions = (n * (n - 1) // 2 - score) // 2
    return float(counts[: inversions + 1].sum())
