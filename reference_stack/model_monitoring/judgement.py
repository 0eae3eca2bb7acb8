"""All monitors over the same evidence; the year and the drills call nothing else."""

from reference_stack.model_monitoring import (
    dependencies,
    drift,
    drift_together,
    feature_generation,
    kpi,
    performance,
    quality,
    schema,
    skew,
    stability,
    staleness,
)
from reference_stack.model_monitoring.alerts import Reading
from reference_stack.model_monitoring.evidence import Evidence, Reference
from reference_stack.model_monitoring.policy import Policy

MONITORS = (
    "schema", "feature_generation", "performance", "skew", "stability", "staleness",
    "quality", "kpi", "dependencies", "drift", "drift_together",
)  # fmt: skip


def judge(
    evidence: Evidence, reference: Reference, wanted: float, policy: Policy
) -> tuple[Reading, ...]:
    """Return the readings of all monitors on all days.

    A reading of a day depends on that day and those before it only, so judging again
    with more days never changes what was read.

    Args:
        evidence: What was served by one model version.
        reference: Its training.
        wanted: The share of the cost of doing nothing that the goal asks to save.
        policy: The limits.
    """
    return (
        *schema.judge(evidence, reference, policy),
        *feature_generation.judge(evidence, reference, policy),
        *performance.judge(evidence, policy),
        *skew.judge(evidence, policy),
        *stability.judge(evidence, reference, policy),
        *staleness.judge(evidence),
        *quality.judge(evidence, reference, policy),
        *kpi.judge(evidence, wanted, policy),
        *dependencies.judge(evidence),
        *drift.judge(evidence, reference, policy),
        *drift_together.judge(evidence, reference, policy),
    )
