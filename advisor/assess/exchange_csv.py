"""Answer sheets as CSV: field rows marked with #, then the table.

Written with commas and a byte-order mark, which spreadsheets need to see that
it is UTF-8; read with commas, semicolons or tabs, because a spreadsheet in a
country with decimal commas separates with semicolons.
"""

import csv
import io
import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from advisor.assess.answers import AnswerSheet
from advisor.assess.exchange_tables import (
    RISKY,
    WRITTEN,
    Row,
    TableDocument,
    about_pairs,
    answer_rows,
    document,
    filled,
)
from advisor.assess.questionnaire import Questionnaire
from advisor.errors import AnswersError

FIELD_MARK: Final = "#"


def csv_bytes(sheet: AnswerSheet, questionnaire: Questionnaire) -> bytes:
    """Return the sheet as CSV in which no cell is a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for name, value in about_pairs(sheet):
        writer.writerow((FIELD_MARK + name, _guarded(value)))
    writer.writerow(WRITTEN)
    for cells in answer_rows(sheet, questionnaire):
        writer.writerow([_guarded(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def csv_document(raw: bytes, name: str, questionnaire: Questionnaire) -> TableDocument:
    """Return what a CSV file says; raise AnswersError naming the row and column."""
    rows = list(filled(name, _rows(_text(raw, name), name)))
    about = list(takewhile(_is_field, rows))
    return document(
        name, map(_unmarked, about), iter(rows[len(about) :]), questionnaire
    )


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(RISKY) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(RISKY) else cell


def _text(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise AnswersError(
            f"{name}: byte {fault.start} is not UTF-8 text; save it as CSV UTF-8"
        ) from fault


def _rows(text: str, name: str) -> Iterator[Row]:
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_separator(text), strict=True
    )
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            yield Row(number, [_unguarded(cell) for cell in cells])
    except csv.Error as fault:
        raise AnswersError(
            f"{name}: row {number + 1}: not CSV: {fault}; "
            "quotes around a cell must be closed, those inside it doubled"
        ) from fault


def _separator(text: str) -> str:
    """Return the first separator there is: the first cell is always a word."""
    found = re.search(r"[,;\t]", text.lstrip())
    return found[0] if found else ","


def _is_field(row: Row) -> bool:
    return row.cells[0].startswith(FIELD_MARK)


def _unmarked(row: Row) -> Row:
    name, *values = row.cells
    return Row(row.number, (name.removeprefix(FIELD_MARK), *values))
