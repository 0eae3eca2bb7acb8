"""Whether live features are compared with those of training."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.topic import Topic, watched
from advisor.evidence.project import Project
from advisor.language import mark

TOPIC: Final = Topic(
    names=(
        *("training_serving_skew", "train_serve_skew", "feature_skew", "serving_skew"),
        *("detect_skew", "check_skew", "feature_parity"),
    ),
    watched=("skew",),
)


def look(project: Project) -> Observation:
    """Look for it in what runs, then in what a person can start."""
    return watched(project, TOPIC, mark("watch over skew"))
