"""Quality of served predictions by the day they were made, once outcomes are in.

The figure is the ranking (ROC AUC within a day): it does not move when a bad day turns
everything positive. Before there are outcomes, the model's own probabilities say how well
it should rank (confidence-based estimate). That estimate is blind to concept drift by
construction, as it takes the probabilities for the truth; so it is shown and never
alarms. Reality falling short of it is the alarm.
"""

import numpy as np
import pandas as pd

from reference_stack.model_monitoring.alerts import Reading
from reference_stack.model_monitoring.evidence import Evidence, Reference, aligned
from reference_stack.model_monitoring.policy import Policy
from reference_stack.model_monitoring.readings import Array, Limit, Watching
from reference_stack.model_monitoring.sequential import shift_evidence, standardised

NAME = "quality"
LEAST_SPREAD = 0.02
FEWEST_DAYS = 3
BLIND = "estimated before outcomes, blind to concept drift"


def judge(evidence: Evidence, reference: Reference, policy: Policy) -> list[Reading]:
    """Return readings of the ranking and of its estimate.

    A day whose outcomes are known for less than `label_coverage` brings no evidence.
    The holdout of the model is the reference.
    """
    holdout = _shortfall(reference.cohorts, policy)
    usual = holdout[~np.isnan(holdout)]
    found = _estimate(evidence)
    if len(usual) < FEWEST_DAYS:
        return found
    cohorts = evidence.cohorts.assign(shortfall=_shortfall(evidence.cohorts, policy))
    shortfall = aligned(cohorts, "shortfall", evidence.days)
    z, freedom = standardised(usual, shortfall, policy.ranking_margin, LEAST_SPREAD)
    text = "predictions rank {value:.3f} worse than promised, beyond the holdout"
    watching = Watching(NAME, "ranking", "page", text, evidence.days)
    limit = Limit(policy.ranking_margin, float(usual.std()), policy.run_length(NAME, 1))
    lost = shortfall - float(usual.mean())
    return found + watching.tested(lost, limit, shift_evidence(z, freedom))


def _shortfall(cohorts: pd.DataFrame, policy: Policy) -> Array:
    """Return how much worse each day ranks than its probabilities promise."""
    enough = cohorts["labelled"] >= policy.label_coverage * cohorts["n"]
    return (
        (cohorts["expected"] - cohorts["ranking"]).where(enough).to_numpy(dtype=float)
    )


def _estimate(evidence: Evidence) -> list[Reading]:
    expected = aligned(evidence.cohorts, "expected", evidence.days)
    watching = Watching(NAME, "estimate", "ticket", BLIND, evidence.days)
    return watching.exact(1 - expected, 1.0)
