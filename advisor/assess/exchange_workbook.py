"""Answer sheets as XLSX: a sheet of answers, and one about them.

The one door to openpyxl. Every text is a text cell, never a formula. What XML
cannot carry is written as `_xHHHH_`, the escape that spreadsheets understand.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

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
from advisor.assess.questionnaire import Questionnaire, Rung
from advisor.errors import AnswersError

ANSWERS: Final = "Answers"
ABOUT: Final = "About"
ABOUT_COLUMNS: Final = ("field", "value")

MAX_UNPACKED_BYTES: Final = 20_000_000
MAX_PARTS: Final = 500
MAX_CELL: Final = 32_767
MAX_COLUMNS: Final = 100
LAST_ROW: Final = 1_048_576

WIDTHS: Final = (32, 16, 30, 40, 50, 40, 40, 40)
PLAIN: Final = Font()
HEADING: Final = Font(bold=True)
TOP: Final = Alignment(vertical="top", wrap_text=True)

# A file must not depend on the moment at which it was written.
TIMELESS: Final = datetime(2000, 1, 1)


def xlsx_bytes(sheet: AnswerSheet, questionnaire: Questionnaire) -> bytes:
    """Return the sheet as a workbook with the rungs to choose from a list."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties = DocumentProperties(created=TIMELESS, modified=TIMELESS)
    answers = workbook.create_sheet(ANSWERS)
    _fill(answers, (WRITTEN, *answer_rows(sheet, questionnaire)))
    _offer_rungs(answers)
    _fill(workbook.create_sheet(ABOUT), (ABOUT_COLUMNS, *about_pairs(sheet)))
    return _packed(workbook)


def xlsx_document(raw: bytes, name: str, questionnaire: Questionnaire) -> TableDocument:
    """Return what a workbook says; raise AnswersError naming the row and column."""
    sheets = _sheets(raw, name)
    if ANSWERS not in sheets:
        raise AnswersError(
            f"{name}: no sheet '{ANSWERS}'; "
            "expected one with the columns practice and rung"
        )
    about = [row for row in sheets.get(ABOUT, ()) if not _is_heading(row)]
    return document(name, about, sheets[ANSWERS], questionnaire)


def _fill(sheet: Worksheet, rows: Iterable[tuple[str, ...]]) -> None:
    heading, *others = rows
    sheet.append([_cell(sheet, text, HEADING) for text in heading])
    for texts in others:
        sheet.append([_cell(sheet, text) for text in texts])
    for column, width in enumerate(WIDTHS[: len(heading)], 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "B2"


def _cell(sheet: Worksheet, text: str, font: Font = PLAIN) -> Cell:
    escaped = _UNCARRIED.sub(_escape, text)
    if len(escaped) > MAX_CELL:
        raise AnswersError(
            f"answer sheet: '{text[:20]}…' takes {len(escaped)} characters; "
            f"a cell of a workbook holds {MAX_CELL}"
        )
    cell = Cell(sheet, 1, 1)
    cell.font, cell.alignment = font, TOP
    if escaped:
        cell.value = escaped
        cell.data_type = "s"
        cell.quotePrefix = escaped.startswith(RISKY)
    return cell


def _escape(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"


# Control characters, carriage returns (XML turns them into line feeds) and what
# would itself be taken for an escape.
_UNCARRIED: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED: Final = re.compile("_x(?![dD][89a-fA-F])([0-9A-Fa-f]{4})_")


def _offer_rungs(sheet: Worksheet) -> None:
    choice = DataValidation(type="list", formula1=f'"{",".join(Rung)}"')
    column = get_column_letter(WRITTEN.index("rung") + 1)
    choice.add(f"{column}2:{column}{max(sheet.max_row, 2)}")
    sheet.add_data_validation(choice)


def _packed(workbook: Workbook) -> bytes:
    """Return the workbook's bytes, the same for the same content."""
    written, packed = io.BytesIO(), io.BytesIO()
    ExcelWriter(workbook, zipfile.ZipFile(written, "w")).save()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for part in source.namelist():
            entry = zipfile.ZipInfo(part)
            target.writestr(entry, source.read(part), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _sheets(raw: bytes, name: str) -> Mapping[str, list[Row]]:
    try:
        _refuse_bomb(raw, name)
        return _read(raw, name)
    except AnswersError:
        raise
    except Exception as fault:
        # Damaged parts fail inside zipfile, the XML parser and openpyxl, each in
        # ways of its own; to the reader of the message they are one.
        raise AnswersError(
            f"{name}: not a workbook that can be read ({type(fault).__name__}); "
            "expected an .xlsx file without a password"
        ) from fault


def _refuse_bomb(raw: bytes, name: str) -> None:
    """Refuse what unpacks to too much; a part never yields more than it declares."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES:
        raise AnswersError(
            f"{name}: unpacks to {len(parts)} parts of {unpacked // 1_000_000} MB; "
            f"expected at most {MAX_PARTS} of {MAX_UNPACKED_BYTES // 1_000_000} MB"
        )


def _read(raw: bytes, name: str) -> Mapping[str, list[Row]]:
    with warnings.catch_warnings():
        # openpyxl warns of styles and extensions that it leaves out.
        warnings.simplefilter("ignore")
        workbook = load_workbook(io.BytesIO(raw), read_only=True, keep_links=False)
        try:
            return {
                sheet.title: list(filled(name, _rows(sheet, name)))
                for sheet in workbook.worksheets
                if sheet.title in (ANSWERS, ABOUT)
            }
        finally:
            workbook.close()


def _rows(sheet: Any, name: str) -> Iterator[Row]:
    # Without limits of our own openpyxl believes the size that the file declares.
    rows = sheet.iter_rows(max_row=LAST_ROW, max_col=MAX_COLUMNS)
    for number, cells in enumerate(rows, 1):
        yield Row(
            number, [_text(cell, f"{name}: sheet {sheet.title}") for cell in cells]
        )


def _text(cell: Any, where: str) -> str:
    if wrong := _NOT_TEXT.get(cell.data_type):
        raise AnswersError(
            f"{where}, cell {cell.coordinate}: {wrong}; expected the text itself"
        )
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    return str(value)


def _is_heading(row: Row) -> bool:
    return row.cells[0].strip().lower() == ABOUT_COLUMNS[0]


_NOT_TEXT: Final[Mapping[str, str]] = {"f": "a formula", "e": "an error value"}
