"""Whether a schedule or new data starts the training."""

import re
from collections.abc import Iterator
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import (
    NAME_ONLY,
    WIRED,
    Seen,
    no,
    not_asked,
    yes,
)
from advisor.evidence.probes.automation.training_orchestrated import (
    trained_on_schedule,
    workflows_that_train,
)
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.code import Call
from advisor.evidence.sources.manifests import Kind
from advisor.language import mark

SCHEDULED: Final = (
    *(
        "dagster.schedule",
        "dagster.sensor",
        "dagster.asset_sensor",
        "metaflow.schedule",
    ),
    *("dagster.multi_asset_sensor", "metaflow.trigger", "metaflow.trigger_on_finish"),
)
CALLS: Final = (
    *("dagster.ScheduleDefinition", "dagster.build_schedule_from_partitioned_job"),
    *(
        "dagster.AutomationCondition.*",
        "dagster.AutoMaterializePolicy.*",
    ),
    *(
        "prefect.client.schemas.schedules.*",
        "prefect.schedules.*",
        "zenml.config.schedule.Schedule",
    ),
    *("zenml.*.Schedule", "kfp.Client.create_recurring_run", "*.create_recurring_run"),
    *(
        "sagemaker.workflow.triggers.PipelineSchedule",
        "flytekit.CronSchedule",
        "flytekit.FixedRate",
    ),
    *(
        "flytekit.LaunchPlan.*",
        "azure.ai.ml.entities.JobSchedule",
        "azureml.pipeline.core.Schedule.create",
    ),
    *("airflow.providers.*.sensors.*", "airflow.datasets.Dataset", "airflow.sensors.*"),
)
_DAG: Final = (
    "airflow.DAG",
    "airflow.models.DAG",
    "airflow.models.dag.DAG",
    "airflow.sdk.DAG",
    "airflow.decorators.dag",
)
_DAG_WORDS: Final = frozenset({"schedule", "schedule_interval", "timetable"})
# A sensor on an alarm is another practice.
ALARMED: Final = re.compile(
    r"alert|alarm|drift|quality|degrad|decay|worse|performance|stale|monitor"
)
_CRON: Final = r"^kind:\s*(CronJob|CronWorkflow|ScheduledWorkflow)\s*$"
_TRAIN: Final = r"^[^#\n]*train"
_NEVER: Final = frozenset({"@once", "None"})


def look(project: Project) -> Observation:
    """Look for schedules and sensors beside workflows that train."""
    wiring = Wiring.of(project)
    if scheduled := (*trained_on_schedule(wiring), *_clusters(project)):
        return yes(WIRED, mark("a schedule starts the training"), *scheduled)
    training = tuple(workflows_that_train(wiring))
    if not training:
        if wiring.training:
            return no(
                NAME_ONLY, mark("nothing that starts the training by itself found")
            )
        return not_asked(mark("no code that trains a model"))
    if found := (*schedules(wiring), *_deployments(project)):
        message = mark("a schedule or new data starts the training")
        return yes(WIRED, message, *found, training[0])
    return no(
        NAME_ONLY, mark("no schedule of the workflow that trains found"), *training
    )


def schedules(wiring: Wiring) -> Iterator[Seen]:
    """Yield what a workflow program starts by time or by new data."""
    for one in wiring.code.decorated(*SCHEDULED):
        if not ALARMED.search(one.name.lower()):
            yield one
    yield from (call for call in wiring.code.calls(*CALLS) if _sensible(call))
    for call in wiring.code.calls(*_DAG):
        if _DAG_WORDS & set(call.keywords) and not _NEVER & set(call.texts):
            yield call
    for call in wiring.code.calls("*.serve", "*.deploy"):
        if {"cron", "interval", "schedule", "schedules"} & set(call.keywords):
            yield call


def _sensible(call: Call) -> bool:
    """Leave out launch plans without a schedule."""
    plan = call.name.startswith("flytekit.LaunchPlan")
    return not plan or "schedule" in call.keywords


def _clusters(project: Project) -> Iterator[Seen]:
    """Yield the jobs that a cluster starts by time and that are named after training."""
    found = project.manifests
    for manifest in found.of(Kind.KUBERNETES) if found else ():
        if manifest.line_of(_CRON) and manifest.line_of(_TRAIN):
            yield manifest


def _deployments(project: Project) -> Iterator[Seen]:
    """Yield the deployments of Prefect that have a schedule."""
    found = project.manifests
    for manifest in found.of(Kind.YAML) if found else ():
        known = manifest.path.rpartition("/")[2] == "prefect.yaml"
        if known and manifest.line_of(r"^\s*-?\s*(cron|interval):\s*\S"):
            yield manifest
