"""Whether what serves is what the registry names."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import WIRED, cannot_tell, no, partly, yes
from advisor.evidence.probes.live.log import at_row
from advisor.evidence.probes.tracking.runs import POINTED_AT, server, strength
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.mlflow_facts import Version
from advisor.language import mark

TWICE: Final = 2


def look(project: Project) -> Observation:
    """Hold the versions in the log against those in the registry."""
    log = project.predictions
    if log is None:
        return cannot_tell(mark("no log of predictions was given"))
    served = log.versions
    if not served:
        return no(1, mark("the log names no version"))
    known = {name for v in server(project).versions for name in _names(v)}
    if not known:
        return no(1, mark("no registered model"))
    first = {row.version: row for row in reversed(log.rows) if row.version}
    foreign = [version for version in served if version not in known]
    if foreign:
        told = Sentence.SERVED_FOREIGN.format(version=foreign[0])
        return no(WIRED, told, at_row(first[foreign[0]]), at=log.written)
    sure = strength(log.written, project.now)
    seen = [at_row(first[version]) for version in sorted(served)[:POINTED_AT]]
    told = Sentence.SERVED.format(number=len(served))
    answer = yes if len(served) >= TWICE else partly
    return answer(sure, told, *seen, at=log.written)


def _names(version: Version) -> set[str]:
    """Return how a log may name a version."""
    full = f"{version.model}/{version.number}"
    names = {version.number, f"v{version.number}", full, f"models:/{full}"}
    return names | {version.run_id, version.model_id} - {""}
