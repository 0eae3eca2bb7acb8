"""Whether a named person or group answers for the code of the models."""

import re
from typing import Final

from advisor.evidence.finding import Observation, Pointer
from advisor.evidence.probes.answer import NAME_ONLY, USED, no, yes
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind
from advisor.evidence.sources.tree import Role
from advisor.language import mark

_PLACES: Final = frozenset({Role.PRODUCT, Role.DOCS})
_RULE: Final = re.compile(r"^\s*[^#\s]\S*\s+[^#\n]*(@[\w/-]+|\S+@\S+)", re.MULTILINE)
_OWNER: Final = re.compile(
    r"^\W*(model |contact |point of )?(owners?|contacts?|maintainers?|responsible)\W*[:|]"
    r"\W*\w+",
    re.IGNORECASE | re.MULTILINE,
)


def look(project: Project) -> Observation:
    """Look for rules of ownership, and for owners in descriptions of models."""
    found = project.manifests
    for kind, pattern in ((Kind.CODEOWNERS, _RULE), (Kind.MODEL_CARD, _OWNER)):
        for one in found.of(kind, where=_PLACES) if found else ():
            if named := pattern.search(one.text):
                line = one.text.count("\n", 0, named.start()) + 1
                seen = Pointer(source="tree", place=one.path, line=line)
                return yes(USED, mark("owners are named"), seen)
    return no(NAME_ONLY, mark("no named owner found"))
