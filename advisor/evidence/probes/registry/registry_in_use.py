"""Whether a registry says which version is live."""

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import no, partly, yes
from advisor.evidence.probes.tracking.runs import (
    POINTED_AT,
    at_version,
    newest,
    server,
    strength,
)
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.language import mark


def look(project: Project) -> Observation:
    """Look for registered versions and the mark of the one in use."""
    found = server(project)
    if not found.versions:
        return no(1, mark("no registered model"))
    last = newest(found.versions)[0]
    sure = strength(last.created, project.now)
    if not found.live:
        told = Sentence.MARKED_NONE.format(number=len(found.versions))
        return partly(sure, told, at_version(last), at=last.created)
    seen = [at_version(version) for version in found.live[:POINTED_AT]]
    served = project.predictions.versions if project.predictions else {}
    if served and not set(served) & {v.number for v in found.versions}:
        told = mark("the log of predictions names none of the registered versions")
        return partly(sure, told, *seen, at=last.created)
    told = Sentence.MARKED.format(number=len(found.versions), live=len(found.live))
    return yes(sure, told, *seen, at=last.created)
