"""Do true outcomes flow back by themselves?"""

import re
from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation
from advisor.evidence.observing import USED, WIRED, at_lines, not_found, partly, yes
from advisor.evidence.parts import Parts
from advisor.evidence.project import Project
from advisor.evidence.sources.code import Definition
from advisor.language import mark

_TOOLS: Final = (
    "label_studio_sdk.*",
    "argilla.*",
    "prodigy.*",
    "labelbox.*",
    "snorkel.labeling.*",
    "cleanlab.*",
    "rubrix.*",
)
_RETURN: Final = re.compile(
    r"(^|[_/.])(labels?|ground_?truths?|outcomes?|feedback|actuals?)([_/.]|$)", re.I
)
_MEASURED: Final = re.compile(
    r"coverage|delay|overdue|completeness|wait|missing|late", re.IGNORECASE
)


def look(project: Project) -> Observation:
    """Look for code that takes outcomes in, and for what starts it."""
    found = parts.of(project)
    if found is None:
        return not_found(mark("No code was found that takes outcomes in."))
    returned = _returned(found)
    timed = [one for one in returned if one.path in found.timed]
    if timed and any(_measures(found, one) for one in timed):
        message = mark(
            "Outcomes flow back on a schedule, and their delay or gaps are measured."
        )
        return yes(WIRED, message, at_lines(timed))
    tools = found.code.used(*(name.removesuffix(".*") for name in _TOOLS))
    if tools or timed:
        message = mark(
            "Outcomes are gathered; their delay and gaps are not measured by a job."
        )
        return partly(USED, message, at_lines((*timed, *tools)))
    return not_found(mark("Nothing was found that takes outcomes in by itself."))


def _returned(found: Parts) -> list[Definition]:
    """Return the functions of files about outcomes that touch data."""
    touching = {
        call.path for call in found.code.calls("*.execute", "*.merge", "*.join")
    }
    return [
        one
        for one in found.code.definitions()
        if one.kind == "function"
        and one.path in touching
        and _RETURN.search(one.path.rpartition("/")[2])
    ]


def _measures(found: Parts, one: Definition) -> bool:
    module = found.code.modules[one.path]
    names = (name for d in module.definitions for name in (d.name, *d.fields))
    return any(_MEASURED.search(name) for name in names)
