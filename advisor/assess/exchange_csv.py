"""Answer sheets as CSV: field rows marked with #, then the table."""

from advisor.assess import tables
from advisor.assess.answers import AnswerSheet
from advisor.assess.exchange_tables import (
    SHEETS,
    WRITTEN,
    TableDocument,
    about_pairs,
    answer_rows,
    document,
)
from advisor.assess.questionnaire import Questionnaire


def csv_bytes(sheet: AnswerSheet, questionnaire: Questionnaire) -> bytes:
    """Return the sheet as CSV in which no cell is a formula."""
    fields = [(tables.FIELD_MARK + name, value) for name, value in about_pairs(sheet)]
    return tables.csv_bytes((*fields, WRITTEN, *answer_rows(sheet, questionnaire)))


def csv_document(raw: bytes, name: str, questionnaire: Questionnaire) -> TableDocument:
    """Return what a CSV file says; raise AnswersError naming the row and column."""
    about, table = tables.parted(tables.csv_rows(raw, name, SHEETS))
    return document(name, about, table, questionnaire)
