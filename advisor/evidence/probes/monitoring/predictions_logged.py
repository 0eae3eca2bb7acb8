"""Whether the service keeps its predictions with their inputs."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import USED, WIRED, not_asked, partly, yes
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.code import Call
from advisor.evidence.sources.manifests import Kind, Manifest
from advisor.language import mark

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


_DEPLOYMENT: Final = "OnlineDeployment.schema.json"
_COLLECTOR: Final = r"^data_collector:\s*$"


def look(project: Project) -> Observation:
    """Look in the files that the service reaches, and in manifests of model servers."""
    wiring = Wiring.of(project)
    if kept := topic.wired(wiring, TOPIC, wiring.in_services):
        return yes(WIRED, mark("the service keeps its predictions"), *kept)
    if standing := _standing(wiring):
        return yes(USED, mark("the platform captures the predictions"), *standing)
    if hosted := _hosted(project):
        return yes(WIRED, mark("the model server logs its predictions"), *hosted)
    if not wiring.services:
        return not_asked(mark("no service that answers with a model"))
    # A job that stores what it predicted keeps the log of a batch model.
    if batch := topic.wired(wiring, TOPIC, wiring.running):
        return partly(
            WIRED, mark("a job keeps predictions, the service does not"), *batch
        )
    return topic.missing(wiring, TOPIC, mark("log of predictions in the service"))


def _standing(wiring: Wiring) -> tuple[Call, ...]:
    """Return the calls that make a platform capture what it answers."""
    endpoints = wiring.code.calls("*.create_endpoint_config")
    capturing = (c for c in endpoints if "DataCaptureConfig" in c.keywords)
    return (*wiring.code.calls(*TOPIC.standing), *capturing)


def _hosted(project: Project) -> tuple[Manifest, ...]:
    """Return the files of hosted models in which the log is switched on."""
    found = project.manifests
    clusters = found.of(Kind.KUBERNETES) if found else ()
    endpoints = found.of(Kind.YAML) if found else ()
    return (
        *(c for c in clusters if "InferenceService" in c.text and c.line_of(_LOGGER)),
        *(e for e in endpoints if _DEPLOYMENT in e.text and e.line_of(_COLLECTOR)),
    )
