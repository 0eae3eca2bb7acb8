"""Is a training run stopped that uses a forbidden input?"""

import re
from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation, Pointer
from advisor.evidence.observing import USED, at_lines, not_found, partly, yes
from advisor.evidence.project import Project
from advisor.evidence.sources.code import Definition
from advisor.evidence.sources.manifests import Kind
from advisor.language import mark

_WORDS: Final = (
    r"(barred|forbidden|prohibited|disallowed|banned|denied|protected|excluded)"
)
_THINGS: Final = r"(features?|columns?|inputs?|attributes?|variables?)"
_KEY: Final = re.compile(
    rf"^\s*[\"']?(barred|forbidden|prohibited|({_WORDS}_{_THINGS})|({_THINGS}_{_WORDS}))[\"']?:",
    re.MULTILINE | re.IGNORECASE,
)
_REFUSES: Final = re.compile(
    rf"feature_rules?|({_WORDS}_{_THINGS})|check_{_THINGS}_(allowed|rules)",
    re.IGNORECASE,
)


def look(project: Project) -> Observation:
    """Look for a list of forbidden inputs, and for the code that refuses by it."""
    lists = _lists(project)
    found = parts.of(project)
    refusing = [
        one
        for one in (found.code.definitions() if found else ())
        if _REFUSES.search(f"{one.path.rpartition('/')[2]} {one.name}")
    ]
    if found and lists and refusing:
        refusing = [one for one in refusing if one.path in found.running] or refusing
        sure = found.sureness(one.path for one in refusing)
        message = mark("Forbidden inputs are listed, and code refuses them.")
        return yes(sure, message, (*lists, *at_lines(_functions(refusing))))
    if lists:
        return partly(
            USED, mark("Forbidden inputs are listed; no code refuses them."), lists
        )
    return not_found(mark("No list of forbidden inputs was found."))


def _functions(found: list[Definition]) -> list[Definition]:
    return [one for one in found if one.kind == "function"] or found


def _lists(project: Project) -> tuple[Pointer, ...]:
    kept = project.manifests.of(Kind.YAML, Kind.JSON) if project.manifests else ()
    return tuple(
        Pointer(
            source="tree", place=one.path, line=line, text="list of forbidden inputs"
        )
        for one in kept
        if (line := one.line_of(_KEY.pattern))
    )
