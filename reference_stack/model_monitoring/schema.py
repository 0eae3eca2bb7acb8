"""Served data against the schema of training: columns, categories, ranges, refusals."""

import numpy as np

from reference_stack.model_monitoring.alerts import Reading
from reference_stack.model_monitoring.bins import MISSING
from reference_stack.model_monitoring.evidence import Evidence, Reference, aligned
from reference_stack.model_monitoring.policy import Policy
from reference_stack.model_monitoring.readings import Array, Limit, Watching
from reference_stack.model_monitoring.sequential import above_share, calibrated

UNSEEN = 1
NAME = "schema"


def judge(evidence: Evidence, reference: Reference, policy: Policy) -> list[Reading]:
    """Return readings of refused requests and, per feature, of what training never had."""
    subjects = 1 + 2 * len(reference.bins.features)
    needed = policy.run_length(NAME, subjects)
    n = aligned(evidence.outputs, "n", evidence.days)
    refused = aligned(evidence.outputs, "refused", evidence.days)
    watching = Watching(
        NAME,
        "requests",
        "page",
        "{value:.1%} of the requests were refused",
        evidence.days,
    )
    found = _share(watching, refused, n, Limit(policy.refused_margin, 0.0, needed))
    for name in reference.bins.features:
        found += _gone(name, evidence, reference, needed)
        found += _foreign(name, evidence, reference, policy)
    return found


def _share(watching: Watching, count: Array, n: Array, limit: Limit) -> list[Reading]:
    rows = np.nan_to_num(n)
    share = np.divide(count, n, out=np.full(len(n), np.nan), where=rows > 0)
    p = above_share(np.nan_to_num(count), rows, limit.threshold)
    return watching.tested(share, limit, calibrated(p))


def _gone(
    name: str, evidence: Evidence, reference: Reference, needed: float
) -> list[Reading]:
    """A column that training had and that now brings nothing at all."""
    counts = evidence.daily.counts[name]
    trained = reference.daily.counts[name].sum(axis=0)
    if trained[MISSING] == trained.sum():
        return []
    worst = _worst_missing(reference, name)
    watching = Watching(
        NAME, name, "page", "the column brings no values at all", evidence.days
    )
    rows = counts.sum(axis=1).astype(float)
    missing = counts[:, MISSING].astype(float)
    whole = (missing == rows) & (rows > 0)
    p = np.where(whole, above_share(missing, rows, max(worst, 0.5)), 1.0)
    return watching.tested(
        np.where(whole, 1.0, 0.0), Limit(0.5, 0.0, needed), calibrated(p)
    )


def _worst_missing(reference: Reference, name: str) -> float:
    counts = reference.daily.counts[name]
    return float((counts[:, MISSING] / np.maximum(counts.sum(axis=1), 1)).max())


def _foreign(
    name: str, evidence: Evidence, reference: Reference, policy: Policy
) -> list[Reading]:
    """Texts never seen in training; numbers far outside its range, or infinite."""
    counts = evidence.daily.counts[name]
    needed = policy.run_length(NAME, 1 + 2 * len(reference.bins.features))
    rows = counts.sum(axis=1).astype(float)
    if name in reference.bins.texts:
        text = "{value:.1%} of the values were never seen in training"
        watching = Watching(NAME, f"{name} values", "page", text, evidence.days)
        limit = Limit(policy.unseen_margin, 0.0, needed)
        return _share(watching, counts[:, UNSEEN].astype(float), rows, limit)
    text = (
        "{value:.1%} of the values are outside the range of training, some far outside"
    )
    watching = Watching(NAME, f"{name} range", "page", text, evidence.days)
    outside = (counts[:, [1, 2]].sum(axis=1) + counts[:, [-1, -2]].sum(axis=1)).astype(
        float
    )
    far = _far(evidence.daily.spans[name], reference.daily.spans[name], policy)
    return _share(
        watching,
        np.where(far, outside, 0.0),
        rows,
        Limit(policy.outside_margin, 0.0, needed),
    )


def _far(
    spans: Array, trained: Array, policy: Policy
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    finite = np.where(np.isfinite(trained), trained, np.nan)
    if np.isnan(finite).all():
        return np.zeros(len(spans), dtype=bool)
    low, high = float(np.nanmin(finite)), float(np.nanmax(finite))
    room = policy.outside_spans * max(high - low, abs(high), 1e-9)
    return (spans[:, 0] < low - room) | (spans[:, 1] > high + room)
