"""Whether files describe the servers, and a program sets them up from there."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import (
    CONFIGURED,
    NAME_ONLY,
    USED,
    WIRED,
    Seen,
    last_change,
    no,
    partly,
    yes,
)
from advisor.evidence.project import Project
from advisor.evidence.sources.ci import Trigger
from advisor.evidence.sources.manifests import Kind
from advisor.language import mark

DESCRIBED: Final = (Kind.TERRAFORM, Kind.PULUMI, Kind.KUBERNETES, Kind.HELM)
APPLIED: Final = (
    *("terraform apply", "terragrunt apply", "tofu apply", "pulumi up", "cdk deploy"),
    *("kubectl apply", "helm upgrade", "helm install", "ansible-playbook", "oc apply"),
    *("aws cloudformation deploy", "az deployment", "sam deploy", "kustomize build"),
    *("gcloud deployment-manager", "serverless deploy", "sls deploy"),
)
ACTIONS: Final = (
    "pulumi/actions",
    "azure/k8s-deploy",
    "Azure/k8s-deploy",
    "azure/arm-deploy",
)
_CODE: Final = ("aws_cdk", "pulumi", "troposphere", "cdktf")


def look(project: Project) -> Observation:
    """Look for descriptions of servers, and for the job that applies them."""
    found = project.manifests
    described = found.of(*DESCRIBED) if found else ()
    used = project.code.used(*_CODE) if project.code else ()
    applied = project.ci.running(*APPLIED) if project.ci else ()
    started = tuple(ran for ran in applied if ran.job.triggers - {Trigger.MANUAL})
    actions = project.ci.using(*ACTIONS) if project.ci else ()
    if (described or used) and (started or actions):
        jobs: tuple[Seen, ...] = (*started, *(job for job, _ in actions))
        message = mark("files describe the servers, a program sets them up")
        return yes(WIRED, message, *jobs, *described, *used, at=last_change(project))
    if described or used:
        message = mark("files describe the servers; a person applies them")
        return partly(USED, message, *described, *used)
    images = found.of(Kind.DOCKERFILE, Kind.COMPOSE) if found else ()
    if images:
        return no(
            CONFIGURED, mark("images are described, the servers are not"), *images
        )
    return no(NAME_ONLY, mark("no description of servers found"))
