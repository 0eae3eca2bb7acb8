"""Whether changes reach a release within weeks."""

import re
from datetime import timedelta
from statistics import median
from typing import Final

from advisor.evidence.finding import Observation, Pointer
from advisor.evidence.probes.answer import (
    NAME_ONLY,
    USED,
    cannot_tell,
    no,
    not_asked,
    partly,
)
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.history import History, Tag
from advisor.language import mark

FEWEST: Final = 4
YEAR: Final = timedelta(days=365)
QUARTER: Final = timedelta(days=92)
_VERSION: Final = re.compile(r"(.*[/-])?v?\d+(\.\d+)+([.-]?\w+)?\Z")


def look(project: Project) -> Observation:
    """Compare the times of a year's changes with those of the next release."""
    if not Wiring.of(project).training:
        return not_asked(mark("no code that trains a model"))
    history = project.history
    if history is None:
        return cannot_tell(mark("no history to read"))
    tags = _releases(history, project)
    if len(tags) < FEWEST:
        return no(NAME_ONLY, Sentence.RELEASES_FEW.format(number=FEWEST))
    waits = _waits(history, tags)
    if not waits:
        return cannot_tell(
            mark("no changes before the releases in the history that was read")
        )
    days = median(waits)
    seen = [
        Pointer(source="history", place=tag.name, at=tag.at) for tag in tags[-FEWEST:]
    ]
    message = Sentence.RELEASED_WITHIN.format(days=f"{days:.0f}")
    if timedelta(days=days) <= QUARTER:
        return partly(USED, message, *seen, at=tags[-1].at)
    return no(USED, message, *seen, at=tags[-1].at)


def _releases(history: History, project: Project) -> list[Tag]:
    numbered = [
        tag
        for tag in history.tags
        if _VERSION.match(tag.name) and tag.at > project.now - YEAR
    ]
    return sorted(numbered, key=lambda tag: tag.at)


def _waits(history: History, tags: list[Tag]) -> list[float]:
    """Return the days from each change to the next release."""
    waits = []
    for commit in history.commits:
        later = next((tag.at for tag in tags if tag.at >= commit.at), None)
        if later is not None and commit.at > tags[0].at:
            waits.append((later - commit.at) / timedelta(days=1))
    return waits
