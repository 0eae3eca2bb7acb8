"""Answer sheets as files: YAML, JSON, CSV and XLSX, without loss.

Bytes in, bytes out. What is written reads back as the equal sheet; what cannot
be read raises AnswersError with the file, the place and what would be right.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import PurePath
from typing import Final

from advisor import content
from advisor.assess.answers import Answer, AnswerSheet, closest, from_document
from advisor.assess.exchange_csv import csv_bytes, csv_document
from advisor.assess.questionnaire import LADDER, Practice, Questionnaire, Rung
from advisor.content import Document
from advisor.errors import AnswersError
from advisor.language import t


class Form(StrEnum):
    """The kinds of file in which an answer sheet travels."""

    YAML = "yaml"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


SUFFIXES: Final[Mapping[str, Form]] = {
    ".yaml": Form.YAML,
    ".yml": Form.YAML,
    ".json": Form.JSON,
    ".csv": Form.CSV,
    ".xlsx": Form.XLSX,
}
# A report as JSON holds the answer sheet that it rests on under this key.
ANSWER_SHEET: Final = "answer_sheet"


def form_of(name: str) -> Form:
    """Return the form that a file's name promises; raise AnswersError if none."""
    form = SUFFIXES.get(PurePath(name).suffix.lower())
    if form is None:
        raise AnswersError(
            t(
                "{name}: not a name of an answer sheet; expected one that ends in "
                "{expected}",
                name=name,
                expected=", ".join(SUFFIXES),
            )
        )
    return form


def dump(sheet: AnswerSheet, questionnaire: Questionnaire, form: Form) -> bytes:
    """Return the sheet as a file; raise AnswersError if it answers other questions."""
    _refuse_foreign(sheet, questionnaire)
    return _WRITERS[form](sheet, questionnaire)


def load(raw: bytes, name: str, questionnaire: Questionnaire) -> AnswerSheet:
    """Return the sheet in a file; raise AnswersError listing every fault by place."""
    form = form_of(name)
    if len(raw) > content.MAX_BYTES:
        raise AnswersError(
            t(
                "{name}: larger than {most} MB, which no answer sheet is",
                name=name,
                most=content.MAX_BYTES // 1_000_000,
            )
        )
    return from_document(_READERS[form](raw, name, questionnaire), questionnaire)


def _refuse_foreign(sheet: AnswerSheet, questionnaire: Questionnaire) -> None:
    if sheet.questionnaire != questionnaire.id:
        raise AnswersError(
            t(
                "answer sheet: answers to questionnaire '{given}', expected "
                "'{questionnaire}'",
                given=sheet.questionnaire,
                questionnaire=questionnaire.id,
            )
        )
    for practice in sheet.answers:
        if practice not in questionnaire.practices:
            close = closest(practice, questionnaire.practices)
            hint = t("; did you mean '{close}'?", close=close) if close else ""
            raise AnswersError(
                t(
                    "answer sheet: {practice}: no such practice{hint}",
                    practice=practice,
                    hint=hint,
                )
            )


def _yaml_bytes(sheet: AnswerSheet, questionnaire: Questionnaire) -> bytes:
    lines = [
        *_heading(sheet, questionnaire),
        "answers:",
        *_yaml_answers(sheet, questionnaire),
    ]
    return ("\n".join(lines) + "\n").encode()


def _heading(sheet: AnswerSheet, questionnaire: Questionnaire) -> Iterator[str]:
    yield f"# {_one_line(t(questionnaire.title))}, {_one_line(questionnaire.version)}"
    rungs = ", ".join(Rung)
    yield f"# {t('Write after each practice one of: {rungs}.', rungs=rungs)}"
    yield f"# {t('not_applicable needs a reason, on lines of its own:')}"
    yield "#   practice.id:"
    yield "#     rung: not_applicable"
    yield '#     reason: "why"'
    yield f"schema_version: {sheet.schema_version}"
    yield f"questionnaire: {_quoted(sheet.questionnaire)}"
    yield f"questionnaire_digest: {_quoted(sheet.questionnaire_digest)}"
    yield "scope:"
    yield f"  kind: {sheet.scope.kind}"
    yield f"  name: {_quoted(sheet.scope.name)}"
    if sheet.answered_on:
        yield f"answered_on: {sheet.answered_on.isoformat()}"
    yield f"respondent: {_quoted(sheet.respondent)}"
    yield f"role: {_quoted(sheet.role)}"


def _yaml_answers(sheet: AnswerSheet, questionnaire: Questionnaire) -> Iterator[str]:
    for dimension in questionnaire.dimensions:
        yield f"\n  # == {_one_line(t(dimension.name))} =="
        for practice in dimension.practices:
            yield ""
            yield from _asked(practice)
            yield from _answered(practice.id, sheet.answers.get(practice.id))


def _asked(practice: Practice) -> Iterator[str]:
    yield f"  # {_one_line(t(practice.question))}"
    for rung in LADDER:
        yield f"  #   {rung}: {_one_line(t(getattr(practice.ladder, rung)))}"


def _answered(practice: str, answer: Answer | None) -> Iterator[str]:
    if answer is None:
        # Off the sheet is not the same as unknown: the line waits as a comment.
        yield f"  # {practice}: {Rung.UNKNOWN}"
        return
    if not (answer.reason or answer.note):
        yield f"  {practice}: {answer.rung}"
        return
    yield f"  {practice}:"
    yield f"    rung: {answer.rung}"
    for field in ("reason", "note"):
        if text := getattr(answer, field):
            yield f"    {field}: {_quoted(text)}"


def _one_line(text: str) -> str:
    return _UNPRINTABLE.sub("\ufffd", " ".join(text.split()))


def _quoted(text: str) -> str:
    """Return the text as a JSON string that YAML reads alike, on one line."""
    return _UNPRINTABLE.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


# YAML forbids these or takes them for line ends; JSON allows all but the first.
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def _json_bytes(sheet: AnswerSheet, _: Questionnaire) -> bytes:
    plain = sheet.model_dump(mode="json", exclude_none=True)
    text = json.dumps(plain, ensure_ascii=False, indent=2)
    lines = (_UNPRINTABLE.sub(_escape, line) for line in text.split("\n"))
    return ("\n".join(lines) + "\n").encode()


def _yaml_document(raw: bytes, name: str, _: Questionnaire) -> Document:
    document = content.parse(raw, name, AnswersError)
    value = document.value
    if isinstance(value, dict) and value.get("answers", ...) in (None, ""):
        # Every answer is still a comment: a sheet that nobody has begun.
        value["answers"] = {}
    return document


def _json_document(raw: bytes, name: str, questionnaire: Questionnaire) -> Document:
    document = _yaml_document(_PAIR.sub(_join, raw), name, questionnaire)
    value = document.value
    if not (isinstance(value, dict) and ANSWER_SHEET in value):
        return document
    lines = {
        place[1:]: line
        for place, line in document.lines.items()
        if place[:1] == (ANSWER_SHEET,)
    }
    return Document(value[ANSWER_SHEET], name, lines)


def _join(match: re.Match[bytes]) -> bytes:
    high, low = int(match[1], 16), int(match[2], 16)
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)).encode()


# JSON may write a character beyond U+FFFF as two escapes, which YAML refuses.
_PAIR: Final = re.compile(
    rb"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
)


def _xlsx_bytes(sheet: AnswerSheet, questionnaire: Questionnaire) -> bytes:
    # openpyxl costs 200 ms to import, and most sheets are YAML.
    from advisor.assess import exchange_workbook  # noqa: PLC0415

    return exchange_workbook.xlsx_bytes(sheet, questionnaire)


def _xlsx_document(raw: bytes, name: str, questionnaire: Questionnaire) -> Document:
    # As above: only who reads a workbook waits for openpyxl.
    from advisor.assess import exchange_workbook  # noqa: PLC0415

    return exchange_workbook.xlsx_document(raw, name, questionnaire)


_WRITERS: Final[Mapping[Form, Callable[[AnswerSheet, Questionnaire], bytes]]] = {
    Form.YAML: _yaml_bytes,
    Form.JSON: _json_bytes,
    Form.CSV: csv_bytes,
    Form.XLSX: _xlsx_bytes,
}
_READERS: Final[Mapping[Form, Callable[[bytes, str, Questionnaire], Document]]] = {
    Form.YAML: _yaml_document,
    Form.JSON: _json_document,
    Form.CSV: csv_document,
    Form.XLSX: _xlsx_document,
}
