"""Whether the service keeps its predictions with their inputs."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import USED, WIRED, not_asked, partly, yes
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind

TOPIC: Final = Topic(
    tools=(
        "bentoml.monitor",
        "arize",
        "fiddler",
        "whylogs.log",
        "aporia",
        "nannyml.log",
    ),
    standing=("sagemaker.model_monitor.DataCaptureConfig", "*.DataCaptureConfig"),
    names=(
        *(
            "prediction_logs?",
            "prediction_logger",
            "log_predictions?",
            "inference_logs?",
        ),
        *("save_predictions?_to_db", "record_predictions?", "store_predictions?"),
        *("prediction_records?", "log_inference", "request_log", "write_predictions?"),
    ),
)
_LOGGER: Final = r"^\s+logger:\s*$"


def look(project: Project) -> Observation:
    """Look in the files that the service reaches, and in manifests of model servers."""
    wiring = Wiring.of(project)
    if kept := topic.wired(wiring, TOPIC, wiring.in_services):
        return yes(WIRED, "the service keeps its predictions", *kept)
    if standing := wiring.code.calls(*TOPIC.standing):
        return yes(USED, "the platform captures the predictions", *standing)
    found = project.manifests
    for manifest in found.of(Kind.KUBERNETES) if found else ():
        if "InferenceService" in manifest.text and manifest.line_of(_LOGGER):
            return yes(WIRED, "the model server logs its predictions", manifest)
    if not wiring.services:
        return not_asked("no service that answers with a model")
    # A job that stores what it predicted keeps the log of a batch model.
    if batch := topic.wired(wiring, TOPIC, wiring.running):
        return partly(WIRED, "a job keeps predictions, the service does not", *batch)
    return topic.missing(wiring, TOPIC, "log of predictions in the service")
