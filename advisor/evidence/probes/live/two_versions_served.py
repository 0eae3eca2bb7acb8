"""Whether two versions serve at the same time."""

from collections import Counter
from itertools import pairwise
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import no, partly, yes
from advisor.evidence.probes.live.log import at_row, days
from advisor.evidence.probes.tracking.runs import MOSTLY, POINTED_AT, strength
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.predictions import Row
from advisor.language import mark

SHARE: Final = 0.01
TURNS: Final = 4
TWICE: Final = 2


def look(project: Project) -> Observation:
    """Look for days on which versions take turns."""
    log = project.predictions
    if log is None or not log.versions:
        return no(1, mark("no line names a version"))
    split = [rows for rows in days(log).values() if _alternating(rows)]
    if not split:
        return no(1, Sentence.NEVER_TWO.format(number=len(log.versions)))
    sure = strength(log.written, project.now)
    seen = [at_row(row) for rows in split[:POINTED_AT] for row in _one_each(rows)]
    if len(split) >= TWICE and log.share("arm") >= MOSTLY:
        return yes(
            sure, Sentence.TURNS_ARM.format(days=len(split)), *seen, at=log.written
        )
    return partly(sure, Sentence.TURNS.format(days=len(split)), *seen, at=log.written)


def _alternating(rows: list[Row]) -> bool:
    """Tell whether two versions share a day; one change of version is no sharing."""
    counts = Counter(row.version for row in rows)
    shared = [v for v, count in counts.items() if count >= SHARE * len(rows)]
    turns = sum(a.version != b.version for a, b in pairwise(rows))
    return len(shared) >= TWICE and turns >= TURNS


def _one_each(rows: list[Row]) -> list[Row]:
    return list({row.version: row for row in reversed(rows)}.values())[:TWICE]
