"""Tables of text in CSV files and workbooks: rows in, rows out.

What people typed stays text: a cell that a spreadsheet would run is guarded when
written, a formula in a workbook is refused when read, and links are not followed.
Faults are PortfolioErrors that name the row or the cell.
"""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from advisor.assess.exchange_tables import MAX_ROWS, RISKY, Row
from advisor.errors import PortfolioError

MAX_UNPACKED_BYTES: Final = 20_000_000
MAX_PARTS: Final = 500
MAX_COLUMNS: Final = 100
LAST_ROW: Final = 1_048_576
# A file must not depend on the moment at which it was written.
TIMELESS: Final = datetime(2000, 1, 1)

Texts = Sequence[str]


def csv_bytes(rows: Iterable[Texts]) -> bytes:
    """Return rows as CSV in which no cell is a formula, marked as UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for cells in rows:
        writer.writerow([_guarded(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def csv_rows(raw: bytes, name: str) -> list[Row]:
    """Return the rows of a CSV file that hold something.

    Commas, semicolons and tabs separate, whichever comes first.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise PortfolioError(
            f"{name}: byte {fault.start} is not UTF-8 text; save it as CSV UTF-8"
        ) from fault
    separator = re.search(r"[,;\t]", text.lstrip())
    lines = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=separator[0] if separator else ",",
        strict=True,
    )
    return _filled(_numbered(lines, name), name)


def xlsx_bytes(
    sheets: Mapping[str, Sequence[Texts]], choices: Mapping[str, Texts]
) -> bytes:
    """Return sheets by title as a workbook of text cells, headings in the first row.

    `choices` offers, below a heading of the first sheet, words to choose from.
    """
    # openpyxl costs 200 ms to import; whoever writes no workbook does not wait.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.packaging.core import DocumentProperties  # noqa: PLC0415

    workbook = Workbook()
    workbook.properties = DocumentProperties(created=TIMELESS, modified=TIMELESS)
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for number, texts in enumerate(rows, 1):
            for column, text in enumerate(texts, 1):
                _put(sheet.cell(number, column), text)
        sheet.freeze_panes = "B2"
    first, heading = workbook.worksheets[0], next(iter(sheets.values()))[0]
    for name, words in choices.items():
        _offer(first, heading.index(name) + 1, words)
    return _packed(workbook)


def xlsx_rows(raw: bytes, name: str, titles: Texts) -> Mapping[str, list[Row]]:
    """Return the rows that hold something of those sheets that are there."""
    try:
        _refuse_bomb(raw, name)
        return _read(raw, name, titles)
    except PortfolioError:
        raise
    except Exception as fault:
        # Damaged parts fail inside zipfile, the XML parser and openpyxl, each in
        # ways of its own; to the reader of the message they are one.
        raise PortfolioError(
            f"{name}: not a workbook that can be read ({type(fault).__name__}); "
            "expected an .xlsx file without a password"
        ) from fault


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(RISKY) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(RISKY) else cell


def _numbered(lines: Iterable[list[str]], name: str) -> Iterator[Row]:
    number = 0
    try:
        for number, cells in enumerate(lines, 1):
            yield Row(number, [_unguarded(cell) for cell in cells])
    except csv.Error as fault:
        raise PortfolioError(
            f"{name}: row {number + 1}: not CSV: {fault}; "
            "quotes around a cell must be closed, those inside it doubled"
        ) from fault


def _filled(rows: Iterable[Row], name: str) -> list[Row]:
    found = []
    for row in rows:
        if row.is_blank:
            continue
        found.append(row)
        if len(found) > MAX_ROWS:
            raise PortfolioError(
                f"{name}: row {row.number}: more than {MAX_ROWS} rows, "
                "which no portfolio has"
            )
    return found


def _packed(workbook: Any) -> bytes:
    """Return the workbook's bytes, the same for the same content."""
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415 - as above

    written, packed = io.BytesIO(), io.BytesIO()
    # Not workbook.save, which puts the present time into the properties.
    ExcelWriter(workbook, zipfile.ZipFile(written, "w")).save()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for part in source.namelist():
            entry = zipfile.ZipInfo(part)
            target.writestr(entry, source.read(part), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _put(cell: Any, text: str) -> None:
    if text:
        cell.value = _UNCARRIED.sub("\ufffd", text)
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(RISKY)


# Control characters that XML cannot carry.
_UNCARRIED: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def _offer(sheet: Any, column: int, words: Texts) -> None:
    # As above: only who writes a workbook waits.
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    choice = DataValidation(type="list", formula1=f'"{",".join(words)}"')
    letter = get_column_letter(column)
    choice.add(f"{letter}2:{letter}{MAX_ROWS}")
    sheet.add_data_validation(choice)


def _refuse_bomb(raw: bytes, name: str) -> None:
    """Refuse what unpacks to too much; a part never yields more than it declares."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES:
        raise PortfolioError(
            f"{name}: unpacks to {len(parts)} parts of {unpacked // 1_000_000} MB; "
            f"expected at most {MAX_PARTS} of {MAX_UNPACKED_BYTES // 1_000_000} MB"
        )


def _read(raw: bytes, name: str, titles: Texts) -> Mapping[str, list[Row]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - as above

    with warnings.catch_warnings():
        # openpyxl warns of styles and extensions that it leaves out.
        warnings.simplefilter("ignore")
        workbook = load_workbook(io.BytesIO(raw), read_only=True, keep_links=False)
        try:
            return {
                sheet.title: _filled(_sheet_rows(sheet, name), name)
                for sheet in workbook.worksheets
                if sheet.title in titles
            }
        finally:
            workbook.close()


def _sheet_rows(sheet: Any, name: str) -> Iterator[Row]:
    # Without limits of our own openpyxl believes the size that the file declares.
    rows = sheet.iter_rows(max_row=LAST_ROW, max_col=MAX_COLUMNS)
    where = f"{name}: sheet {sheet.title}"
    for number, cells in enumerate(rows, 1):
        yield Row(number, [_text(cell, where) for cell in cells])


def _text(cell: Any, where: str) -> str:
    if wrong := _NOT_TEXT.get(cell.data_type):
        raise PortfolioError(
            f"{where}, cell {cell.coordinate}: {wrong}; expected the text itself"
        )
    value = cell.value
    if isinstance(value, float):
        return f"{value:.15g}"
    return "" if value is None else str(value)


_NOT_TEXT: Final[Mapping[str, str]] = {"f": "a formula", "e": "an error value"}
