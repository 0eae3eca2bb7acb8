"""Whether a new version meets a small share of the cases first."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import no, partly, yes
from advisor.evidence.probes.live.log import at_row, days
from advisor.evidence.probes.tracking.runs import POINTED_AT, strength
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.predictions import Predictions, Row
from advisor.language import mark

SMALL: Final = 0.5


def look(project: Project) -> Observation:
    """Look at the first day of each version that came later than the log began."""
    log = project.predictions
    if log is None or not log.versions:
        return no(1, mark("no line names a version"))
    firsts = tuple(_firsts(log))
    small = [own[0] for own, share in firsts if share < SMALL]
    came = len(firsts)
    if not small:
        return no(1, Sentence.SMALL_NONE.format(number=came))
    told = Sentence.SMALL_SHARE.format(number=len(small), all=came)
    answer = yes if len(small) == came else partly
    pointers = map(at_row, small[:POINTED_AT])
    return answer(strength(log.written, project.now), told, *pointers, at=log.written)


def _firsts(log: Predictions) -> Iterator[tuple[list[Row], float]]:
    """Yield of each later version its rows of its first day, and their share of it."""
    known: set[str | None] = set()
    for rows in days(log).values():
        counts = Counter(row.version for row in rows)
        for version in [v for v in counts if known and v not in known]:
            own = [row for row in rows if row.version == version]
            yield own, len(own) / len(rows)
        known |= set(counts)
