"""Whether the age of the live model is watched."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.topic import Topic, watched
from advisor.evidence.project import Project
from advisor.language import mark

TOPIC: Final = Topic(
    names=(
        *("model_age", "model_staleness", "stale_models?", "check_staleness"),
        *("model_freshness", "days_since_training"),
    ),
    watched=("staleness", "age"),
)


def look(project: Project) -> Observation:
    """Look for it in what runs, then in what a person can start."""
    return watched(project, TOPIC, mark("watch over the model's age"))
