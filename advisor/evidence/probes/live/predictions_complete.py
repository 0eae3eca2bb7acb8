"""Whether predictions are stored with all that is needed to judge them."""

from datetime import timedelta
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import cannot_tell, partly, yes
from advisor.evidence.probes.live.log import at_row
from advisor.evidence.probes.tracking.runs import MOSTLY, strength
from advisor.evidence.project import Project
from advisor.evidence.sources.predictions import Predictions

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
        return cannot_tell("no line of the log could be read as a prediction")
    missing = [name for of, name in NEEDED.items() if log.share(of) < MOSTLY]
    if "request" not in missing and not _distinct(log):
        missing.append("request ids that do not repeat")
    sure = strength(log.written, project.now)
    seen = (at_row(log.rows[0]), at_row(log.rows[-1]))
    told = f"{log.lines:,} predictions in {log.files:,} files{_clock(log)}"
    if missing:
        lacking = ", ".join(missing)
        return partly(sure, f"{told}; without {lacking}", *seen, at=log.written)
    return yes(
        sure, f"{told}; with {', '.join(NEEDED.values())}", *seen, at=log.written
    )


def _distinct(log: Predictions) -> bool:
    ids = [row.request for row in log.rows if row.request]
    return len(set(ids)) >= MOSTLY * len(ids)


def _clock(log: Predictions) -> str:
    """Return a remark where the clock of the log runs far behind that of its files."""
    if log.last and log.written and log.written - log.last > BEHIND:
        return (
            f" (written {log.written.date()}, of {log.last.date()} by their own clock)"
        )
    return ""
