"""Whether a tested change of the pipeline is installed by a program."""

from collections.abc import Iterator
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import commands
from advisor.evidence.probes.answer import (
    NAME_ONLY,
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
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.ci import Job, Ran, Trigger
from advisor.language import mark

INSTALLS: Final = (
    "sagemaker.workflow.pipeline.Pipeline.upsert",
    "*.upload_pipeline",
    "*.upload_pipeline_version",
    "*.create_recurring_run",
)
_STARTS: Final = ("*.start", "*.create_run*", "*.run_pipeline")


def look(project: Project) -> Observation:
    """Look for jobs that build, and that install what was built where it trains."""
    wiring = Wiring.of(project)
    if not wiring.training and not wiring.workflows:
        return not_asked(mark("no code that trains a model"))
    at = last_change(project)
    installed = tuple(_installed(wiring))
    started = tuple(s for job, s in installed if job.triggers - {Trigger.MANUAL})
    tested = commands.tests(project, *Trigger)
    if started and tested:
        message = mark("a tested version of the pipeline is installed by a program")
        return yes(WIRED, message, *started, tested[0], at=at)
    if installed:
        seen = tuple(s for _, s in installed)
        why = mark("nothing tests it before") if started else mark("a person starts it")
        return partly(WIRED, Sentence.INSTALLED_BUT.format(why=why), *seen, at=at)
    numbered = tuple(job for job in _jobs(project) if commands.publishes(job))
    if numbered and wiring.workflows:
        message = mark(
            "numbered versions of the pipeline are built, people install them"
        )
        return partly(WIRED, message, *numbered, at=at)
    return no(NAME_ONLY, mark("no release of the pipeline found"))


def installs_pipeline(wiring: Wiring, ran: Ran) -> bool:
    """Tell whether a line of CI puts a pipeline in place by code, and runs it not."""
    files = wiring.run_by(ran)
    installing = any(call.path in files for call in wiring.code.calls(*INSTALLS))
    return installing and not any(
        call.path in files for call in wiring.code.calls(*_STARTS)
    )


def _installed(wiring: Wiring) -> Iterator[tuple[Job, Seen]]:
    yield from (
        (ran.job, ran) for ran in wiring.lines if installs_pipeline(wiring, ran)
    )
    for job in _jobs(wiring.project):
        found = commands.deploys(job)
        if found is None:
            continue
        # What is deployed holds the pipeline only where a workflow is defined.
        if commands.deploys_pipeline(job) or wiring.workflows:
            yield job, found if isinstance(found, Ran) else at_step(job, found)


def _jobs(project: Project) -> tuple[Job, ...]:
    return project.ci.jobs if project.ci else ()
