"""Whether the class of harm is a setting that the release reads."""

import re
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import (
    NAME_ONLY,
    USED,
    WIRED,
    no,
    not_asked,
    partly,
    yes,
)
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind
from advisor.language import mark

CLASSES: Final = (
    r"(risk|criticality|model|deployment|release)_(class|tier|level|style)|criticality"
)
_FIELD: Final = re.compile(rf"(?:{CLASSES})\Z")
_SETTING: Final = re.compile(rf"^\s*(?:{CLASSES}):\s*\w", re.MULTILINE)


def look(project: Project) -> Observation:
    """Look for a class in settings, and for a type in running code that reads it."""
    wiring = Wiring.of(project)
    if not wiring.model_files:
        return not_asked(mark("no code that trains or serves a model"))
    found = project.manifests
    settings = (
        [m for m in found.of(Kind.YAML) if _SETTING.search(m.text)] if found else []
    )
    reading = [
        one
        for one in wiring.code.definitions()
        if one.path in wiring.running and any(_FIELD.match(name) for name in one.fields)
    ]
    if settings and reading:
        return yes(
            WIRED,
            mark("a class of harm is a setting that code reads"),
            *settings,
            *reading,
        )
    if settings:
        return partly(USED, mark("a class of harm is written down"), *settings)
    return no(NAME_ONLY, mark("no class of harm found"))
