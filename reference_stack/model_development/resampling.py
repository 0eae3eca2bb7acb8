"""Intervals by drawing whole days again: flights of one day share weather and crowding.

The percentile interval of the bootstrap is too narrow when there are few blocks; its
ends are therefore taken further out, so that it is as wide as Student's t wants it
(T. Hesterberg, What Teachers Should Know About the Bootstrap, The American Statistician
69, 2015, section 5.3.1: the expanded percentile interval).
"""

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm, t

from reference_stack.values import Value

DRAWS = 2000
CONFIDENCE = 0.95
Floats = NDArray[np.float64]


class Interval(Value):
    """An estimate and the two ends between which it lies with 95 % confidence."""

    estimate: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.estimate:.4g} ({self.low:.4g} to {self.high:.4g})"


class Days(NamedTuple):
    """Which day each row is of, and how often each draw holds each day.

    `of_row` has shape (rows,), `drawn` has shape (draws, days).
    """

    of_row: NDArray[np.intp]
    drawn: NDArray[np.int64]

    @property
    def number(self) -> int:
        """How many days there are."""
        return int(self.drawn.shape[1])


def days_drawn(day: pd.Series, seed: int, draws: int = DRAWS) -> Days:
    """Draw days with replacement; the same draws serve all that is compared."""
    codes, days = pd.factorize(day, sort=True)
    number = len(days)
    chance = np.full(number, 1 / number)
    drawn = np.random.default_rng(seed).multinomial(number, chance, size=draws)
    return Days(codes, drawn)


def ratio(top: Floats, bottom: Floats, days: Days) -> Interval:
    """Return sum(top) / sum(bottom) over rows with its interval over days.

    Days on which `bottom` is zero count nothing. Infinite ends where fewer than two
    days have rows: nothing is known of the spread then.
    """
    tops = np.bincount(days.of_row, weights=top, minlength=days.number)
    bottoms = np.bincount(days.of_row, weights=bottom, minlength=days.number)
    estimate = float(tops.sum() / bottoms.sum()) if bottoms.sum() else math.nan
    number = int((bottoms > 0).sum())
    if number < 2:  # noqa: PLR2004
        return Interval(estimate=estimate, low=-math.inf, high=math.inf)
    below = days.drawn @ bottoms
    values = (days.drawn @ tops)[below > 0] / below[below > 0]
    low, high = np.quantile(values, _ends(number))
    return Interval(estimate=estimate, low=float(low), high=float(high))


def t_width(number: int) -> float:
    """Return half the width of an interval from a few blocks, in standard errors.

    Student's t, and a correction because the spread of few blocks comes out too small.
    """
    if number < 2:  # noqa: PLR2004
        return math.inf
    quantile = t.ppf((1 + CONFIDENCE) / 2, number - 1)
    return math.sqrt(number / (number - 1)) * float(quantile)


def _ends(number: int) -> tuple[float, float]:
    tail = float(norm.cdf(-t_width(number)))
    return tail, 1 - tail
