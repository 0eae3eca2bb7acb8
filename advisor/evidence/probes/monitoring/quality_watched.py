"""Whether predictions are compared with true outcomes."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.topic import Topic, watched
from advisor.evidence.project import Project
from advisor.language import mark

TOPIC: Final = Topic(
    tools=(
        *("nannyml.PerformanceCalculator", "nannyml.CBPE", "nannyml.DLE"),
        *(
            "evidently.metric_preset.ClassificationPreset",
            "evidently.metric_preset.RegressionPreset",
        ),
        *(
            "evidently.presets.ClassificationPreset",
            "evidently.presets.RegressionPreset",
        ),
    ),
    standing=(
        "sagemaker.model_monitor.ModelQualityMonitor.create_monitoring_schedule",
    ),
    names=(
        *(
            "model_performance_monitor(ing)?",
            "monitor_(model_)?performance",
            "live_quality",
        ),
        *("performance_monitor(ing)?", "performance_degradation", "model_decay"),
        *(
            "monitor_(model|accuracy|predictions)",
            "delayed_labels",
            "production_metrics",
        ),
        *("check_model_performance", "live_performance", "online_metrics"),
    ),
    watched=("quality", "accuracy", "ground_truth", "model_performance"),
)


def look(project: Project) -> Observation:
    """Look for it in what runs, then in what a person can start."""
    return watched(project, TOPIC, mark("watch over live quality"))
