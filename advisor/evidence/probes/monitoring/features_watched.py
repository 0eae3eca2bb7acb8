"""Whether the jobs that make features are watched."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.topic import Topic, watched
from advisor.evidence.project import Project
from advisor.language import mark

TOPIC: Final = Topic(
    tools=(
        *("dagster.build_last_update_freshness_checks", "dagster.FreshnessPolicy"),
        *(
            "dagster.build_time_partition_freshness_checks",
            "elementary",
            "montecarlodata",
        ),
    ),
    names=(
        *(
            "feature_freshness",
            "freshness_checks?",
            "check_freshness",
            "feature_generation",
        ),
        *("feature_staleness", "stale_features"),
    ),
    watched=("freshness", "features?_late", "completeness"),
)


def look(project: Project) -> Observation:
    """Look for it in what runs, then in what a person can start."""
    return watched(project, TOPIC, mark("watch over the jobs that make features"))
