"""Whether goal, key figures and thresholds stand in a file that the release reads."""

import re
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import (
    NAME_ONLY,
    USED,
    WIRED,
    no,
    not_asked,
    partly,
    yes,
)
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind
from advisor.evidence.sources.tree import Role
from advisor.language import mark

READS: Final = Topic(names=("kpis?", "okrs?", "key_results?", "business_goals?"))
_FIGURES: Final = re.compile(
    r"^\s*(kpis?|okrs?|key_results|success_criteria|business_goals?):", re.MULTILINE
)
_TITLE: Final = re.compile(
    r"^#+ .*\b(business (goal|objective|case)s?|success (criteria|metrics?)|KPIs?|OKRs?)\b",
    re.MULTILINE | re.IGNORECASE,
)
_PROSE: Final = frozenset({Role.PRODUCT, Role.DOCS})


def look(project: Project) -> Observation:
    """Look for figures in settings that running code reads, then for prose."""
    wiring = Wiring.of(project)
    if not wiring.model_files:
        return not_asked(mark("no code that trains or serves a model"))
    found = project.manifests
    files = [m for m in found.of(Kind.YAML) if _FIGURES.search(m.text)] if found else []
    reading = [d for d in topic.own(wiring, READS, wiring.running) if d.kind == "class"]
    if files and reading:
        return yes(
            WIRED, mark("key figures stand in a file that code reads"), *files, *reading
        )
    prose = found.of(Kind.DOCUMENT, where=_PROSE) if found else ()
    written = [m for m in prose if _TITLE.search(m.text)]
    if files or written:
        return partly(
            USED, mark("a goal with key figures is written down"), *files, *written
        )
    return no(NAME_ONLY, mark("no goal with key figures found"))
