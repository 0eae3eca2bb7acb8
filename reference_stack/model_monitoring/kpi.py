"""What the model is worth: the cost of its decisions against doing nothing at all."""

from datetime import date

import numpy as np

from reference_stack.model_monitoring.alerts import Reading
from reference_stack.model_monitoring.evidence import Evidence, aligned
from reference_stack.model_monitoring.policy import Policy
from reference_stack.model_monitoring.readings import Array, Limit, Watching
from reference_stack.model_monitoring.sequential import shift_evidence

NAME = "kpi"
FRESH: int = 7


def judge(evidence: Evidence, wanted: float, policy: Policy) -> list[Reading]:
    """Return readings of how much less than the wanted share is saved.

    Args:
        evidence: With the costs of each day's decisions in `cohorts`.
        wanted: The share of the cost of doing nothing that the goal asks to save.
        policy: The limits.

    The saving is summed over the last `kpi_days` days. Each week is judged once, on
    days of its own, so no day is counted twice as evidence.
    """
    days, table = evidence.days, evidence.cohorts
    enough = aligned(table, "labelled", days) >= policy.label_coverage * aligned(
        table, "n", days
    )
    nothing = np.where(enough, aligned(table, "cost_of_nothing", days), 0.0)
    cost = np.where(enough, aligned(table, "cost", days), 0.0)
    gap = cost - (1 - wanted) * nothing
    value = wanted - _saving(cost, nothing, policy.kpi_days)
    text = f"{{value:.1%}} less is saved than the {wanted:.1%} wanted"
    watching = Watching(NAME, "saving", "page", text, days)
    limit = Limit(0.0, 0.0, policy.run_length(NAME, 1))
    return watching.tested(value, limit, _weekly(gap, days, policy))


def _saving(cost: Array, nothing: Array, width: int) -> Array:
    kernel = np.ones(width)
    spent = np.convolve(cost, kernel)[: len(cost)]
    base = np.convolve(nothing, kernel)[: len(cost)]
    empty = np.full(len(cost), np.nan)
    return np.asarray(np.divide(base - spent, base, out=empty, where=base > 0))


def _weekly(gap: Array, days: tuple[date, ...], policy: Policy) -> Array:
    """E-values for "costs more than wanted": a week's at its end, from its own spread.

    The first weeks (as many as `kpi_days` hold) only wait, as the KPI is not due yet.
    """
    z = np.full(len(days), np.nan)
    for end in range(FRESH, len(days) + 1, FRESH):
        week = gap[end - FRESH : end]
        spread = float(week.std(ddof=1))
        if end >= policy.kpi_days and spread > 0:
            z[end - 1] = week.mean() / (spread / np.sqrt(FRESH))
    return shift_evidence(z, FRESH - 1)
