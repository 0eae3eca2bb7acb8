"""How features move together, whatever each one does alone.

A domain classifier: can served rows be told from training rows? Each feature is first
replaced by its ranks within its own sample, which removes every change of a single
feature; what is left is dependence. The classifier is a ridge discriminant on products of
two ranks, fitted on every other day and judged on the days between (cross-fitting).
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import rankdata

Array = NDArray[np.float64]
RIDGE: Final = 10.0
STEADINESS: Final = 20.0
"""How much more than by its share of the noise an unsteady pair is held down. Measured on
real winter days: 1 leaves windows of quiet days between 0.39 and 0.65, 20 between 0.40
and 0.55, while a lost correlation stays at 0.70.
"""
BOUND: Final = 2.5
FEWEST_ROWS: Final = 30


@dataclass(frozen=True)
class Sample:
    """Rows of the number features; `place` is the index of a row's day in `days`."""

    features: tuple[str, ...]
    days: tuple[date, ...]
    place: NDArray[np.int64] = field(repr=False)
    values: Array = field(repr=False)

    def window(self, first: int, width: int) -> Self:
        """Return the rows of `width` days from the day at `first`."""
        inside = (self.place >= first) & (self.place < first + width)
        days = self.days[first : first + width]
        return type(self)(
            self.features, days, self.place[inside] - first, self.values[inside]
        )


def normal_scores(values: Array) -> Array:
    """Return ranks within the sample as normal scores; missing values become 0."""
    missing = np.isnan(values)
    ranks = rankdata(np.where(missing, np.inf, values), axis=0)
    known = np.maximum((~missing).sum(axis=0), 1)
    share = np.clip((ranks - 0.5) / known, 1e-6, 1 - 1e-6)
    return np.where(missing, 0.0, ndtri(share))


def products(values: Array) -> Array:
    """Return the products of the bounded normal scores of all pairs of columns."""
    first, second = np.triu_indices(values.shape[1], k=1)
    scores = np.clip(normal_scores(values), -BOUND, BOUND)
    return np.asarray(scores[:, first] * scores[:, second])


def area_under_curve(positive: Array, negative: Array) -> float:
    """Return P(a positive scores higher than a negative), ties half (Mann-Whitney)."""
    n, m = len(positive), len(negative)
    ranks = rankdata(np.concatenate([positive, negative]))
    return float((ranks[:n].sum() - n * (n + 1) / 2) / (n * m))


@dataclass(frozen=True)
class Moments:
    """Number, sum and cross products of rows: all that a discriminant needs."""

    n: float
    total: Array
    cross: Array

    @classmethod
    def of(cls, rows: Array) -> Self:
        """Return the moments of rows [n, pairs]."""
        return cls(float(len(rows)), rows.sum(axis=0), rows.T @ rows)

    def less(self, other: "Moments") -> "Moments":
        """Return the moments without those of some of the rows."""
        return Moments(
            self.n - other.n, self.total - other.total, self.cross - other.cross
        )

    @property
    def mean(self) -> Array:
        """The mean row."""
        return np.asarray(self.total / max(self.n, 1.0))

    @property
    def covariance(self) -> Array:
        """The covariance of the rows."""
        mean = self.mean
        return np.asarray(self.cross / max(self.n, 1.0) - np.outer(mean, mean))


def discriminant(served: Moments, trained: Moments, unsteady: Array) -> Array:
    """Return the weights that best tell the two apart.

    Args:
        served: The rows of a window.
        trained: The rows of training.
        unsteady: How much the mean of each pair varies from window to window anyway.
            Rows of a day have much in common, so this counts as noise of the window.

    Returns:
        Linear discriminant weights [pairs], with a ridge for the rows there are.
    """
    spread = (served.covariance + trained.covariance) / 2
    size = len(spread)
    ridge = max(
        RIDGE * float(np.trace(spread)) / size / np.sqrt(max(served.n, 1)), 1e-9
    )
    noise = spread + np.diag(STEADINESS * served.n * unsteady + ridge)
    return np.asarray(np.linalg.solve(noise, served.mean - trained.mean))


class Trained:
    """How features move together in training.

    Args:
        sample: Training rows, of all days in order.
        width: Days of a window.
    """

    def __init__(self, sample: Sample, width: int) -> None:
        self.sample, self.width = sample, width
        self._rows = products(sample.values)
        self._fold = sample.place % 2
        self._moments = [Moments.of(self._rows[self._fold == f]) for f in (0, 1)]
        own = [(d, w, products(w.values)) for d, w in windows(sample, width)]
        self._own = own
        none = np.zeros(self._rows.shape[1])
        self._unsteady = (
            np.var([r.mean(axis=0) for *_, r in own], axis=0) if own else none
        )

    def own_areas(self) -> list[tuple[date, float]]:
        """Return what windows of training differ from the rest of it by chance alone."""
        return [
            (days[-1], self._against(window, rows, self._inside(days)))
            for days, window, rows in self._own
        ]

    def areas(self, served: Sample) -> list[tuple[date, float]]:
        """Return the cross-fitted area under the curve for each window of served days.

        About 0.5 when nothing changed, towards 1 when dependence did; NaN when a window
        has too few rows. A window goes by its last day.
        """
        nothing = np.zeros(len(self._rows), dtype=bool)
        return [
            (days[-1], self._against(window, products(window.values), nothing))
            for days, window in windows(served, self.width)
        ]

    def _inside(self, days: tuple[date, ...]) -> NDArray[np.bool_]:
        first = self.sample.days.index(days[0])
        place = self.sample.place
        return np.asarray((place >= first) & (place < first + self.width))

    def _against(
        self, window: Sample, rows: Array, left_out: NDArray[np.bool_]
    ) -> float:
        folds = window.place % 2
        if min(np.sum(folds == 0), np.sum(folds == 1)) < FEWEST_ROWS:
            return float("nan")
        areas = []
        for fold in (0, 1):
            fitted = self._moments[1 - fold]
            if left_out.any():
                out = self._rows[left_out & (self._fold == 1 - fold)]
                fitted = fitted.less(Moments.of(out))
            half = Moments.of(rows[folds != fold])
            weights = discriminant(half, fitted, self._unsteady)
            judged = self._rows[(self._fold == fold) & ~left_out]
            areas.append(
                area_under_curve(rows[folds == fold] @ weights, judged @ weights)
            )
        return float(np.mean(areas))


def windows(sample: Sample, width: int) -> list[tuple[tuple[date, ...], Sample]]:
    """Return the full windows of days, aligned to the calendar and not to the sample."""
    ends = [i for i, day in enumerate(sample.days) if day.toordinal() % width == 0]
    firsts = [end - width + 1 for end in ends if end >= width - 1]
    return [
        (sample.days[first : first + width], sample.window(first, width))
        for first in firsts
    ]
