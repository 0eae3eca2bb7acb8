"""Whether there is a glossary of the project's terms."""

import re
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import CONFIGURED, NAME_ONLY, USED, no, yes
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind
from advisor.evidence.sources.tree import Role
from advisor.language import mark

FEWEST_LINES: Final = 10
_NAME: Final = re.compile(
    r"(^|[/_-])(glossary|terminology|definitions|data[_-]dictionary)[^/]*\Z"
)
_PLACES: Final = frozenset({Role.PRODUCT, Role.DOCS})


def look(project: Project) -> Observation:
    """Look for a document of that name with more than a few lines."""
    found = project.manifests
    documents = found.of(Kind.DOCUMENT, where=_PLACES) if found else ()
    named = [m for m in documents if _NAME.search(m.path.lower())]
    written = [m for m in named if m.text.count("\n") >= FEWEST_LINES]
    if written:
        return yes(USED, mark("terms are written down"), *written)
    if named:
        return no(CONFIGURED, mark("a glossary of a few lines only"), *named)
    return no(NAME_ONLY, mark("no glossary found"))
