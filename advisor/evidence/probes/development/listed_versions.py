"""Does a file list the exact versions of the software?"""

from itertools import groupby
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.observing import USED, at_files, not_found, yes
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind, Manifests
from advisor.language import mark

_ENOUGH: Final = 0.9
_FEWEST: Final = 2


def look(project: Project) -> Observation:
    """Look for a lock file, or a list in which nearly all is pinned."""
    if project.manifests is None:
        return not_found(mark("No file was found that lists versions."))
    files = exact(project.manifests)
    if files:
        return yes(
            USED, mark("Exact versions of the software are listed."), at_files(files)
        )
    loose = {one.path for one in project.manifests.dependencies}
    message = "Packages are listed without exact versions."
    return not_found(message if loose else mark("No list of versions was found."))


def exact(manifests: Manifests) -> tuple[str, ...]:
    """Return the files of the product that pin nearly all packages to a version."""
    locks = [m.path for m in manifests.of(Kind.LOCK) if m.text.strip()]
    listed = sorted(manifests.dependencies, key=lambda one: one.path)
    for path, group in groupby(listed, key=lambda one: one.path):
        asked = tuple(group)
        pinned = sum(one.pinned for one in asked)
        if len(asked) >= _FEWEST and pinned >= _ENOUGH * len(asked):
            locks.append(path)
    return tuple(dict.fromkeys(locks))
