"""Workbooks of text: the one door to openpyxl, whatever they hold.

Every text is a text cell, never a formula; a formula is refused when read, and
links are not followed. What XML cannot carry is written as `_xHHHH_`, the escape
that spreadsheets understand. Importing this takes 200 ms, so import it late.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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

from advisor.assess.tables import RISKY, Kind, Row, Texts, filled
from advisor.language import mark, t

MAX_UNPACKED_BYTES: Final = 20_000_000
MAX_PARTS: Final = 500
MAX_CELL: Final = 32_767
MAX_COLUMNS: Final = 100
LAST_ROW: Final = 1_048_576

PLAIN: Final = Font()
HEADING: Final = Font(bold=True)
TOP: Final = Alignment(vertical="top", wrap_text=True)

# A file must not depend on the moment at which it was written.
TIMELESS: Final = datetime(2000, 1, 1)


@dataclass(frozen=True)
class Sheet:
    """Rows of text, the headings first.

    `widths` are those of the columns, in characters; `choices` offers words to
    choose from below a heading, down to the last row or to `reach` if that is lower.
    """

    rows: Sequence[Texts]
    widths: Sequence[int] = ()
    choices: Mapping[str, Texts] = field(default_factory=dict)
    reach: int = 2


def xlsx_bytes(sheets: Mapping[str, Sheet], kind: Kind) -> bytes:
    """Return sheets by title as a workbook, the same bytes for the same content.

    Raises the kind's error for a text that no cell can hold.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties = DocumentProperties(created=TIMELESS, modified=TIMELESS)
    for title, sheet in sheets.items():
        _fill(workbook.create_sheet(title), sheet, kind)
    return _packed(workbook)


def xlsx_rows(
    raw: bytes, name: str, titles: Texts, kind: Kind
) -> Mapping[str, list[Row]]:
    """Return the rows that hold something of those sheets that are there.

    Raises the kind's error naming the cell, or saying what the file is not.
    """
    try:
        _refuse_bomb(raw, name, kind)
        return _read(raw, name, titles, kind)
    except kind.error:
        raise
    except Exception as fault:
        # Damaged parts fail inside zipfile, the XML parser and openpyxl, each in
        # ways of its own; to the reader of the message they are one.
        raise kind.error(
            t(
                "{name}: not a workbook that can be read ({kind}); expected an .xlsx "
                "file without a password",
                name=name,
                kind=type(fault).__name__,
            )
        ) from fault


def _fill(page: Worksheet, sheet: Sheet, kind: Kind) -> None:
    heading, *others = sheet.rows
    page.append([_cell(page, text, kind, HEADING) for text in heading])
    for texts in others:
        page.append([_cell(page, text, kind) for text in texts])
    for column, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(column)].width = width
    page.freeze_panes = "B2"
    for name, words in sheet.choices.items():
        letter = get_column_letter(heading.index(name) + 1)
        _offer(page, f"{letter}2:{letter}{max(len(sheet.rows), sheet.reach)}", words)


def _cell(page: Worksheet, text: str, kind: Kind, font: Font = PLAIN) -> Cell:
    escaped = _UNCARRIED.sub(_escape, text)
    if len(escaped) > MAX_CELL:
        raise kind.error(
            t(
                "{holds}: '{text}…' takes {number} characters; a cell of a workbook "
                "holds {most}",
                holds=t(kind.holds),
                text=text[:20],
                number=len(escaped),
                most=MAX_CELL,
            )
        )
    cell = Cell(page, 1, 1)
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


def _offer(page: Worksheet, cells: str, words: Texts) -> None:
    choice = DataValidation(type="list", formula1=f'"{",".join(words)}"')
    choice.add(cells)
    page.add_data_validation(choice)


def _packed(workbook: Workbook) -> bytes:
    written, packed = io.BytesIO(), io.BytesIO()
    # Not workbook.save, which puts the present time into the properties.
    ExcelWriter(workbook, zipfile.ZipFile(written, "w")).save()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for part in source.namelist():
            entry = zipfile.ZipInfo(part)
            target.writestr(entry, source.read(part), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _refuse_bomb(raw: bytes, name: str, kind: Kind) -> None:
    """Refuse what unpacks to too much; a part never yields more than it declares."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES:
        raise kind.error(
            t(
                "{name}: unpacks to {number} parts of {size} MB; expected at most "
                "{most_parts} of {most} MB",
                name=name,
                number=len(parts),
                size=unpacked // 1_000_000,
                most_parts=MAX_PARTS,
                most=MAX_UNPACKED_BYTES // 1_000_000,
            )
        )


def _read(raw: bytes, name: str, titles: Texts, kind: Kind) -> Mapping[str, list[Row]]:
    with warnings.catch_warnings():
        # openpyxl warns of styles and extensions that it leaves out.
        warnings.simplefilter("ignore")
        workbook = load_workbook(io.BytesIO(raw), read_only=True, keep_links=False)
        try:
            return {
                page.title: filled(_rows(page, name, kind), name, kind)
                for page in workbook.worksheets
                if page.title in titles
            }
        finally:
            workbook.close()


def _rows(page: Any, name: str, kind: Kind) -> Iterator[Row]:
    # Without limits of our own openpyxl believes the size that the file declares.
    rows = page.iter_rows(max_row=LAST_ROW, max_col=MAX_COLUMNS)
    for number, cells in enumerate(rows, 1):
        yield Row(
            number, [_text(cell, f"{name}: sheet {page.title}", kind) for cell in cells]
        )


def _text(cell: Any, where: str, kind: Kind) -> str:
    if wrong := _NOT_TEXT.get(cell.data_type):
        raise kind.error(
            t(
                "{where}, cell {coordinate}: {wrong}; expected the text itself",
                where=where,
                coordinate=cell.coordinate,
                wrong=t(wrong),
            )
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


_NOT_TEXT: Final[Mapping[str, str]] = {
    "f": mark("a formula"),
    "e": mark("an error value"),
}
