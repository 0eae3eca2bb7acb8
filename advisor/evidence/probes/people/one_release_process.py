"""Whether models and the systems around them go through one release process."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import commands, topic
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
from advisor.evidence.probes.monitoring.alarms_handled import DUTY
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.ci import Ran
from advisor.language import mark

ROSTER: Final = Topic(tools=DUTY.tools, names=DUTY.names)


def look(project: Project) -> Observation:
    """Look for a release of code that trains or serves, approved or with a duty roster."""
    wiring = Wiring.of(project)
    if not wiring.model_files:
        return not_asked(mark("no code that trains or serves a model"))
    released: list[Seen] = []
    for job in project.ci.jobs if project.ci else ():
        found = commands.deploys(job)
        if found is not None:
            released.append(found if isinstance(found, Ran) else at_step(job, found))
    if not released:
        return no(
            NAME_ONLY, mark("no release of models and systems in one place found")
        )
    at = last_change(project)
    if duty := topic.wired(wiring, ROSTER, wiring.running):
        message = mark("one release process, and one duty roster that alarms call")
        return yes(WIRED, message, *released, *duty, at=at)
    message = mark(
        "one process releases code that trains and what runs it; no duty roster seen"
    )
    return partly(WIRED, message, *released, at=at)
