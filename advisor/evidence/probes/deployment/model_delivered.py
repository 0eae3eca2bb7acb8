"""Whether a program brings an accepted model where it is used."""

from collections.abc import Iterator
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import commands
from advisor.evidence.probes.answer import (
    NAME_ONLY,
    USED,
    WIRED,
    Seen,
    at_step,
    last_change,
    no,
    not_asked,
    partly,
    yes,
)
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.ci import Job, Ran, Trigger
from advisor.language import mark

POINTS: Final = ("*.set_registered_model_alias", "*.transition_model_version_stage")
DEPLOYS: Final = (
    *(
        "sagemaker.*.deploy",
        "google.cloud.aiplatform.*.deploy",
        "bentoml.deployment.create",
    ),
    *("*.create_endpoint_config", "*.update_endpoint_weights_and_capacities"),
    *("azureml.core.Model.deploy", "azureml.core.model.Model.deploy", "ray.serve.run"),
    *("azure.ai.ml.entities.ManagedOnlineDeployment", "mlflow.deployments.*"),
    *(
        "kserve.KServeClient.create",
        "kserve.KServeClient.replace",
        "kserve.KServeClient.patch",
        "zenml.*.deployer_step",
    ),
    *("zenml.integrations.*.steps.*_deployer_step", "*.create_or_update_deployment"),
)


_OF_MODELS: Final = (
    *("az ml online-deployment", "az ml online-endpoint", "aws sagemaker"),
    *("mlflow deployments", "mlflow sagemaker", "bentoml deploy", "seldon model"),
)


def look(project: Project) -> Observation:
    """Look for workflows that point at or deploy a version, then for jobs of CI."""
    wiring = Wiring.of(project)
    if not wiring.model_files:
        return not_asked(mark("no code that trains or serves a model"))
    calls = wiring.code.calls(*POINTS, *DEPLOYS)
    by_itself = [c for c in calls if c.path in wiring.in_workflows | wiring.in_ci]
    if by_itself:
        return yes(
            WIRED, mark("a workflow brings the accepted model into use"), *by_itself
        )
    jobs = tuple(_deployed(wiring))
    at = last_change(project)
    started = [seen for job, seen in jobs if job.triggers - {Trigger.MANUAL}]
    if started:
        return yes(
            WIRED, mark("CI installs the service with its model"), *started, at=at
        )
    if jobs:
        seen = [one for _, one in jobs]
        return partly(
            WIRED, mark("CI installs the service when a person asks"), *seen, at=at
        )
    if calls:
        return partly(USED, mark("a script brings a model into use"), *calls)
    return no(NAME_ONLY, mark("no delivery of models found"))


def _deployed(wiring: Wiring) -> Iterator[tuple[Job, Seen]]:
    """Yield the jobs that install the service, or a model on a platform for models."""
    for job in wiring.project.ci.jobs if wiring.project.ci else ():
        found = commands.deploys(job, packages=False)
        of_model = isinstance(found, Ran) and found.command.starts(*_OF_MODELS)
        if found is not None and (wiring.services or of_model):
            yield job, found if isinstance(found, Ran) else at_step(job, found)
