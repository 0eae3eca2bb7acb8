"""Whether the project is made from a template and explains how to change it."""

import re
from collections.abc import Callable
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import (
    CONFIGURED,
    NAME_ONLY,
    USED,
    WIRED,
    last_change,
    no,
    not_asked,
    partly,
    yes,
)
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.ci import Trigger
from advisor.evidence.sources.tree import File, Role
from advisor.language import mark

TEMPLATES: Final = frozenset(
    {".copier-answers.yml", ".copier-answers.yaml", ".cruft.json"}
)
_GUIDE: Final = re.compile(
    r"(^|/)(contributing|onboarding|developing|development)(\.(md|rst|txt|adoc))?\Z"
)
_PLACES: Final = frozenset({Role.PRODUCT, Role.DOCS})
_UPDATES: Final = (
    "cruft update",
    "cruft check",
    "copier update",
    "copier check-update",
)


def look(project: Project) -> Observation:
    """Look for the marks of a template, and for a guide to those who change code."""
    if not Wiring.of(project).model_files:
        return not_asked(mark("no code that trains or serves a model"))
    template = _files(project, lambda f: f.name in TEMPLATES)
    guide = _files(project, lambda f: bool(_GUIDE.search(f.path.lower())))
    kept = project.ci.running(*_UPDATES) if project.ci else ()
    if template and any(Trigger.MANUAL not in ran.job.triggers for ran in kept):
        message = mark("the project follows a shared template, which CI checks")
        return yes(WIRED, message, *template, *kept, at=last_change(project))
    if template:
        return partly(
            USED, mark("the project was made from a template"), *template, *guide
        )
    if guide:
        return no(
            CONFIGURED,
            mark("a guide for those who change the code, no template"),
            *guide,
        )
    return no(NAME_ONLY, mark("no template and no guide found"))


def _files(project: Project, wanted: Callable[[File], bool]) -> tuple[File, ...]:
    files = project.tree.files if project.tree else ()
    return tuple(file for file in files if file.role in _PLACES and wanted(file))
