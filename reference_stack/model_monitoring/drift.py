"""Drift of single features: served bins against training bins, by day and by window.

The distance is the population stability index, the symmetric relative entropy of two
histograms. Its value in a window is compared with a margin above its noise floor (what
windows of the same length within training give), and each day with the days of training:
effect and significance. Days are counted once; a wider window only adds up more bins.
"""

import numpy as np
from numpy.typing import NDArray

from reference_stack.model_monitoring.alerts import Reading
from reference_stack.model_monitoring.evidence import Evidence, Reference
from reference_stack.model_monitoring.policy import Policy
from reference_stack.model_monitoring.readings import Array, Limit, Watching
from reference_stack.model_monitoring.sequential import shift_evidence, standardised

NAME = "drift"
LEAST_SPREAD = 0.1
HALF = 0.5


def psi(expected: NDArray[np.int64], found: NDArray[np.int64]) -> Array:
    """Return the population stability index of histograms against one histogram.

    Sum over bins of (q - p) ln(q / p), with half a row added to each bin (Jeffreys), so
    that an empty bin counts as rare and not as impossible.

    Args:
        expected: Counts [bins] or [rows, bins] of the reference.
        found: Counts [rows, bins].

    Returns:
        One value per row; NaN where a row has no counts.
    """
    p, q = _shares(np.atleast_2d(expected)), _shares(found)
    value: Array = ((q - p) * np.log(q / p)).sum(axis=1)
    value[found.sum(axis=1) == 0] = np.nan
    return value


def _shares(counts: NDArray[np.int64]) -> Array:
    smooth = counts + HALF
    return np.asarray(smooth / smooth.sum(axis=-1, keepdims=True), dtype=np.float64)


def windows(counts: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """Return sums over the last `width` days for each day (fewer at the beginning)."""
    total = np.cumsum(counts, axis=0)
    before = np.zeros_like(total)
    before[width:] = total[:-width]
    return np.asarray(total - before)


def judge(evidence: Evidence, reference: Reference, policy: Policy) -> list[Reading]:
    """Return readings of each feature; drift alone is never more than a ticket."""
    needed = policy.run_length(NAME, len(reference.bins.features))
    found = []
    for name in reference.bins.features:
        trained = _usable(reference.daily.counts[name], policy)
        if len(trained) >= 2 * policy.drift_days:
            found += _feature(name, trained, evidence, policy, needed)
    return found


def _usable(counts: NDArray[np.int64], policy: Policy) -> NDArray[np.int64]:
    return np.asarray(counts[counts.sum(axis=1) >= policy.least_rows])


def _feature(
    name: str,
    trained: NDArray[np.int64],
    evidence: Evidence,
    policy: Policy,
    needed: float,
) -> list[Reading]:
    everything = trained.sum(axis=0)
    served, width = evidence.daily.counts[name], policy.drift_days
    usual = psi(everything - trained, trained)
    parts = windows(trained, width)[width - 1 :]
    floor = float(np.mean(psi(everything - parts, parts)))
    margin = float(np.log1p(policy.psi_margin / float(usual.mean())))
    daily = np.where(
        served.sum(axis=1) >= policy.least_rows, psi(everything, served), np.nan
    )
    z, freedom = standardised(
        np.log(usual), np.log(np.maximum(daily, 1e-12)), margin, LEAST_SPREAD
    )
    value = psi(everything, windows(served, width))
    text = "its distribution moved by {value:.2f} (PSI), above {threshold:.2f}"
    watching = Watching(NAME, name, "ticket", text, evidence.days)
    limit = Limit(floor + policy.psi_margin, floor, needed)
    return watching.tested(value, limit, shift_evidence(z, freedom))
