"""Speed and memory of the service: sudden jumps, and leaks too slow for any one day.

Hours differ, days should not: each hour is divided by its own median of the reference
days (the first days of service) before a day becomes one figure, the median over hours.
"""

from datetime import date

import numpy as np
import pandas as pd

from reference_stack.model_monitoring.alerts import Reading
from reference_stack.model_monitoring.evidence import Evidence
from reference_stack.model_monitoring.policy import Policy
from reference_stack.model_monitoring.readings import Array, Limit, Watching
from reference_stack.model_monitoring.sequential import shift_evidence, standardised
from reference_stack.model_monitoring.trend import trend

NAME = "performance"
METRICS = ("wall_ms", "cpu_ms", "rss_mb")
LEAST_SPREAD = 0.02


def judge(evidence: Evidence, policy: Policy) -> list[Reading]:
    """Return readings of jumps and leaks; none before the reference days are over."""
    days = tuple(sorted(set(evidence.service["day"])))
    if len(days) < policy.reference_days:
        return []
    found = []
    for metric in METRICS:
        levels = _levels(evidence.service, metric, days, policy.reference_days)
        found += _jump(metric, levels, days, policy)
        found += _leak(metric, levels, days, policy)
    return found


def _levels(
    service: pd.DataFrame, metric: str, days: tuple[date, ...], reference_days: int
) -> Array:
    """Return ln of each day's level against the reference days, hour by hour."""
    table = service.pivot(index="day", columns="hour", values=metric).loc[list(days)]
    hours = np.log(np.maximum(table.to_numpy(dtype=float), 1e-6))
    usual = np.array([_median(column) for column in hours[:reference_days].T])
    return np.array([_median(row) for row in hours - usual])


def _median(values: Array) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else float("nan")


def _jump(
    metric: str, levels: Array, days: tuple[date, ...], policy: Policy
) -> list[Reading]:
    reference, later = levels[: policy.reference_days], policy.reference_days
    margin = float(np.log1p(policy.slower_margin))
    z, freedom = standardised(reference, levels[later:], margin, LEAST_SPREAD)
    needed = policy.run_length(NAME, 2 * len(METRICS))
    text = "is {value:.0%} above the first days of service"
    watching = Watching(NAME, metric, "page", text, days[later:])
    limit = Limit(policy.slower_margin, float(np.std(reference)), needed)
    return watching.tested(np.expm1(levels[later:]), limit, shift_evidence(z, freedom))


def _leak(
    metric: str, levels: Array, days: tuple[date, ...], policy: Policy
) -> list[Reading]:
    """A rise over the last days that is steady, significant and large enough.

    The limit of the p-value is the daily share of the yearly budget: a union bound, so
    it holds however much the overlapping windows have in common.
    """
    width, needed = policy.leak_days, policy.run_length(NAME, 2 * len(METRICS))
    rises, evidence = [], []
    for end in range(width, len(levels) + 1):
        found = trend(levels[end - width : end])
        steady = found.low > policy.leak_per_day
        rises.append(float(np.expm1(found.slope * (width - 1))) if steady else 0.0)
        evidence.append(1 / max(found.p, 1e-12))
    text = f"has crept up by {{value:.0%}} over {width} days"
    watching = Watching(NAME, f"{metric} leak", "page", text, days[width - 1 :])
    limit = Limit(policy.leak_margin, 0.0, needed)
    return watching.bounded(np.array(rises), limit, np.array(evidence))
