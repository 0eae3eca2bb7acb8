"""The process that makes features: rows, duplicates, gaps, constants, joins, freshness."""

import numpy as np

from reference_stack.model_monitoring.alerts import Reading
from reference_stack.model_monitoring.bins import MISSING
from reference_stack.model_monitoring.evidence import Evidence, Reference, aligned
from reference_stack.model_monitoring.policy import Policy
from reference_stack.model_monitoring.readings import Limit, Watching
from reference_stack.model_monitoring.sequential import (
    above_share,
    calibrated,
    shift_evidence,
    standardised,
)

NAME = "feature_generation"
LEAST_SPREAD = 0.02
USUALLY = 0.9


def judge(evidence: Evidence, reference: Reference, policy: Policy) -> list[Reading]:
    """Return readings of everything between the sources and the served features."""
    sources = sorted(set(evidence.supply["source"]))
    subjects = 2 + len(reference.bins.features) + len(sources)
    needed = policy.run_length(NAME, subjects)
    found = _rows(evidence, reference, policy, needed) + _duplicates(evidence)
    for name in reference.bins.features:
        found += _missing(name, evidence, reference, policy, needed)
    for name in reference.bins.numbers:
        found += _constant(name, evidence, reference, policy)
    for source in sources:
        found += _supply(source, evidence, reference, policy, needed)
    return found


def _rows(
    evidence: Evidence, reference: Reference, policy: Policy, needed: float
) -> list[Reading]:
    """Rows of a day against the same weekday in training, as a ratio either way."""
    first = next(iter(reference.daily.counts.values()))
    trained = np.log(np.maximum(first.sum(axis=1), 1).astype(float))
    weekday = np.array([day.weekday() for day in reference.daily.days])
    usual = {
        w: float(np.median(trained[weekday == w] if (weekday == w).any() else trained))
        for w in range(7)
    }
    off = np.abs(trained - np.array([usual[w] for w in weekday]))
    n = np.nan_to_num(aligned(evidence.outputs, "entities", evidence.days))
    now = np.log(np.maximum(n, 1))
    value = np.abs(now - np.array([usual[day.weekday()] for day in evidence.days]))
    z, freedom = standardised(off, value, policy.rows_margin, LEAST_SPREAD)
    text = "rows are off the usual number of the weekday by a log ratio of {value:.2f}"
    watching = Watching(NAME, "rows", "page", text, evidence.days)
    limit = Limit(policy.rows_margin, float(off.mean()), needed)
    return watching.tested(value, limit, shift_evidence(z, freedom))


def _duplicates(evidence: Evidence) -> list[Reading]:
    n = aligned(evidence.outputs, "n", evidence.days)
    entities = aligned(evidence.outputs, "entities", evidence.days)
    text = "{value:.1%} of the predictions repeat an entity"
    watching = Watching(NAME, "duplicates", "page", text, evidence.days)
    return watching.exact((n - entities) / np.maximum(n, 1), 0.0)


def _missing(
    name: str,
    evidence: Evidence,
    reference: Reference,
    policy: Policy,
    needed: float,
) -> list[Reading]:
    """Missing values against the worst day of training."""
    trained, counts = reference.daily.counts[name], evidence.daily.counts[name]
    worst = float((trained[:, MISSING] / np.maximum(trained.sum(axis=1), 1)).max())
    rows = counts.sum(axis=1).astype(float)
    share = np.divide(
        counts[:, MISSING], rows, out=np.full(len(rows), np.nan), where=rows > 0
    )
    threshold = min(worst + policy.missing_margin, 1.0)
    p = above_share(counts[:, MISSING].astype(float), rows, threshold)
    text = "{value:.0%} of the values are missing, at most {threshold:.0%} may be"
    watching = Watching(NAME, name, "page", text, evidence.days)
    return watching.tested(share, Limit(threshold, worst, needed), calibrated(p))


def _constant(
    name: str, evidence: Evidence, reference: Reference, policy: Policy
) -> list[Reading]:
    """One value all day, for a feature that never came near to it in training."""
    spans, rows = evidence.daily.spans[name], evidence.daily.counts[name].sum(axis=1)
    trained = reference.daily.counts[name]
    full = trained[trained.sum(axis=1) >= policy.least_rows]
    top = full.max(axis=1) / full.sum(axis=1)
    if not len(top) or np.quantile(top, USUALLY) > policy.moving_share:
        return []
    still = (spans[:, 0] == spans[:, 1]) & (rows >= policy.least_rows)
    text = "the value is the same in every row of the day"
    watching = Watching(NAME, f"{name} constant", "page", text, evidence.days)
    return watching.exact(still.astype(float), 0.5)


def _supply(
    source: str,
    evidence: Evidence,
    reference: Reference,
    policy: Policy,
    needed: float,
) -> list[Reading]:
    """Requests that find no row of a feature table, and rows that are too old."""
    now = evidence.supply[evidence.supply["source"] == source]
    then = reference.supply[reference.supply["source"] == source]
    n = aligned(evidence.outputs, "n", evidence.days)
    lost = 1 - aligned(now, "hit", evidence.days)
    worst = float(1 - then["hit"].min()) if len(then) else 0.0
    threshold = min(worst + policy.missing_margin, 1.0)
    p = above_share(np.rint(np.nan_to_num(lost * n)), np.nan_to_num(n), threshold)
    text = "{value:.0%} of the requests find no row, at most {threshold:.0%} may"
    watching = Watching(NAME, f"{source} join", "page", text, evidence.days)
    found = watching.tested(lost, Limit(threshold, worst, needed), calibrated(p))
    oldest = float(then["hours"].max()) if len(then) else float("nan")
    if oldest <= policy.fresh_hours:
        text = "values are {value:.1f} hours old, at most {threshold:.1f} may be"
        watching = Watching(NAME, f"{source} age", "page", text, evidence.days)
        limit = oldest * policy.age_factor + 1
        found += watching.exact(aligned(now, "hours", evidence.days), limit)
    return found
