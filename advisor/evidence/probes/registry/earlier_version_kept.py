"""Whether there is an earlier version to return to."""

from datetime import timedelta
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import no, yes
from advisor.evidence.probes.live.log import at_row, leaders
from advisor.evidence.probes.tracking.runs import (
    POINTED_AT,
    at_version,
    newest,
    released,
    server,
    strength,
)
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.predictions import Row
from advisor.language import mark

A_DAY: Final = timedelta(days=1)


def look(project: Project) -> Observation:
    """Look for a return in the log, then for earlier versions."""
    if back := _returned(project):
        told = Sentence.WENT_BACK.format(version=back.version)
        written = project.predictions.written if project.predictions else None
        return yes(strength(written, project.now), told, at_row(back), at=written)
    found = server(project)
    live = released(found)
    earlier = [
        one
        for one in newest(found.versions)
        for now in live
        if one.model == now.model and one.order < now.order and one.status == "READY"
    ]
    if earlier:
        told = Sentence.EARLIER_KEPT.format(number=len(earlier))
        seen = map(at_version, earlier[:POINTED_AT])
        return yes(3, told, *seen, at=newest(live)[0].created)
    return no(1, mark("no earlier version is registered"))


def _returned(project: Project) -> Row | None:
    """Return the first row of a version that had led, had been replaced, and leads again."""
    led: list[Row] = []
    for row in leaders(project.predictions) if project.predictions else ():
        if led and led[-1].version == row.version:
            continue
        earlier = {one.version for one in led[:-1]}
        if row.version in earlier and _apart(led[-1], row):
            return row
        led.append(row)
    return None


def _apart(before: Row, after: Row) -> bool:
    return bool(before.at and after.at and after.at - before.at >= A_DAY)
