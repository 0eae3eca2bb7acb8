"""Whether somebody judged in writing what harm the system could do."""

import re
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import NAME_ONLY, USED, WIRED, no, partly, yes
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind
from advisor.evidence.sources.tree import Role
from advisor.language import mark

READS: Final = Topic(names=("risk_(class|level|assessment|category)", "risk"))
_NAME: Final = re.compile(
    r"(^|/)(risk|dpia|impact)([-_](assessment|register|class\w*|analysis))?\.\w+\Z"
)
_CLASS: Final = re.compile(
    r"risk[ _](class|level|category|tier)|worst[ _]case|\bharms?\b", re.IGNORECASE
)
_PLACES: Final = frozenset({Role.PRODUCT, Role.DOCS})
_KINDS: Final = (Kind.DOCUMENT, Kind.YAML, Kind.JSON)


def look(project: Project) -> Observation:
    """Look for the written judgement, and for running code that demands it."""
    wiring = Wiring.of(project)
    found = project.manifests
    files = found.of(*_KINDS, where=_PLACES) if found else ()
    judged = [
        m for m in files if _NAME.search(m.path.lower()) and _CLASS.search(m.text)
    ]
    if not judged:
        return no(NAME_ONLY, mark("no written judgement of risk found"))
    demanded = [
        d for d in topic.own(wiring, READS, wiring.running) if d.kind == "class"
    ]
    if demanded:
        return yes(
            WIRED,
            mark("risk is judged in a file that running code reads"),
            *judged,
            *demanded,
        )
    return partly(USED, mark("risk is judged in writing"), *judged)
