"""Is there a described library of model inputs that several parts use?"""

from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation
from advisor.evidence.observing import at_files, not_found, unseen, yes
from advisor.evidence.parts import Parts
from advisor.evidence.probes.data.inputs import feature_files, feature_queries
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.tree import PRODUCT
from advisor.language import mark

_FEWEST_DEFINITIONS: Final = 3
_FEWEST_USERS: Final = 2


def look(project: Project) -> Observation:
    """Look for feature definitions in one place with users in several."""
    found = parts.of(project)
    if found is None:
        return unseen(mark("There is no code to follow."))
    files = feature_files(found.code) & found.trained_from
    queries = feature_queries(project)
    functions = [
        one
        for path in files
        for one in found.code.modules[path].definitions
        if one.kind == "function" and not one.name.startswith("_")
    ]
    users = _users(found, files)
    enough = len(functions) + len(queries) >= _FEWEST_DEFINITIONS
    if not (enough and len(users) >= _FEWEST_USERS):
        return not_found(mark("No library of inputs was found that several parts use."))
    message = Sentence.INPUTS_SHARED.format(number=len(users))
    pointers = at_files((*sorted(files), *queries), f"used by {', '.join(users)}")
    return yes(found.sureness(files), message, pointers)


def _users(found: Parts, files: frozenset[str]) -> tuple[str, ...]:
    """Return the folders of the product, other than their own, that import the files."""
    homes = {path.rpartition("/")[0] for path in files}
    doors = files | {f"{home}/__init__.py" for home in homes}
    folders = {
        path.rpartition("/")[0]
        for path, module in found.code.modules.items()
        if module.role in PRODUCT and doors & found.code.imported_by(path)
    }
    return tuple(sorted(folders - homes))
