"""Tables of text, whatever they hold: rows, and their CSV.

What people typed stays text: a cell that a spreadsheet would run is guarded when
written. Files have commas and a byte-order mark, which spreadsheets need to see
that it is UTF-8; commas, semicolons or tabs are read, because a spreadsheet in a
country with decimal commas separates with semicolons.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from advisor.errors import AdvisorError
from advisor.language import t

MAX_ROWS: Final = 5_000
# Marks the rows above a table that hold the fields of the whole.
FIELD_MARK: Final = "#"

# A spreadsheet runs a cell that starts with one of these (the last four are the
# full-width twins); a leading apostrophe makes it text.
RISKY: Final = tuple("=+-@\t\r\n'\uff1d\uff0b\uff0d\uff20")

Texts = Sequence[str]


@dataclass(frozen=True)
class Kind:
    """What tables hold, and the error that says why one cannot be read."""

    holds: str
    error: type[AdvisorError]


@dataclass(frozen=True)
class Row:
    """A row of text cells and its number, from 1 as spreadsheets count."""

    number: int
    cells: Texts

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing but white space stands in the row."""
        return not any(cell.strip() for cell in self.cells)


def csv_bytes(rows: Iterable[Texts]) -> bytes:
    """Return rows as CSV in which no cell is a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for cells in rows:
        writer.writerow([_guarded(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def csv_rows(raw: bytes, name: str, kind: Kind) -> list[Row]:
    """Return the rows of a CSV file that hold something.

    The first separator there is separates: the first cell is always a word.
    Raises the kind's error naming the byte or the row.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise kind.error(
            t(
                "{name}: byte {place} is not UTF-8 text; save it as CSV UTF-8",
                name=name,
                place=fault.start,
            )
        ) from fault
    separator = re.search(r"[,;\t]", text.lstrip())
    lines = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=separator[0] if separator else ",",
        strict=True,
    )
    return filled(_numbered(lines, name, kind), name, kind)


def parted(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Return the marked rows above a table, without their marks, and the table."""
    marked = list(takewhile(lambda row: row.cells[0].startswith(FIELD_MARK), rows))
    fields = [
        Row(row.number, (row.cells[0].removeprefix(FIELD_MARK), *row.cells[1:]))
        for row in marked
    ]
    return fields, list(rows[len(marked) :])


def filled(rows: Iterable[Row], name: str, kind: Kind) -> list[Row]:
    """Return the rows that hold something; raise the kind's error beyond MAX_ROWS."""
    found = []
    for row in rows:
        if row.is_blank:
            continue
        found.append(row)
        if len(found) > MAX_ROWS:
            raise kind.error(
                t(
                    "{name}: row {number}: more than {most} rows, which no {holds} has",
                    name=name,
                    number=row.number,
                    most=MAX_ROWS,
                    holds=t(kind.holds),
                )
            )
    return found


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(RISKY) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(RISKY) else cell


def _numbered(lines: Iterable[list[str]], name: str, kind: Kind) -> Iterator[Row]:
    number = 0
    try:
        for number, cells in enumerate(lines, 1):
            yield Row(number, [_unguarded(cell) for cell in cells])
    except csv.Error as fault:
        raise kind.error(
            t(
                "{name}: row {number}: not CSV: {fault}; quotes around a cell must "
                "be closed, those inside it doubled",
                name=name,
                number=number + 1,
                fault=fault,
            )
        ) from fault
