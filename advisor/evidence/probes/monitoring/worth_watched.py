"""Whether the business figure of a live model is followed."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.topic import Topic, watched
from advisor.evidence.project import Project
from advisor.language import mark

TOPIC: Final = Topic(
    names=(
        *(
            "business_metrics?",
            "business_kpis?",
            "kpi_(monitor|report|dashboard|alert)s?",
        ),
        *("model_roi", "business_impact", "revenue_impact"),
    ),
    watched=("kpis?", "saving", "worth"),
)


def look(project: Project) -> Observation:
    """Look for it in what runs, then in what a person can start."""
    return watched(project, TOPIC, mark("watch over the business figure"))
