"""What a workbook of a report is made of, before it is a file: worksheets of rows of cells.

A text is never a formula, whoever typed it: formulas are values of a kind of their own,
and each carries what it comes to today, for readers that compute nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from advisor.language import mark, t

TITLES: Final[Mapping[str, str]] = {
    "summary": mark("Summary"),
    "practices": mark("Practices"),
    "demands": mark("Demands"),
    "levels": mark("Levels"),
    "tests": mark("Tests"),
    "sections": mark("Sections"),
    "readings": mark("Readings"),
    "dimensions": mark("Dimensions"),
    "roadmap": mark("Road map"),
}
# These two are read back as an answer sheet, in every language by the same names.
ANSWERS: Final = "Answers"
ABOUT: Final = "About"
FIRST: Final = 2


@dataclass(frozen=True)
class Formula:
    """A formula and what it comes to; `share` is shown in percent."""

    text: str
    value: str | float
    share: bool = False


@dataclass(frozen=True)
class Share:
    """A number that is shown in percent."""

    value: float


Cell = str | float | Share | Formula


@dataclass(frozen=True)
class Worksheet:
    """Rows of cells, the headings first; `widths` of the columns in characters."""

    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int] = ()
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)


def title(worksheet: str) -> str:
    """Return the title under which a worksheet is shown."""
    return worksheet if worksheet in (ANSWERS, ABOUT) else t(TITLES[worksheet])


def at(worksheet: str, cells: str) -> str:
    """Return a reference to cells of a worksheet, such as `'Levels'!$A$2:$A$9`."""
    quoted = title(worksheet).replace("'", "''")
    return f"'{quoted}'!{cells}"


def column(worksheet: str, letter: str, first: int, last: int) -> str:
    """Return a fixed reference to a part of a column."""
    return at(worksheet, f"${letter}${first}:${letter}${last}")


def letter(number: int) -> str:
    """Return the letters of a column by its number, from 1 for A."""
    rest, last = divmod(number - 1, 26)
    return (letter(rest) if rest else "") + chr(ord("A") + last)
