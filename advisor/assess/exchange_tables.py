"""Answer sheets as tables of text: what CSV and workbooks share.

A table of answers, one row per practice, beside it the sheet's own fields as
pairs. Reading gives a Document whose places are rows and columns, so that the
faults a person reads name what a spreadsheet shows.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from advisor.assess.answers import Answer, AnswerSheet, closest
from advisor.assess.questionnaire import LADDER, SCORES, Questionnaire, Rung
from advisor.assess.tables import Kind, Row
from advisor.content import Document, Place
from advisor.errors import AnswersError
from advisor.language import mark, t

SHEETS: Final = Kind(mark("answer sheet"), AnswersError)

# The score is read but not written: whoever changes a rung in a spreadsheet
# would leave the score beside it contradicting it.
WRITTEN: Final = ("practice", "rung", "reason", "note", "question", *LADDER)
READ: Final = ("practice", "rung", "score", "reason", "note")
ACCEPTED: Final = (*READ, *WRITTEN[4:])

ABOUT: Final[Mapping[str, Place]] = {
    "schema_version": ("schema_version",),
    "questionnaire": ("questionnaire",),
    "questionnaire_digest": ("questionnaire_digest",),
    "scope_kind": ("scope", "kind"),
    "scope_name": ("scope", "name"),
    "answered_on": ("answered_on",),
    "respondent": ("respondent",),
    "role": ("role",),
}


@dataclass(frozen=True)
class TableDocument(Document):
    """A document whose places are cells."""

    cells: Mapping[Place, str] = field(default_factory=dict)

    def where(self, place: Place) -> str:
        """Return `file: row N, column X` of the nearest enclosing part."""
        for length in range(len(place), 0, -1):
            cell = self.cells.get(place[:length])
            if cell is not None:
                return f"{self.name}: {cell}"
        return self.name


def about_pairs(sheet: AnswerSheet) -> Iterator[tuple[str, str]]:
    """Return the sheet's own fields, by the names they have in a table."""
    plain = sheet.model_dump(mode="json", exclude={"answers"})
    for name, place in ABOUT.items():
        value: Any = plain
        for step in place:
            value = value[step]
        yield name, "" if value is None else str(value)


def answer_rows(
    sheet: AnswerSheet, questionnaire: Questionnaire
) -> Iterator[tuple[str, ...]]:
    """Return one row of the columns WRITTEN for each practice, in file order."""
    for practice in questionnaire.practices.values():
        yield (
            practice.id,
            *_answer_cells(sheet.answers.get(practice.id)),
            t(practice.question),
            *(t(getattr(practice.ladder, rung)) for rung in LADDER),
        )


def _answer_cells(answer: Answer | None) -> tuple[str, str, str]:
    return (answer.rung.value, answer.reason, answer.note) if answer else ("", "", "")


def document(
    name: str, about: Iterable[Row], table: Iterable[Row], questionnaire: Questionnaire
) -> TableDocument:
    """Return what the rows say; raise AnswersError naming the row and column."""
    reader = _Reader(name)
    reader.value["questionnaire"] = questionnaire.id
    for row in about:
        reader.take_field(row)
    rows = iter(table)
    columns = reader.columns(next(rows, Row(1, ())))
    for row in rows:
        reader.take_answer(row, columns)
    return TableDocument(reader.value, name, cells=reader.cells)


class _Reader:
    """Builds the plain values of a sheet row by row."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.answers: dict[str, dict[str, str]] = {}
        self.value: dict[str, Any] = {"answers": self.answers}
        self.cells: dict[Place, str] = {}
        self._rows: dict[tuple[str, str], int] = {}

    def take_field(self, row: Row) -> None:
        """Put one of the sheet's own fields in its place; an empty one is left out."""
        name, value, *rest = (*row.cells, "", "")
        name = name.strip()
        if name not in ABOUT:
            self._refuse(
                row,
                "field",
                t(
                    "{name!r} is no field{hint}",
                    name=name[:40],
                    hint=_hint(name, ABOUT),
                ),
            )
        if any(cell.strip() for cell in rest):
            self._refuse(row, "value", t("more than one value; expected one"))
        self._once(row, "field", name)
        if value == "":
            return
        *outer, last = ABOUT[name]
        holder = self.value
        for step in outer:
            holder = holder.setdefault(str(step), {})
        holder[str(last)] = value
        self.cells[ABOUT[name]] = f"row {row.number}, column value"

    def columns(self, header: Row) -> tuple[str, ...]:
        """Return the names of the columns; raise AnswersError if one is not ours."""
        found = tuple(cell.strip().lower() for cell in header.cells)
        for name in filter(None, found):
            if name not in ACCEPTED:
                expected = ", ".join(ACCEPTED)
                self._refuse(
                    header,
                    repr(name[:40]),
                    t(
                        "not a column of answers; expected {expected}",
                        expected=expected,
                    ),
                )
            if found.count(name) > 1:
                self._refuse(header, name, t("stands here twice; expected it once"))
        for name in ("practice", "rung"):
            if name not in found and not (name == "rung" and "score" in found):
                self._refuse(header, name, t("missing; expected practice and rung"))
        return found

    def take_answer(self, row: Row, columns: tuple[str, ...]) -> None:
        """Put a row's answer in its place; a row that answers nothing is left out."""
        cells = dict.fromkeys(READ, "")
        for number, cell in enumerate(row.cells):
            column = columns[number] if number < len(columns) else ""
            if not column and cell.strip():
                self._refuse(row, str(number + 1), t("has no heading; expected none"))
            cells[column] = cell
        if not any(cells[column].strip() for column in READ):
            return
        practice = cells["practice"].strip()
        if not practice:
            self._refuse(row, "practice", t("empty; expected the practice's id"))
        self._once(row, "practice", practice)
        self._put(row, practice, cells)

    def _put(self, row: Row, practice: str, cells: Mapping[str, str]) -> None:
        rung = self._agreed(row, cells)
        place: Place = ("answers", practice)
        self.cells[place] = f"row {row.number}, column practice"
        for column in ("rung", "reason", "note"):
            self.cells[(*place, column)] = f"row {row.number}, column {column}"
        answer = {column: cells[column] for column in ("reason", "note")}
        if rung is None and not any(answer.values()):
            return
        if rung is Rung.NOT_APPLICABLE and not answer["reason"].strip():
            self._refuse(row, "reason", t("empty; not_applicable needs the reason why"))
        self.answers[practice] = {"rung": rung or Rung.UNKNOWN, **answer}

    def _agreed(self, row: Row, cells: Mapping[str, str]) -> Rung | None:
        rung = self._rung(row, "rung", cells["rung"])
        scored = self._rung(row, "score", cells["score"])
        if rung and scored and rung is not scored:
            self._refuse(
                row,
                "score",
                t(
                    "{cell} is {scored}, but column rung says {rung}; expected one "
                    "of them, or both alike",
                    cell=cells["score"],
                    scored=scored,
                    rung=rung,
                ),
            )
        return rung or scored

    def _rung(self, row: Row, column: str, cell: str) -> Rung | None:
        word = re.sub(r"[\s-]+", "_", cell.strip().lower())
        if not word:
            return None
        rung = _RUNGS.get(word) or _scored(word)
        if rung is None:
            self._refuse(
                row,
                column,
                t(
                    "{cell!r} is no rung; expected {expected}, or the score 0, 0.5 "
                    "or 1{hint}",
                    cell=cell[:40],
                    expected=", ".join(Rung),
                    hint=_hint(word, _RUNGS),
                ),
            )
        return rung

    def _once(self, row: Row, column: str, name: str) -> None:
        first = self._rows.setdefault((column, name), row.number)
        if first != row.number:
            what = t(
                "{name!r} stands here twice (first in row {row})",
                name=name[:90],
                row=first,
            )
            self._refuse(row, column, what)

    def _refuse(self, row: Row, column: str, what: str) -> NoReturn:
        raise AnswersError(
            t(
                "{name}: row {number}, column {column}: {what}",
                name=self.name,
                number=row.number,
                column=column,
                what=what,
            )
        )


def _scored(word: str) -> Rung | None:
    """Return the rung of a score, with a point or a comma for decimals."""
    if not _SCORE.fullmatch(word):
        return None
    number = float(word.replace(",", "."))
    return next((rung for rung, score in SCORES.items() if score == number), None)


def _hint(word: str, known: Iterable[str]) -> str:
    close = closest(word, dict.fromkeys(known))
    return t("; did you mean '{close}'?", close=close) if close else ""


_RUNGS: Final[Mapping[str, Rung]] = {rung.value: rung for rung in Rung}
_SCORE: Final = re.compile(r"[0-9]{1,3}([.,][0-9]{1,9})?", re.ASCII)
