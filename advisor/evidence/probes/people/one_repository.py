"""Whether the code that trains in an experiment is the code that runs again and again."""

from typing import Final

from advisor.evidence.finding import Observation, Pointer
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
from advisor.evidence.sources.code import Call
from advisor.language import mark

FEWEST: Final = 2


def look(project: Project) -> Observation:
    """Look for training code that workflows, services or CI use as it stands."""
    wiring = Wiring.of(project)
    noted = tuple(_noted(wiring))
    if not wiring.training:
        if noted:
            return no(NAME_ONLY, mark("training is only in notebooks"), *noted)
        return not_asked(mark("no code that trains a model"))
    shared = [call for call in wiring.training if call.path in wiring.running]
    if not shared:
        return no(NAME_ONLY, mark("nothing that runs uses the code that trains"))
    running = (*wiring.workflows, *wiring.services)[:1]
    together = _together(project)
    if together:
        message = mark(
            "several people work on one code base, whose training code runs as it is"
        )
        return yes(WIRED, message, *shared, *running, *together)
    if not noted:
        message = mark(
            "the code that trains runs as it is, in one code base with what runs it"
        )
        return yes(USED, message, *shared, *running)
    return partly(
        USED,
        mark("training is written in notebooks and again in code"),
        *shared,
        *noted,
    )


def _noted(wiring: Wiring) -> tuple[Call, ...]:
    every = wiring.code.calls("*.fit", "*.train", notebooks=True)
    return tuple(call for call in every if call.notebook)


def _together(project: Project) -> tuple[Pointer, ...]:
    """Point at the latest commits of two people, if at least two wrote the code."""
    if project.history is None or len(project.history.authors) < FEWEST:
        return ()
    latest = {commit.author: commit for commit in reversed(project.history.commits)}
    return tuple(
        Pointer(
            source="history", place=commit.sha[:12], text=commit.subject, at=commit.at
        )
        for commit in sorted(latest.values(), key=lambda c: c.at, reverse=True)[:FEWEST]
    )
