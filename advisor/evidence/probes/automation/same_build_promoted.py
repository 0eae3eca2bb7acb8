"""Whether one build is moved from environment to environment."""

from advisor.evidence.finding import Observation
from advisor.evidence.probes import commands
from advisor.evidence.probes.answer import (
    NAME_ONLY,
    WIRED,
    last_change,
    no,
    not_asked,
    partly,
    yes,
)
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.ci import Job
from advisor.language import mark


def look(project: Project) -> Observation:
    """Look for jobs that deploy to several environments what one job has built."""
    if not Wiring.of(project).model_files:
        return not_asked(mark("no code that trains or serves a model"))
    jobs = project.ci.jobs if project.ci else ()
    placed = [job for job in jobs if job.environment and commands.deploys(job)]
    at = last_change(project)
    for job in placed:
        before = commands.needed_by(project, job)
        built = [one for one in before if commands.builds(one)]
        if built and len({one.environment for one in before if one in placed}) > 1:
            message = mark("one build is moved from environment to environment")
            return yes(WIRED, message, *built, job, at=at)
    if waiting := tuple(job for job in placed if _arrives(project, job)):
        message = mark("one environment gets what another job has built")
        return partly(WIRED, message, *waiting, at=at)
    if len({job.environment for job in placed}) > 1:
        return partly(
            WIRED, mark("each environment is built on its own"), *placed, at=at
        )
    return no(NAME_ONLY, mark("no chain of environments found"))


def _arrives(project: Project, job: Job) -> bool:
    before = commands.needed_by(project, job)
    return any(commands.builds(one) for one in before if one is not job)
