"""What the next level asks of a platform, in words and as JSON values."""

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.advise.fit import Fit
from advisor.advise.portfolio import Closing, Gap, NextLevel
from advisor.report import wording
from advisor.report.document import Section, Table
from advisor.report.matching_words import Words


def sections(found: NextLevel | None, words: Words) -> Iterator[Section]:
    """Yield which gaps each capability closes, if the next level was asked about."""
    if found is None:
        return
    aim = "our next level" if found.level is None else f"Level {found.level}"
    yield Section(
        title=f"What {aim} asks of a platform",
        sentences=tuple(_sentences(found)),
        table=_table(found, words),
    )


def values(found: NextLevel | None) -> Mapping[str, Any] | None:
    """Return the gaps by the capability that closes them, None if nobody asked."""
    return None if found is None else found.model_dump(mode="json")


def closed(fit: Fit, found: NextLevel | None) -> list[str]:
    """Return the practices for which a platform brings what they need."""
    missing = {missing.id for missing in fit.missing}
    return [
        gap.practice
        for closing in (found.closings if found else ())
        if closing.capability not in missing
        for gap in closing.blockers
    ]


def _sentences(found: NextLevel) -> Iterator[str]:
    if not found.closings:
        yield "Nothing that a platform could close stands before it."
    else:
        yield (
            "A platform only brings the capability; the practice still has to be "
            "introduced."
        )
    if found.unaided:
        yield f"No platform closes: {'; '.join(map(_gap, found.unaided))}."


def _table(found: NextLevel, words: Words) -> Table | None:
    rows = tuple(_row(closing, words) for closing in found.closings)
    columns = ("capability", "depth", "closes")
    return Table(columns=columns, rows=rows, numeric=("depth",)) if rows else None


def _row(closing: Closing, words: Words) -> tuple[str, ...]:
    gaps = "; ".join(map(_gap, closing.blockers))
    return (words.asked(closing.capability), str(closing.depth), gaps)


def _gap(gap: Gap) -> str:
    return f"{gap.name} ({wording.RUNGS[gap.has]}, needs {wording.RUNGS[gap.needs]})"
