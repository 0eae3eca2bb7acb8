"""Whether true outcomes stand beside predictions."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import no, yes
from advisor.evidence.probes.live.log import at_row
from advisor.evidence.project import Project

SHARE: Final = 0.05


def look(project: Project) -> Observation:
    """Look for filled fields of the outcome."""
    log = project.predictions
    known = [row for row in log.rows if row.outcome] if log else []
    if log is None or len(known) < SHARE * max(1, len(log.rows)):
        return no(1, "no outcomes in the log")
    told = f"{len(known)} of {len(log.rows)} lines read hold the outcome"
    return yes(3, told, at_row(known[0]), at=log.written)
