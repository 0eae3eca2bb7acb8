"""Portfolios as files: YAML and JSON, or a table with one row for each use case.

In a table the columns are the questions and the cells the words of the answers;
the portfolio's own fields stand beside it, in CSV in rows marked with #, in a
workbook on a sheet of their own. Weights and what goes beyond answers need YAML.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final, NoReturn

from advisor import content
from advisor.advise.catalogue import Catalogue
from advisor.advise.portfolio import Portfolio
from advisor.advise.portfolio_sheet import PortfolioSheet, faults, resolve
from advisor.advise.use_case import Question, UseCaseQuestions, UseCaseSheet
from advisor.assess import tables
from advisor.assess.exchange_tables import TableDocument
from advisor.assess.tables import FIELD_MARK, Kind, Row
from advisor.content import Document, Place
from advisor.errors import PortfolioError
from advisor.language import mark, t

PORTFOLIOS: Final = Kind(mark("portfolio"), PortfolioError)
# A second mark makes a row a remark.
REMARK_MARK: Final = FIELD_MARK * 2
FIELDS: Final = ("name", "projects", "owned")
OWN: Final = ("id", "name")
USE_CASES: Final = "Use cases"
ABOUT: Final = "About"
MEANINGS: Final = "Questions"
WIDTHS: Final = (24, 40, 100)
TABLES: Final = (".csv", ".xlsx")
TEXTS: Final = (".yaml", ".yml", ".json")


def load_portfolio(
    raw: bytes, name: str, catalogue: Catalogue, questions: UseCaseQuestions
) -> Portfolio:
    """Return the portfolio in a file; raise PortfolioError as `load_sheet`."""
    return resolve(load_sheet(raw, name, catalogue, questions), catalogue, questions)


def load_sheet(
    raw: bytes, name: str, catalogue: Catalogue, questions: UseCaseQuestions
) -> PortfolioSheet:
    """Return the portfolio sheet in a file, whose name tells its form.

    Raises PortfolioError naming every fault by line, or by row and column.
    """
    if len(raw) > content.MAX_BYTES:
        raise PortfolioError(
            t(
                "{name}: larger than {most} MB, which no portfolio is",
                name=name,
                most=content.MAX_BYTES // 1_000_000,
            )
        )
    document = _READERS[_suffix(name, _READERS)](raw, name, questions)
    sheet: PortfolioSheet = content.check(document, PortfolioSheet, PortfolioError)
    found = [
        f"{document.where(place)}: {'.'.join(map(str, place))}: {message}"
        for place, message in faults(sheet, catalogue, questions)
    ]
    if found:
        raise PortfolioError("\n".join(found))
    return sheet


def dump_table(sheet: PortfolioSheet, questions: UseCaseQuestions, name: str) -> bytes:
    """Return a sheet as CSV or XLSX, as the name says.

    Raises PortfolioError if it holds what a table has no column for.
    """
    for use_case in sheet.use_cases:
        plain = UseCaseSheet(
            id=use_case.id, name=use_case.name, answers=use_case.answers
        )
        if use_case != plain or sheet.weights:
            raise PortfolioError(
                t(
                    "{name}: use case '{id}' has more than answers, or there are "
                    "weights; keep this portfolio as YAML",
                    name=name,
                    id=use_case.id,
                )
            )
    about = (sheet.name, "" if sheet.projects is None else str(sheet.projects))
    rows = [
        (u.id, u.name, *(" ".join(u.answers.get(i, ())) for i in questions.by_id))
        for u in sheet.use_cases
    ]
    return _written((*about, " ".join(sheet.owned)), rows, questions, name)


def template(questions: UseCaseQuestions, name: str) -> bytes:
    """Return an empty table to fill in, CSV or XLSX as the name says."""
    return _written((t("Our use cases"), "", ""), (), questions, name)


def _written(
    about: Sequence[str],
    rows: Iterable[Sequence[str]],
    questions: UseCaseQuestions,
    name: str,
) -> bytes:
    table: list[Sequence[str]] = [(*OWN, *questions.by_id), *rows]
    pairs: list[Sequence[str]] = list(zip(FIELDS, about, strict=True))
    if _suffix(name, TABLES) == ".csv":
        fields = [(FIELD_MARK + field, value) for field, value in pairs]
        remarks = [
            (f"{REMARK_MARK} {id_}", *rest) for id_, *rest in _meanings(questions)
        ]
        return tables.csv_bytes([*fields, *remarks, *table])
    return _workbook(table, pairs, questions)


def _workbook(
    table: Sequence[Sequence[str]],
    pairs: Sequence[Sequence[str]],
    questions: UseCaseQuestions,
) -> bytes:
    # openpyxl costs 200 ms to import; whoever writes no workbook does not wait.
    from advisor.assess.workbooks import Sheet, xlsx_bytes  # noqa: PLC0415

    choices = {q.id: tuple(q.by_id) for q in questions.questions if q.kind == "one"}
    widths = (*WIDTHS[:2], *(WIDTHS[0] for _ in questions.by_id))
    meanings = (("column", "question", "answers"), *_meanings(questions))
    sheets = {
        USE_CASES: Sheet(table, widths, choices, tables.MAX_ROWS),
        ABOUT: Sheet((("field", "value"), *pairs), WIDTHS[:2]),
        MEANINGS: Sheet(meanings, WIDTHS),
    }
    return xlsx_bytes(sheets, PORTFOLIOS)


def _meanings(questions: UseCaseQuestions) -> Iterator[tuple[str, ...]]:
    """Yield each question with what its answers mean, for whoever fills it in."""
    for question in questions.questions:
        said = "; ".join(
            f"{option.id}: {t(option.text)}" for option in question.options
        )
        if question.kind == "tools":
            said = t("ids")
        if question.kind != "one":
            said = t("several, with spaces between: {answers}", answers=said)
        yield question.id, t(question.question), said


def _suffix(name: str, known: Iterable[str]) -> str:
    suffix = PurePath(name).suffix.lower()
    if suffix not in known:
        raise PortfolioError(
            t(
                "{name}: expected a name that ends in {expected}",
                name=name,
                expected=", ".join(known),
            )
        )
    return suffix


def _text_document(raw: bytes, name: str, _: UseCaseQuestions) -> Document:
    return content.parse(raw, name, PortfolioError)


def _csv_document(raw: bytes, name: str, questions: UseCaseQuestions) -> Document:
    fields, table = tables.parted(tables.csv_rows(raw, name, PORTFOLIOS))
    about = [row for row in fields if not row.cells[0].startswith(FIELD_MARK)]
    return _Table(name, questions).document(about, table)


def _xlsx_document(raw: bytes, name: str, questions: UseCaseQuestions) -> Document:
    # As above: only who reads a workbook waits for openpyxl.
    from advisor.assess.workbooks import xlsx_rows  # noqa: PLC0415

    found = xlsx_rows(raw, name, (USE_CASES, ABOUT), PORTFOLIOS)
    if USE_CASES not in found:
        raise PortfolioError(
            t(
                "{name}: no sheet '{sheet}'; expected one with the columns id and name",
                name=name,
                sheet=USE_CASES,
            )
        )
    about = [row for row in found.get(ABOUT, ()) if row.cells[0].strip() != "field"]
    return _Table(name, questions).document(about, found[USE_CASES])


_READERS: Final[Mapping[str, Callable[[bytes, str, UseCaseQuestions], Document]]] = (
    dict.fromkeys(TEXTS, _text_document)
    | {
        ".csv": _csv_document,
        ".xlsx": _xlsx_document,
    }
)


class _Table:
    """Puts rows in their places and remembers the cell that each came from."""

    def __init__(self, name: str, questions: UseCaseQuestions) -> None:
        self._name = name
        self._questions = questions
        self._cells: dict[Place, str] = {}

    def document(self, about: Iterable[Row], table: Sequence[Row]) -> TableDocument:
        """Return what the rows say; raise PortfolioError naming row and column."""
        value: dict[str, Any] = {"name": self._name}
        for row in about:
            self._field(row, value)
        header, *others = table or (Row(1, ()),)
        columns = self._columns(header)
        value["use_cases"] = [
            self._use_case(index, row, columns) for index, row in enumerate(others)
        ]
        if not others:
            self._refuse(header, "id", t("no use case below; expected one in each row"))
        return TableDocument(value, self._name, cells=self._cells)

    def _field(self, row: Row, value: dict[str, Any]) -> None:
        field, text, *_ = (cell.strip() for cell in (*row.cells, "", ""))
        if field not in FIELDS:
            expected = ", ".join(FIELDS)
            self._refuse(
                row,
                "1",
                t(
                    "{field!r} is no field; expected {expected}",
                    field=field[:40],
                    expected=expected,
                ),
            )
        self._cells[(field,)] = f"row {row.number}, column 2"
        if text:
            value[field] = _words(text) if field == "owned" else text

    def _columns(self, header: Row) -> tuple[str, ...]:
        known = (*OWN, *self._questions.by_id)
        found = tuple(cell.strip().lower() for cell in header.cells)
        for name in filter(None, found):
            if name not in known:
                expected = t(
                    "not a column; expected {columns}", columns=", ".join(known)
                )
                self._refuse(header, repr(name[:40]), expected)
            if found.count(name) > 1:
                self._refuse(header, name, t("stands here twice; expected it once"))
        for name in OWN:
            if name not in found:
                self._refuse(header, name, t("missing; expected id and name"))
        return found

    def _use_case(
        self, index: int, row: Row, columns: Sequence[str]
    ) -> Mapping[str, Any]:
        place: Place = ("use_cases", index)
        self._cells[place] = f"row {row.number}"
        texts: dict[str, str] = {}
        for number, cell in enumerate(row.cells):
            column = columns[number] if number < len(columns) else ""
            text = cell.strip()
            if not column and text:
                self._refuse(row, str(number + 1), t("has no heading; expected none"))
            part = (column,) if column in OWN else ("answers", column)
            self._cells[(*place, *part)] = f"row {row.number}, column {column}"
            texts[column] = text
        return {
            **{column: texts.get(column, "") for column in OWN},
            "answers": {
                question.id: _answer(question, texts[question.id])
                for question in self._questions.questions
                if texts.get(question.id)
            },
        }

    def _refuse(self, row: Row, column: str, what: str) -> NoReturn:
        raise PortfolioError(
            t(
                "{name}: row {number}, column {column}: {what}",
                name=self._name,
                number=row.number,
                column=column,
                what=what,
            )
        )


def _answer(question: Question, text: str) -> list[str]:
    if question.kind == "one":
        return [re.sub(r"[\s-]+", "_", text.lower())]
    return _words(text)


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,;]+", text.lower()) if word]
