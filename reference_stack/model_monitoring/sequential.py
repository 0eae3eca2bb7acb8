"""Significance over time: evidence that may be looked at every day.

A p-value answers one look. A monitor looks every day, so it needs evidence whose false
alarms are bounded per year. E-values do that: each day gives a number whose mean is at
most 1 while nothing is wrong, and the Shiryaev-Roberts sum of their products reaches a
limit A after at least A days on average (Shin, Ramdas and Rinaldo 2022, "E-detectors").

"Nothing is wrong" includes every effect up to a practical margin, so natural change and
the error of the reference are not evidence: effect and significance in one test.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]
SHIFTS: Final = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0])
LARGEST: Final = 1e12


def standardised(
    reference: Array, values: Array, margin: float = 0.0, least_spread: float = 0.0
) -> tuple[Array, int]:
    """Return how far values lie beyond the reference and the margin, and its freedom.

    Args:
        reference: Figures of n quiet days; n >= 3.
        values: Figures of the days to judge, higher is worse.
        margin: An effect that would not matter.
        least_spread: A lower bound of the standard deviation.

    Returns:
        Predictive Student statistics (x - mean - margin) / (sd sqrt(1 + 1/n)), which
        are Student-t with n - 1 degrees when a day is as the reference plus the margin.
    """
    n = len(reference)
    spread = max(float(np.std(reference, ddof=1)), least_spread, 1e-12)
    scale = spread * np.sqrt(1 + 1 / n)
    return (values - float(np.mean(reference)) - margin) / scale, n - 1


def shift_evidence(z: Array, freedom: int) -> Array:
    """Return e-values for "larger than the reference", one column per size of shift.

    Likelihood ratios of the Student density shifted by each of `SHIFTS` to the unshifted
    one; a density over a density has mean 1 under the latter. Which shift it is, is not
    known: `detector` follows all of them.

    Args:
        z: Student statistics [days]; NaN brings no evidence.
        freedom: Their degrees of freedom.

    Returns:
        E-values [days, shifts].
    """
    shifted = stats.t.logpdf(z[:, None] - SHIFTS, freedom)
    ratios = np.exp(shifted - stats.t.logpdf(z, freedom)[:, None])
    return np.where(np.isnan(ratios), 1.0, ratios)


def calibrated(p: Array) -> Array:
    """Turn p-values into e-values, without a parameter to choose.

    The mean over k in (0, 1) of k p^(k-1), which is (1 - p + p ln p) / (p ln^2 p)
    (Vovk and Wang 2021).
    """
    p = np.clip(p, 1e-300, 1 - 1e-9)
    log = np.log(p)
    return np.asarray((1 - p + p * log) / (p * log**2), dtype=np.float64)


def detector(e: Array, limit: float) -> tuple[Array, NDArray[np.bool_]]:
    """Add evidence over days: M = (M + 1) e, held at the limit; alarm from there on.

    With e-values of conditional mean <= 1, the mean time to the first alarm is at least
    `limit` days; so it is for the mean of several such sums. Held at the limit, it
    falls back once days are quiet again.

    Args:
        e: E-values [days] or [days, shifts].
        limit: The least mean number of days between false alarms.

    Returns:
        The evidence and whether there is an alarm, by day.
    """
    columns = np.minimum(e[:, None] if e.ndim == 1 else e, LARGEST)
    width = columns.shape[1]
    total, means = [0.0] * width, []
    # Plain floats: a row has so few that calls of numpy would cost more than the sums.
    for values in columns.tolist():
        total = [(t + 1) * v for t, v in zip(total, values, strict=True)]
        held = min(1.0, limit / max(sum(total) / width, 1e-300))
        total = [t * held for t in total]
        means.append(sum(total) / width)
    found = np.array(means, dtype=np.float64)
    return found, np.asarray(found >= limit * (1 - 1e-9))


def above_share(count: Array, n: Array, share: float) -> Array:
    """Return the chance of at least `count` of `n` when each has at most `share`."""
    return np.asarray(stats.binom.sf(count - 1, n, min(max(share, 0.0), 1.0)))
