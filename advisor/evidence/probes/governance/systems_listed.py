"""Whether the AI systems in use are listed with owner and purpose."""

import re
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import NAME_ONLY, USED, no, yes
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind
from advisor.evidence.sources.tree import Role
from advisor.language import mark

_NAME: Final = re.compile(
    r"(^|/)(ai|ml|model|system)s?[-_](inventory|register|catalog(ue)?)[^/]*\Z|"
    r"(^|/)(ai|ml)[-_]?bom[^/]*\Z"
)
_ENTRY: Final = re.compile(
    r"\b(owner|purpose|supplier|vendor|provider)\b", re.IGNORECASE
)
_PLACES: Final = frozenset({Role.PRODUCT, Role.DOCS})
_KINDS: Final = (Kind.DOCUMENT, Kind.YAML, Kind.JSON, Kind.MODEL_CARD)


def look(project: Project) -> Observation:
    """Look for a list by its name, with entries that say who and what for."""
    found = project.manifests
    files = found.of(*_KINDS, where=_PLACES) if found else ()
    lists = [m for m in files if _NAME.search(m.path.lower()) and _ENTRY.search(m.text)]
    if lists:
        return yes(USED, mark("a list of AI systems with owner or purpose"), *lists)
    return no(NAME_ONLY, mark("no list of AI systems found"))
