"""Is it written down what data there are, what they mean and who answers for them?"""

import re
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.observing import USED, at_files, not_found, partly, yes
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind, Manifest
from advisor.evidence.sources.tree import Role
from advisor.language import mark

_NAME: Final = re.compile(
    r"data[-_ ]?(sheet|card|dictionary|catalogue?|inventory)s?[^/]*\.(md|rst|ya?ml|json)$"
    r"|(^|/)datasets?\.(md|ya?ml)$|(^|/)data/readme\.md$",
    re.IGNORECASE,
)
_OWNER: Final = re.compile(
    r"\b(owner|owned by|steward|licen[cs]e|terms|contact|maintainer)\b", re.IGNORECASE
)
_MEANS: Final = re.compile(r"\b(description|column|field|text|meaning)s?\b", re.I)
_LISTED: Final = re.compile(
    r"^\s*(columns|sources|fields|datasets|questions):\s*$", re.MULTILINE
)
_SHORTEST: Final = 200


def look(project: Project) -> Observation:
    """Look for descriptions of data, and whether they name owner or terms."""
    kept = project.manifests.items if project.manifests else ()
    here = [m for m in kept if m.role in {Role.PRODUCT, Role.DOCS} and _describes(m)]
    full = [m.path for m in here if _OWNER.search(m.text)]
    if full:
        message = mark(
            "Data are described with their meaning and who answers or on what terms."
        )
        return yes(USED, message, at_files(full))
    if here:
        message = mark("Data are described; owner and terms of use are not.")
        return partly(USED, message, at_files(m.path for m in here))
    return not_found(mark("No description of the data was found."))


def _describes(manifest: Manifest) -> bool:
    if len(manifest.text) < _SHORTEST or not _MEANS.search(manifest.text):
        return False
    if manifest.kind is Kind.DATA_CONTRACT:
        return True
    if manifest.kind is not Kind.YAML:
        return bool(_NAME.search(manifest.path))
    owned = re.search(r"\bowner:\s*\S", manifest.text, re.MULTILINE)
    listed = _LISTED.search(manifest.text)
    return bool(listed and (owned or _NAME.search(manifest.path)))
