"""The log of predictions as probes see it."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final

from advisor.evidence.finding import Pointer
from advisor.evidence.sources.predictions import Predictions, Row

ALONE: Final = 0.9


def at_row(row: Row) -> Pointer:
    """Point at a line of the log."""
    said = f"version {row.version}" if row.version else ""
    return Pointer(
        source="predictions", place=row.place, line=row.line, text=said, at=row.at
    )


def days(log: Predictions) -> dict[date, list[Row]]:
    """Return the rows that name time and version by day, in order of time."""
    found: dict[date, list[Row]] = defaultdict(list)
    timed = ((row.at, row) for row in log.rows if row.at and row.version)
    for at, row in sorted(timed, key=lambda pair: pair[0]):
        found[at.date()].append(row)
    return found


def leaders(log: Predictions) -> Iterator[Row]:
    """Yield for each day that one version has nearly to itself its first row."""
    for rows in days(log).values():
        leader, count = Counter(row.version for row in rows).most_common(1)[0]
        if count >= ALONE * len(rows):
            yield next(row for row in rows if row.version == leader)
