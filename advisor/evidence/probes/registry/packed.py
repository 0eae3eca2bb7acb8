"""What registered models bring along."""

from collections.abc import Callable

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import WIRED, cannot_tell, no, partly, yes
from advisor.evidence.probes.tracking.runs import (
    POINTED_AT,
    at_version,
    newest,
    server,
)
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.mlflow_facts import Packed
from advisor.language import mark


def told(project: Project, has: Callable[[Packed], bool], what: str) -> Observation:
    """Answer whether the live and the newest versions bring something along."""
    versions = newest(server(project).versions)
    if not versions:
        return no(1, mark("no registered model"))
    known = [version for version in versions if version.packed]
    if not known:
        return cannot_tell(mark("no description of a registered model could be read"))
    seen = [v for v in known if v.packed and has(v.packed)]
    said = Sentence.PACKED.format(number=len(seen), all=len(known), what=what)
    pointers = [at_version(version) for version in seen[:POINTED_AT]]
    if not seen:
        return no(2, said, at_version(known[0]))
    answer = yes if len(seen) == len(known) else partly
    return answer(WIRED, said, *pointers, at=seen[0].created)
