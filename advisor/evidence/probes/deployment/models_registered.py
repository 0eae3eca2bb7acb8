"""Whether training enters its models in a registry, and serving reads it."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import USED, WIRED, not_asked, partly, yes
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.code import Call
from advisor.language import mark

TOPIC: Final = Topic(
    tools=(
        *(
            "mlflow.register_model",
            "*.create_model_version",
            "*.create_registered_model",
        ),
        *("*.link_model", "neptune.init_model_version", "clearml.OutputModel"),
        *("azureml.core.Model.register", "azureml.core.model.Model.register"),
        *("google.cloud.aiplatform.Model.upload", "*.create_model_package"),
        *("sagemaker.workflow.model_step.ModelStep", "sagemaker.*.register"),
        *("bentoml.*.save_model", "sagemaker.workflow.step_collections.RegisterModel"),
    ),
)
POINTS: Final = (
    *("*.set_registered_model_alias", "*.transition_model_version_stage"),
    *(
        "*.get_model_version_by_alias",
        "*.get_latest_versions",
        "bentoml.*.get",
        "*.get_registered_model",
    ),
)
_LOGS: Final = "registered_model_name"
_ADDRESS: Final = "models:/"


def look(project: Project) -> Observation:
    """Look for calls that register, and for those that ask which version is live."""
    wiring = Wiring.of(project)
    entered = registered(wiring)
    if not entered:
        if not wiring.model_files:
            return not_asked(mark("no code that trains or serves a model"))
        return topic.missing(wiring, TOPIC, mark("registration of models"))
    asked = (*wiring.code.calls(*POINTS), *_loaded(wiring))
    by_itself = [call for call in entered if call.path in wiring.running]
    if by_itself and asked:
        message = mark("training registers models, and the live version is asked for")
        return yes(WIRED, message, *by_itself, *asked)
    if asked:
        return yes(USED, mark("models are registered, and the live version is asked for"),
                   *entered, *asked)  # fmt: skip
    return partly(
        USED, mark("models are registered; nothing asks which is live"), *entered
    )


def registered(wiring: Wiring) -> tuple[Call, ...]:
    """Return the calls that enter a model in a registry."""
    logged = wiring.code.calls("mlflow.*", "*.log_model")
    named = (call for call in logged if _LOGS in call.keywords)
    return (*wiring.code.calls(*TOPIC.tools), *named)


def _loaded(wiring: Wiring) -> tuple[Call, ...]:
    return tuple(
        call
        for call in wiring.code.calls("mlflow.*")
        if any(text.startswith(_ADDRESS) for text in call.texts)
    )
