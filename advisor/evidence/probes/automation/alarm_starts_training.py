"""Whether a confirmed alarm starts the training."""

from collections.abc import Iterator
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import (
    NAME_ONLY,
    USED,
    WIRED,
    Seen,
    no,
    not_asked,
    partly,
    yes,
)
from advisor.evidence.probes.automation.retraining_started import ALARMED
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.code import Call, Definition
from advisor.language import mark

SENSORS: Final = ("dagster.sensor", "dagster.asset_sensor", "dagster.run_status_sensor")
STARTS: Final = (
    *("dagster.RunRequest", "prefect.deployments.run_deployment", "*.trigger_dag"),
    *(
        "airflow.*.TriggerDagRunOperator",
        "*.create_run_from_pipeline_func",
        "*.start_execution",
    ),
    *(
        "*.start_pipeline_execution",
        "*.create_run_from_pipeline_package",
        "*.run_pipeline",
    ),
    *("*.create_workflow_dispatch", "*.run_deployment", "*.create_repository_dispatch"),
)
OWN: Final = Topic(
    names=(
        *("retrain(ing)?_on_(drift|alert|degradation)", "retrain(ing)?_triggers?"),
        *(
            "trigger_retrain(ing)?",
            "should_retrain",
            "needs_retraining",
            "retrain_if_\\w+",
        ),
        *("retrain(ing)?_policy", "retrain(ing)?_decision"),
    ),
)


def look(project: Project) -> Observation:
    """Look for sensors on alarms, then for own code that decides on retraining."""
    wiring = Wiring.of(project)
    if not wiring.training and not wiring.workflows:
        return not_asked(mark("no code that trains a model"))
    if sensors := tuple(_sensors(wiring)):
        return yes(WIRED, mark("an alarm starts the training"), *sensors)
    own = topic.own(wiring, OWN, wiring.running)
    if own:
        return partly(
            WIRED, mark("code decides on retraining; nothing seen that starts it"), *own
        )
    if lying := topic.by_hand(wiring, OWN):
        return partly(
            USED, mark("code decides on retraining; a person runs it"), *lying
        )
    return no(NAME_ONLY, mark("no start of the training by an alarm found"))


def _sensors(wiring: Wiring) -> Iterator[Seen]:
    """Yield sensors on alarms that start a run, and own code in which an alarm does."""
    starts = wiring.code.calls(*STARTS)
    asked = {(call.path, call.function) for call in starts}
    for one in wiring.code.decorated(*SENSORS):
        if ALARMED.search(one.name.lower()) and _within(one, asked):
            yield one
    for call in starts:
        if ALARMED.search(f"{call.function} {call.path}".lower()) and not _sensor(
            wiring, call
        ):
            yield call


def _within(one: Definition, asked: set[tuple[str, str]]) -> bool:
    return any(path == one.path and name.startswith(one.name) for path, name in asked)


def _sensor(wiring: Wiring, call: Call) -> bool:
    """Tell whether a call stands in a sensor or schedule, which speaks for itself."""
    return any(
        one.path == call.path and call.function.startswith(one.name)
        for one in wiring.code.decorated("dagster.*")
    )
