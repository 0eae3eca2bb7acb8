"""Whether true outcomes stand beside predictions."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import no, yes
from advisor.evidence.probes.live.log import at_row
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.language import mark

SHARE: Final = 0.05


def look(project: Project) -> Observation:
    """Look for filled fields of the outcome."""
    log = project.predictions
    known = [row for row in log.rows if row.outcome] if log else []
    if log is None or len(known) < SHARE * max(1, len(log.rows)):
        return no(1, mark("no outcomes in the log"))
    told = Sentence.OUTCOMES.format(number=len(known), all=len(log.rows))
    return yes(3, told, at_row(known[0]), at=log.written)
