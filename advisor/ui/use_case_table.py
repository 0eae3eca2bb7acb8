"""The use cases as a table that can be edited: one row each, a column a question."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import pandas as pd
import streamlit as st
from pydantic import ValidationError

from advisor.advise.portfolio_sheet import PortfolioSheet
from advisor.advise.use_case import Question, UseCaseQuestions, UseCaseSheet
from advisor.language import t
from advisor.report.ratings import worded
from advisor.ui import cache, draft, state
from advisor.ui.literal import plain
from advisor.ui.portfolio_text import new_id

ID: Final = "id"
NAME: Final = "name"
SHORTEST: Final = 3
Rows = Sequence[Mapping[str, Any]]


def show(sheet: PortfolioSheet | None) -> None:
    """Draw the table; what is edited is kept at once."""
    questions = cache.use_case_questions()
    key = f"use_case_table_{draft.revision()}"
    # A table keeps its edits against the rows it was first drawn with.
    base = f"base_of_{key}"
    if state.widget_value(key) is None or state.held(base) is None:
        state.hold(base, _rows(sheet, questions))
    frame = pd.DataFrame(
        cast("list[dict[str, Any]]", state.held(base)),
        columns=[ID, NAME, *questions.by_id],
    )
    edited = st.data_editor(
        frame,
        key=key,
        num_rows="dynamic",
        hide_index=True,
        height="content",
        placeholder="–",
        column_config=_columns(questions),
        alt=t("Use cases, one in each row, with the answers to each question"),
    )
    rows = cast("list[dict[str, Any]]", edited.to_dict("records"))
    _keep(sheet, rows, questions)


def edited_use_cases(
    sheet: PortfolioSheet | None, rows: Rows, questions: UseCaseQuestions
) -> tuple[list[UseCaseSheet], list[str]]:
    """Return the use cases that rows of the table describe, and what is wrong.

    What a use case has beyond name and answers stays as it was. A row that cannot
    be a use case yet is named with its column; a row with nothing in it is none.
    """
    before = {use_case.id: use_case for use_case in (sheet.use_cases if sheet else ())}
    found: list[UseCaseSheet] = []
    faults: list[str] = []
    for number, row in enumerate(rows, 1):
        answers = _answers(row, questions)
        name = _text(row.get(NAME))
        if not name and not answers:
            continue
        if len(name) < SHORTEST:
            faults.append(
                t(
                    "row {number}, column name: {name}; expected {least} letters or more",
                    number=number,
                    name=repr(name),
                    least=SHORTEST,
                )
            )
            continue
        taken = {*before, *(use_case.id for use_case in found)}
        id_ = _text(row.get(ID)) or new_id(name, taken)
        try:
            found.append(_use_case(before.get(id_), id_, name, answers))
        except ValidationError as fault:
            said = fault.errors()[0]["msg"]
            faults.append(t("row {number}: {fault}", number=number, fault=said))
    return found, faults


def _use_case(
    before: UseCaseSheet | None,
    id_: str,
    name: str,
    answers: Mapping[str, tuple[str, ...]],
) -> UseCaseSheet:
    if before is None:
        return UseCaseSheet(id=id_, name=name, answers=answers)
    return before.model_copy(update={"name": name, "answers": answers})


def _keep(
    sheet: PortfolioSheet | None, rows: Rows, questions: UseCaseQuestions
) -> None:
    found, faults = edited_use_cases(sheet, rows, questions)
    if faults:
        st.error(
            "  \n".join(plain(t("Not kept: {fault}.", fault=fault)) for fault in faults)
        )
        return
    changed = draft.with_use_cases(sheet, found)
    if changed != sheet:
        draft.keep_from_table(changed)
        # What is drawn above the table counts the use cases.
        st.rerun()


def _rows(
    sheet: PortfolioSheet | None, questions: UseCaseQuestions
) -> list[dict[str, Any]]:
    return [
        {ID: use_case.id, NAME: use_case.name}
        | {q.id: _cell(q, use_case) for q in questions.questions}
        for use_case in (sheet.use_cases if sheet else ())
    ]


def _cell(question: Question, use_case: UseCaseSheet) -> str | list[str] | None:
    given = use_case.answers.get(question.id, ())
    if question.kind == "one":
        return given[0] if given else None
    return list(given)


def _answers(
    row: Mapping[str, Any], questions: UseCaseQuestions
) -> dict[str, tuple[str, ...]]:
    given = {id_: _words(row.get(id_)) for id_ in questions.by_id}
    return {id_: words for id_, words in given.items() if words}


def _words(cell: Any) -> tuple[str, ...]:
    """Return the words of a cell; an empty one is None, NaN or an empty list."""
    if isinstance(cell, str):
        return (cell,)
    if isinstance(cell, float) or cell is None:
        return ()
    return tuple(str(word) for word in cell)


def _text(cell: Any) -> str:
    return cell.strip() if isinstance(cell, str) else ""


def _columns(questions: UseCaseQuestions) -> dict[str, Any]:
    column = st.column_config
    columns: dict[str, Any] = {
        ID: None,
        NAME: column.TextColumn(
            t("name"),
            max_chars=120,
            width="medium",
            pinned=True,
            help=t("What it is called"),
        ),
    }
    for question in questions.questions:
        columns[question.id] = _column(question)
    return columns


def _column(question: Question) -> Any:
    label, names = t(worded(question.id)), cache.tool_names()
    if question.kind == "one":
        return st.column_config.SelectboxColumn(
            label,
            help=t(question.question),
            width="small",
            options=list(question.by_id),
            format_func=lambda id_: t(worded(str(id_))),
        )
    return st.column_config.MultiselectColumn(
        label,
        help=t(question.question),
        width="small",
        options=list(names if question.kind == "tools" else question.by_id),
        format_func=lambda id_: names.get(id_) or t(worded(id_)),
    )
