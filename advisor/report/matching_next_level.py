"""What the next level asks of a platform, in words and as JSON values."""

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.advise.fit import Fit
from advisor.advise.next_level import NAME, NAMELESS, TITLE
from advisor.advise.portfolio import (
    OUR_NEXT_LEVEL,
    Closing,
    Gap,
    NextLevel,
    Portfolio,
    UseCase,
)
from advisor.language import t
from advisor.report import wording
from advisor.report.document import Section, Table
from advisor.report.matching_words import Words


def sections(found: NextLevel | None, words: Words) -> Iterator[Section]:
    """Yield which gaps each capability closes, if the next level was asked about."""
    if found is None:
        return
    yield Section(
        title=t("What our next level asks of a platform")
        if found.level is None
        else t("What Level {level} asks of a platform", level=found.level),
        sentences=tuple(_sentences(found)),
        table=_table(found, words),
    )


def values(found: NextLevel | None) -> Mapping[str, Any] | None:
    """Return the gaps by the capability that closes them, None if nobody asked."""
    return None if found is None else found.model_dump(mode="json")


def name_of(use_case: UseCase) -> str:
    """Return the name of a use case; that of the next level is ours, and worded anew."""
    ours = use_case.id == OUR_NEXT_LEVEL
    return wording.again(use_case.name, NAME, NAMELESS) if ours else use_case.name


def title_of(portfolio: Portfolio) -> str:
    """Return the name of a portfolio; that of the next level alone is worded anew."""
    ours = portfolio.next_level is not None
    return wording.again(portfolio.name, TITLE) if ours else portfolio.name


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
        yield t("Nothing that a platform could close stands before it.")
    else:
        yield t(
            "A platform only brings the capability; the practice still has to be "
            "introduced."
        )
    if found.unaided:
        gaps = "; ".join(map(_gap, found.unaided))
        yield t("No platform closes: {gaps}.", gaps=gaps)


def _table(found: NextLevel, words: Words) -> Table | None:
    rows = tuple(_row(closing, words) for closing in found.closings)
    columns = (t("capability"), t("depth"), t("closes"))
    return Table(columns=columns, rows=rows, numeric=columns[1:2]) if rows else None


def _row(closing: Closing, words: Words) -> tuple[str, ...]:
    gaps = "; ".join(map(_gap, closing.blockers))
    return (words.asked(closing.capability), str(closing.depth), gaps)


def _gap(gap: Gap) -> str:
    return t(
        "{name} ({has}, needs {needs})",
        name=t(gap.name),
        has=wording.rung(gap.has),
        needs=wording.rung(gap.needs),
    )
