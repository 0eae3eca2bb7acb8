"""A dossier as a workbook whose figures compute themselves from its sheet of answers.

Change an answer, and level, band, coverage, progress, dimensions and test score follow.
The sheets Answers and About are those of an answer sheet, so the file can be read back.
The one door to XlsxWriter, which unlike openpyxl keeps beside each formula what it comes
to: mail programs and protected views compute nothing.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from math import ceil
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]

from advisor.advise.roadmap import RoadMap
from advisor.assess.bundle import Bundle
from advisor.assess.exchange_tables import WRITTEN, about_pairs, answer_rows
from advisor.assess.exchange_workbook import ABOUT_COLUMNS, WIDTHS
from advisor.assess.questionnaire import Rung
from advisor.assess.tables import RISKY
from advisor.language import day, t
from advisor.report import (
    provenance,
    wording,
    workbook_scoring,
    workbook_standing,
)
from advisor.report import roadmap as roadmap_report
from advisor.report.dossier import Dossier
from advisor.report.workbook_cells import (
    ABOUT,
    ANSWERS,
    FIRST,
    Cell,
    Formula,
    Share,
    Worksheet,
    at,
    title,
)
from advisor.report.workbook_scoring import Source, reading_row

LONGEST_TITLE: Final = 31
LINE: Final = 15.0
TALLEST: Final = 400.0


def render(dossier: Dossier, bundle: Bundle) -> bytes:
    """Return the workbook; the same input gives the same bytes."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    book.set_properties(
        {
            "title": t("MLOps maturity of {name}", name=dossier.sheet.scope.name),
            "comments": provenance.line(dossier.provenance),
            "created": datetime.combine(dossier.on, time(), UTC),
        }
    )
    book.set_calc_mode("auto")
    writer = _Writer(book, provenance.line(dossier.provenance))
    for name, worksheet in worksheets(dossier, bundle).items():
        writer.add(title(name), worksheet)
    book.close()
    return written.getvalue()


def worksheets(dossier: Dossier, bundle: Bundle) -> Mapping[str, Worksheet]:
    """Return every worksheet by its name, the summary first."""
    source = Source(bundle, dossier.assessment, dossier.sheet.rungs)
    questionnaire = bundle.questionnaire
    answers = (WRITTEN, *answer_rows(dossier.sheet, questionnaire))
    about = (ABOUT_COLUMNS, *about_pairs(dossier.sheet))
    return {
        "summary": _summary(dossier, source),
        ANSWERS: Worksheet(answers, WIDTHS, {"rung": tuple(Rung)}),
        "roadmap": _road_map(dossier.plan),
        "dimensions": workbook_standing.dimensions(source),
        "readings": workbook_standing.readings(source),
        "practices": workbook_scoring.practices(source),
        "demands": workbook_scoring.demands(source),
        "levels": workbook_scoring.levels(source),
        "tests": workbook_standing.tests(source),
        "sections": workbook_standing.sections(source),
        ABOUT: Worksheet(about, WIDTHS[: len(ABOUT_COLUMNS)]),
    }


def _summary(dossier: Dossier, source: Source) -> Worksheet:
    """Return the figures that matter, as they are now and as they were written."""
    found = dossier.assessment
    heading = (t("figure"), t("now"), t("when written"))
    about: list[tuple[Cell, ...]] = [
        (t("About"), found.scope.name, ""),
        (t("Reading"), found.reading, ""),
        (t("Written on"), day(dossier.on), ""),
        (t("Written by"), dossier.program, ""),
        (t("Questionnaire"), found.questionnaire, ""),
        (t("Digest of the questionnaire"), found.questionnaire_digest, ""),
        (t("Digest of the content when written"), found.content_digest, ""),
        (
            t("To try something out"),
            t("Change a rung on the sheet Answers: the column 'now' follows."),
            "",
        ),
    ]
    rows = (*_figures(source), *_points(source), *about)
    return Worksheet((heading, *rows), (44, 34, 24))


def _figures(source: Source) -> Iterator[tuple[Cell, ...]]:
    standing = source.found.standing
    row = reading_row(source, source.chosen.id)
    figures = (
        (t("Level"), "C", standing.level or 0),
        (t("Called"), "H", t(source.found.level_name)),
        (t("Pessimistic level"), "C", standing.level_pessimistic or 0),
        (t("Optimistic level"), "D", standing.level_optimistic or 0),
        (t("Coverage"), "F", standing.coverage),
        (t("Progress to the next level"), "G", standing.progress),
    )
    for name, column, value in figures:
        share = column in "FG"
        live = Formula(at("readings", f"${column}${row}"), value, share=share)
        yield (name, live, Share(float(value)) if share else value)


def _points(source: Source) -> Iterator[tuple[Cell, ...]]:
    score, row = source.found.test_score, FIRST
    if score is None:
        return
    for id_, points in {**score.sections, "final": score.final}.items():
        name = t("ML Test Score: {section}", section=id_)
        value = "" if points is None else points
        yield (name, Formula(at("sections", f"$D${row}"), value), value)
        row += 1


def _road_map(plan: RoadMap | None) -> Worksheet:
    heading = (
        t("quarter"),
        t("step"),
        t("from"),
        t("to"),
        t("effort"),
        t("value"),
        t("owner"),
        t("why"),
    )
    steps = plan.steps if plan else ()
    rows: list[tuple[Cell, ...]] = [
        (
            step.quarter,
            t(step.name),
            wording.rung(step.from_rung),
            wording.rung(step.to_rung),
            step.effort,
            step.value,
            wording.role(step.owner),
            roadmap_report.why(step.why),
        )
        for step in steps
    ]
    if steps:
        last = FIRST + len(steps) - 1
        rows.append(
            (
                "",
                t("together"),
                "",
                "",
                *(
                    Formula(f"SUM({column}{FIRST}:{column}{last})", total)
                    for column, total in (
                        ("E", sum(step.effort for step in steps)),
                        ("F", sum(step.value for step in steps)),
                    )
                ),
                "",
                "",
            )
        )
    return Worksheet((heading, *rows), (9, 40, 14, 14, 10, 10, 22, 60))


def _height(cells: Sequence[Cell], widths: Sequence[int]) -> float:
    """Return the height in points of a row whose texts wrap; not every program fits it."""
    lines = [
        ceil(len(cell) / width) + cell.count("\n")
        for cell, width in zip(cells, widths, strict=False)
        if isinstance(cell, str)
    ]
    return min(TALLEST, LINE * max(lines, default=1) or LINE)


class _Writer:
    """Puts worksheets into a book of XlsxWriter."""

    def __init__(self, book: Any, note: str) -> None:
        self._book = book
        self._foot = note.replace("&", "&&")
        wrapped = {"text_wrap": True, "valign": "top", "align": "left"}
        self._text = book.add_format(wrapped)
        # So marked a text stays a text even when somebody edits the cell.
        self._risky = book.add_format(wrapped | {"quote_prefix": True})
        self._number = book.add_format({"valign": "top"})
        self._share = book.add_format({"valign": "top", "num_format": "0.0%"})
        self._heading = book.add_format(
            wrapped | {"bold": True, "bg_color": "#e4eaf2", "bottom": 1}
        )

    def add(self, name: str, worksheet: Worksheet) -> None:
        """Add a worksheet under a title."""
        sheet = self._book.add_worksheet(name[:LONGEST_TITLE])
        sheet.set_footer(f"&L{self._foot}&R&P/&N")
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 1)
        for number, width in enumerate(worksheet.widths):
            sheet.set_column(number, number, width)
        heading, *rows = worksheet.rows
        for column, cell in enumerate(heading):
            sheet.write_string(0, column, str(cell), self._heading)
        for row, cells in enumerate(rows, 1):
            sheet.set_row(row, _height(cells, worksheet.widths))
            for column, cell in enumerate(cells):
                self._write(sheet, row, column, cell)
        for column_name, words in worksheet.choices.items():
            place = list(heading).index(column_name)
            sheet.data_validation(
                1, place, len(rows), place, {"validate": "list", "source": list(words)}
            )

    def _write(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        if isinstance(cell, Formula):
            form = self._share if cell.share else self._number
            sheet.write_formula(row, column, f"={cell.text}", form, cell.value)
        elif isinstance(cell, str):
            form = self._risky if cell.startswith(RISKY) else self._text
            sheet.write_string(row, column, cell, form)
        elif isinstance(cell, Share):
            sheet.write_number(row, column, cell.value, self._share)
        else:
            sheet.write_number(row, column, cell, self._number)
