"""Whether all code is in a repository, and what runs is taken from there."""

import re
from collections.abc import Iterator
from typing import Final

from advisor.evidence.finding import Observation, Pointer
from advisor.evidence.probes import commands
from advisor.evidence.probes.answer import (
    CONFIGURED,
    NAME_ONLY,
    USED,
    WIRED,
    Seen,
    last_change,
    no,
    partly,
    yes,
)
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.manifests import Kind
from advisor.evidence.sources.tree import File
from advisor.language import mark

CODE: Final = (".py", ".ipynb", ".sql", ".r", ".scala")
_COPIES: Final = re.compile(r"^\s*(COPY|ADD) ", re.MULTILINE | re.IGNORECASE)


def look(project: Project) -> Observation:
    """Look for code that git does not keep, and for what builds or runs from it."""
    tree = project.tree
    if tree is None:
        return no(NAME_ONLY, mark("no files to read"))
    if not tree.git:
        return no(CONFIGURED, mark("no repository at the path"))
    files = tree.ending(*CODE)
    kept = [file for file in files if file.tracked]
    if not kept:
        return no(NAME_ONLY, mark("no code in the repository"))
    at = last_change(project)
    first = (Pointer(source="tree", place=kept[0].path), *_commit(project))
    loose = [file for file in files if not file.tracked]
    if _many(loose, kept):
        return partly(USED, Sentence.LOOSE.format(number=len(loose)), *loose[:5], at=at)
    taken = tuple(_taken(project))
    if taken:
        message = mark("all code is in a repository, and programs take it from there")
        return yes(WIRED, message, *taken, *first, at=at)
    return partly(USED, mark("all code is in a repository"), *first, at=at)


def _many(loose: list[File], kept: list[File]) -> bool:
    """Tell whether more than a twentieth of the code is in nobody's commit."""
    return len(loose) * 20 > len(kept) + len(loose)


def _taken(project: Project) -> Iterator[Seen]:
    """Yield what builds, trains or serves from the repository."""
    wiring = Wiring.of(project)
    if wiring.workflows:
        yield wiring.workflows[0]
    jobs = project.ci.jobs if project.ci else ()
    yield from (job for job in jobs if commands.builds(job) or commands.deploys(job))
    yield from (ran for ran in wiring.lines if wiring.trained_by(ran))
    found = project.manifests
    for image in found.of(Kind.DOCKERFILE) if found else ():
        if _COPIES.search(image.text):
            yield image


def _commit(project: Project) -> tuple[Pointer, ...]:
    if project.history is None or not project.history.commits:
        return ()
    last = project.history.commits[0]
    return (
        Pointer(source="history", place=last.sha[:12], text=last.subject, at=last.at),
    )
