"""Whether predictions are stored with all that is needed to judge them."""

from datetime import timedelta
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import cannot_tell, partly, yes
from advisor.evidence.probes.live.log import at_row
from advisor.evidence.probes.tracking.runs import MOSTLY, strength
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.predictions import Predictions
from advisor.language import mark

NEEDED: Final = {
    "at": "time",
    "version": "version",
    "features": "inputs",
    "request": "request id",
}
BEHIND: Final = timedelta(days=30)


def look(project: Project) -> Observation:
    """Look at what the lines say."""
    log = project.predictions
    if log is None or not log.rows:
        return cannot_tell(mark("no line of the log could be read as a prediction"))
    missing = [name for of, name in NEEDED.items() if log.share(of) < MOSTLY]
    if "request" not in missing and not _distinct(log):
        missing.append("request ids that do not repeat")
    sure = strength(log.written, project.now)
    seen = (at_row(log.rows[0]), at_row(log.rows[-1]))
    told = _counted(log)
    if missing:
        lacking = ", ".join(missing)
        return partly(
            sure,
            Sentence.LOGGED_WITHOUT.format(told=told, fields=lacking),
            *seen,
            at=log.written,
        )
    told = Sentence.LOGGED_WITH.format(told=told, fields=", ".join(NEEDED.values()))
    return yes(sure, told, *seen, at=log.written)


def _distinct(log: Predictions) -> bool:
    ids = [row.request for row in log.rows if row.request]
    return len(set(ids)) >= MOSTLY * len(ids)


def _counted(log: Predictions) -> str:
    """Say how much there is, and whether its clock runs far behind that of its files."""
    counts = {"lines": f"{log.lines:,}", "files": f"{log.files:,}"}
    if log.last and log.written and log.written - log.last > BEHIND:
        return Sentence.LOGGED_CLOCK.format(
            **counts, written=log.written.date(), last=log.last.date()
        )
    return Sentence.LOGGED.format(**counts)
