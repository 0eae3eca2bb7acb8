"""Whether approvals and refusals of models are recorded by the system."""

from collections.abc import Iterator
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import commands, topic
from advisor.evidence.probes.answer import WIRED, not_asked, partly, yes
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.ci import Job, Trigger
from advisor.language import mark

TOPIC: Final = Topic(
    names=(
        *("decision_(record|log|ledger)s?", "audit_(log|trail|record)s?"),
        *("approval_(record|log)s?",),
    ),
)


def look(project: Project) -> Observation:
    """Look for an own record in what runs, then for environments that need approval."""
    wiring = Wiring.of(project)
    if not wiring.model_files:
        return not_asked(mark("no code that trains or serves a model"))
    if recorded := topic.own(wiring, TOPIC, wiring.running):
        return yes(WIRED, mark("running code records decisions"), *recorded)
    if approved := tuple(approvals(project)):
        return partly(
            WIRED, mark("CI records who let a release into an environment"), *approved
        )
    return topic.missing(wiring, TOPIC, mark("record of decisions about models"))


def approvals(project: Project) -> Iterator[Job]:
    """Yield the jobs that deploy to a named environment when a person says so.

    Whether an environment asks for an approval by itself is set on the server.
    """
    for job in project.ci.jobs if project.ci else ():
        asked = job.triggers == {Trigger.MANUAL}
        if asked and job.environment and commands.deploys(job):
            yield job
