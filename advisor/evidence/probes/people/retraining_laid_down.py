"""Whether times and reasons of retraining are laid down in a file."""

import re
from typing import Final

from advisor.evidence.finding import Observation, Pointer
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import (
    NAME_ONLY,
    USED,
    WIRED,
    Seen,
    no,
    not_asked,
    partly,
    yes,
)
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind, Manifest
from advisor.evidence.sources.tree import Role
from advisor.language import mark

POLICY: Final = Topic(
    names=("retrain(ing)?_(policy|strategy|plan|rules?|config|settings)", "retraining")
)
_PLAN: Final = re.compile(
    r"^\s*(retraining|retrain|retraining_policy|retrain_policy):", re.MULTILINE
)
_TITLE: Final = re.compile(r"^#+ .*\bretraining\b", re.MULTILINE | re.IGNORECASE)
_PROSE: Final = frozenset({Role.PRODUCT, Role.DOCS})


def look(project: Project) -> Observation:
    """Look for a plan in settings that code obeys, then for one in prose."""
    wiring = Wiring.of(project)
    if not wiring.model_files:
        return not_asked(mark("no code that trains or serves a model"))
    obeyed = topic.own(wiring, POLICY, wiring.running)
    found = project.manifests
    plans = [m for m in found.of(Kind.YAML) if _PLAN.search(m.text)] if found else []
    if plans and obeyed:
        owned = found.of(Kind.CODEOWNERS) if found else ()
        seen: tuple[Seen, ...] = (*(_at(plan, _PLAN) for plan in plans), *obeyed)
        if owned:
            message = mark(
                "the plan is a file that code obeys, and changes need an owner"
            )
            return yes(WIRED, message, *seen, *owned)
        return partly(
            WIRED, mark("the plan is a file that code obeys; no owner seen"), *seen
        )
    prose = found.of(Kind.DOCUMENT, where=_PROSE) if found else ()
    written = [m for m in prose if _TITLE.search(m.text)]
    if written:
        return partly(
            USED, mark("a chapter on retraining"), *(_at(m, _TITLE) for m in written)
        )
    return no(NAME_ONLY, mark("no plan for retraining found"))


def _at(manifest: Manifest, pattern: re.Pattern[str]) -> Pointer:
    line = manifest.line_of(pattern.pattern)
    return Pointer(source="tree", place=manifest.path, line=line)
