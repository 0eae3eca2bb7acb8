"""Whether a workflow program runs the training from end to end."""

import re
from collections.abc import Iterator
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import commands
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
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.ci import Ran, Trigger
from advisor.evidence.sources.code import Call, Definition
from advisor.evidence.sources.manifests import Kind, Manifest

_TRAINING: Final = re.compile(r"(?:^|[/_. ])(re)?train(ing)?(?:[/_. ]|\Z)")
_ARGO: Final = r"^kind:\s*(Workflow|CronWorkflow|WorkflowTemplate|CronJob)\s*$"


def look(project: Project) -> Observation:
    """Look for workflows that reach the training, then for written scripts."""
    wiring = Wiring.of(project)
    if found := tuple(workflows_that_train(wiring)):
        return yes(WIRED, "a workflow program runs the training", *found)
    if scheduled := trained_on_schedule(wiring):
        return yes(WIRED, "CI trains on a schedule", *scheduled)
    if written := _written(project):
        return partly(
            USED, "the steps of training are written; a person starts them", *written
        )
    if not wiring.training:
        return not_asked("no code that trains a model")
    mains = {m.path for m in wiring.code.of() if m.main}
    scripts = [call for call in wiring.training if call.path in mains]
    if scripts:
        return partly(USED, "scripts train; a person starts them", *scripts)
    return no(NAME_ONLY, "no workflow that trains found")


def workflows_that_train(wiring: Wiring) -> Iterator[Seen]:
    """Yield the workflows that fit a model or are named after it."""
    for one in wiring.workflows:
        reached = wiring.code.reached_from([one.path])
        if wiring.training_files & reached or _named(one):
            yield one
    found = wiring.project.manifests
    for manifest in found.of(Kind.KUBERNETES) if found else ():
        if manifest.line_of(_ARGO) and manifest.line_of(r"^[^#\n]*train"):
            yield manifest


def _named(one: Definition | Call) -> bool:
    """Tell whether a workflow is named after training, alone or by its file."""
    return bool(_TRAINING.search(f"{one.path} {one.name}".lower()))


def trained_on_schedule(wiring: Wiring) -> tuple[Ran, ...]:
    """Return the lines of scheduled jobs of CI that train."""
    return tuple(
        ran
        for ran in wiring.lines
        if Trigger.SCHEDULE in ran.job.triggers
        and not ran.job.on_change
        and (ran.command.starts(*commands.PIPELINE_RUNS) or wiring.trained_by(ran))
    )


def _written(project: Project) -> tuple[Manifest, ...]:
    found = project.manifests
    kinds = (Kind.DVC_PIPELINE, Kind.MLPROJECT)
    return found.of(*kinds) if found else ()
