"""Pieces that two or more pages draw."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
import streamlit as st

from advisor.assess.answers import AnswerSheet
from advisor.assess.questionnaire import Practice
from advisor.errors import AdvisorError
from advisor.report import wording
from advisor.report.document import Table
from advisor.store.records import AssessmentRecord
from advisor.ui import cache, state
from advisor.ui.literal import plain, plain_lines

Rows = Sequence[Mapping[str, str]]


def answered_of(record: AssessmentRecord) -> str:
    """Return how much of an assessment is answered."""
    total = len(cache.content().questionnaire.practices)
    return f"{min(record.answered, total)} of {total} answered"


def chart_with_table(chart: cache.Spec, shown: Rows, label: str) -> None:
    """Draw a chart with the same figures as a table beside it."""
    drawn, beside = st.columns([3, 2], vertical_alignment="top")
    with drawn:
        st.vega_lite_chart(chart, width="stretch", alt=label)
    with beside:
        rows(shown, label)


def rows(shown: Rows, label: str) -> None:
    """Draw rows as a table that wraps, reads aloud and needs no mouse."""
    frame = pd.DataFrame([{k: plain(v) for k, v in row.items()} for row in shown])
    st.table(frame, hide_index=True, border="horizontal", alt=label)


def table(shown: Table, label: str) -> None:
    """Draw a table of a report document."""
    rows([dict(zip(shown.columns, row, strict=True)) for row in shown.rows], label)


def practice_details(practice: Practice) -> None:
    """Draw why a practice matters, who owns it and what it stands on."""
    practices = cache.content().questionnaire.practices
    st.markdown(practice.why)
    parts = practice.effort
    facts = {
        "Owner": f"{wording.role(practice.owner)}, with {_collaborator(practice)}",
        "Effort": f"{parts.points} points: knowledge {parts.knowledge}, time {parts.time}, "
        f"resources {parts.resources}",
        "Value": f"{practice.value} of 5",
        "Stands on": _names(practice.prerequisites, practices) or "nothing else",
        "Shown by": f"reference stack, {practice.shown_by}"
        if practice.shown_by
        else "–",
        "Sources": "; ".join(
            f"{s} {', '.join(i)}" for s, i in practice.sources.items()
        ),
        "Id": practice.id,
    }
    st.markdown("\n".join(f"- {name}: {plain(fact)}" for name, fact in facts.items()))


def no_assessment(what: str) -> None:
    """Say what is missing and lead the way."""
    st.info(f"{what} appears here once an assessment is open.")
    state.link("start", "Begin or continue one", ":material/home:")


def fault(raised: AdvisorError) -> None:
    """Say what is wrong, in the words of whoever found out."""
    st.error(plain_lines(str(raised)), icon=":material/error:")


def questions_changed(record: AssessmentRecord) -> bool:
    """Tell whether other questions were asked then; if so, offer today's."""
    if record.questionnaire_digest == cache.content().questionnaire.digest:
        return False
    st.warning(
        "The questions have changed since this assessment was begun. It stays as it "
        "is; a copy can go on with today's questions and every answer that still fits."
    )
    st.button(
        "Carry on with today's questions",
        icon=":material/content_copy:",
        key="carry_on",
        on_click=state.carry_on,
        args=(record,),
    )
    return True


def answered(title: str, so: str) -> tuple[AssessmentRecord, AnswerSheet] | None:
    """Return the open assessment with its answers, or say what is missing."""
    record = state.opened()
    if record is None:
        st.title(title)
        no_assessment(f"'{title}'")
        return None
    heading(title, record)
    questions_changed(record)
    sheet = state.sheet(record)
    if not sheet.answers:
        st.info(f"Nothing is answered yet, {so}.")
        state.link("assess", "Answer the first question", ":material/checklist:")
        return None
    return record, sheet


def heading(title: str, record: AssessmentRecord) -> None:
    """Draw a page's title with what it is about."""
    st.title(title)
    st.caption(
        f"{plain(record.scope.name)} ({record.scope.kind}) · {answered_of(record)}"
    )


def reading_choice() -> str:
    """Draw the choice of a reading; return its id."""
    readings = cache.content().readings.levelled
    names = {r.id: r.name for r in readings}
    state.keep_widget("reading", readings[0].id)
    chosen = st.selectbox(
        "Reading", list(names), format_func=lambda r: names[r], key="reading"
    )
    return str(chosen)


def _collaborator(practice: Practice) -> str:
    return wording.role(practice.collaborator).lower().replace("devops", "DevOps")


def _names(ids: Iterable[str], practices: Mapping[str, Practice]) -> str:
    return ", ".join(practices[i].name.lower() for i in ids)
