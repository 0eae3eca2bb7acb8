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
from advisor.evidence.sources.manifests import Kind
from advisor.language import mark

_TRAINING: Final = re.compile(r"(?:^|[/_. ])(re)?train(ing)?(?:[/_. ]|\Z)")
# It orders steps and runs them once; when, and again after a fault, is left to others.
_STARTED_BY_HAND: Final = "kedro."
_ARGO: Final = r"^kind:\s*(Workflow|CronWorkflow|WorkflowTemplate|CronJob)\s*$"


def look(project: Project) -> Observation:
    """Look for workflows that reach the training, then for written scripts."""
    wiring = Wiring.of(project)
    if found := tuple(workflows_that_train(wiring)):
        return yes(WIRED, mark("a workflow program runs the training"), *found)
    if scheduled := trained_on_schedule(wiring):
        return yes(WIRED, mark("CI trains on a schedule"), *scheduled)
    if written := _written(wiring):
        return partly(
            USED,
            mark("the steps of training are written; a person starts them"),
            *written,
        )
    if not wiring.training:
        return not_asked(mark("no code that trains a model"))
    mains = {m.path for m in wiring.code.of() if m.main}
    scripts = [call for call in wiring.training if call.path in mains]
    if scripts:
        return partly(USED, mark("scripts train; a person starts them"), *scripts)
    return no(NAME_ONLY, mark("no workflow that trains found"))


def workflows_that_train(wiring: Wiring) -> Iterator[Seen]:
    """Yield the workflows that fit a model or are named after it."""
    for one in wiring.workflows:
        if one.name.startswith(_STARTED_BY_HAND):
            continue
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


def _written(wiring: Wiring) -> tuple[Seen, ...]:
    found = wiring.project.manifests
    kinds = (Kind.DVC_PIPELINE, Kind.MLPROJECT)
    ordered = (w for w in wiring.workflows if w.name.startswith(_STARTED_BY_HAND))
    return (*(found.of(*kinds) if found else ()), *ordered)
