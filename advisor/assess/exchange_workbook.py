"""Answer sheets as XLSX: a sheet of answers, and one about them."""

from typing import Final

from advisor.assess import workbooks
from advisor.assess.answers import AnswerSheet
from advisor.assess.exchange_tables import (
    SHEETS,
    WRITTEN,
    TableDocument,
    about_pairs,
    answer_rows,
    document,
)
from advisor.assess.questionnaire import Questionnaire, Rung
from advisor.assess.tables import Row
from advisor.assess.workbooks import Sheet
from advisor.errors import AnswersError
from advisor.language import t

ANSWERS: Final = "Answers"
ABOUT: Final = "About"
ABOUT_COLUMNS: Final = ("field", "value")
WIDTHS: Final = (32, 16, 30, 40, 50, 40, 40, 40)


def xlsx_bytes(sheet: AnswerSheet, questionnaire: Questionnaire) -> bytes:
    """Return the sheet as a workbook with the rungs to choose from a list."""
    rows = (WRITTEN, *answer_rows(sheet, questionnaire))
    about = (ABOUT_COLUMNS, *about_pairs(sheet))
    sheets = {
        ANSWERS: Sheet(rows, WIDTHS, {"rung": tuple(Rung)}),
        ABOUT: Sheet(about, WIDTHS[: len(ABOUT_COLUMNS)]),
    }
    return workbooks.xlsx_bytes(sheets, SHEETS)


def xlsx_document(raw: bytes, name: str, questionnaire: Questionnaire) -> TableDocument:
    """Return what a workbook says; raise AnswersError naming the row and column."""
    found = workbooks.xlsx_rows(raw, name, (ANSWERS, ABOUT), SHEETS)
    if ANSWERS not in found:
        raise AnswersError(
            t(
                "{name}: no sheet '{sheet}'; expected one with the columns practice "
                "and rung",
                name=name,
                sheet=ANSWERS,
            )
        )
    about = [row for row in found.get(ABOUT, ()) if not _is_heading(row)]
    return document(name, about, found[ANSWERS], questionnaire)


def _is_heading(row: Row) -> bool:
    return row.cells[0].strip().lower() == ABOUT_COLUMNS[0]
