"""Drift in how features move together, where each alone looks as ever.

Windows of a few days are told from training by a domain classifier on dependence alone
(`dependence`); windows of training against the rest of training are its noise floor.
"""

from reference_stack.model_monitoring.alerts import Reading
from reference_stack.model_monitoring.evidence import Evidence, Reference
from reference_stack.model_monitoring.policy import Policy
from reference_stack.model_monitoring.readings import Limit, Watching
from reference_stack.model_monitoring.sequential import shift_evidence, standardised

NAME = "drift_together"
LEAST_SPREAD = 0.01
FEWEST_WINDOWS = 5


def judge(evidence: Evidence, reference: Reference, policy: Policy) -> list[Reading]:
    """Return a reading for each full window of days, on its last day."""
    usual = reference.together["area"].dropna().to_numpy(dtype=float)
    table = evidence.together[evidence.together["day"].isin(evidence.days)].dropna()
    if len(usual) < FEWEST_WINDOWS or table.empty:
        return []
    values = table["area"].to_numpy(dtype=float)
    z, freedom = standardised(usual, values, policy.together_margin, LEAST_SPREAD)
    floor = float(usual.mean())
    needed = policy.run_length(NAME, 1) / policy.together_days
    limit = Limit(floor + policy.together_margin, floor, needed)
    text = "features move together otherwise than in training (area {value:.2f})"
    days = tuple(table["day"])
    watching = Watching(NAME, "all features", "ticket", text, days)
    return watching.tested(values, limit, shift_evidence(z, freedom))
