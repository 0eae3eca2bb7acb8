"""Pieces that two or more pages draw."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pandas as pd
import streamlit as st

from advisor.assess.answers import AnswerSheet, ScopeKind
from advisor.assess.questionnaire import Practice
from advisor.errors import AdvisorError
from advisor.language import inside, mark, opened, t
from advisor.report import wording
from advisor.report.document import Table
from advisor.session.access import Act
from advisor.store.records import AssessmentRecord
from advisor.ui import access, cache, state
from advisor.ui.literal import plain, plain_lines

Rows = Sequence[Mapping[str, str]]
KINDS: Final[Mapping[ScopeKind, str]] = {
    ScopeKind.ORGANISATION: mark("organisation"),
    ScopeKind.TEAM: mark("team"),
    ScopeKind.MODEL: mark("model"),
}


def answered_of(record: AssessmentRecord) -> str:
    """Return how much of an assessment is answered."""
    total = len(cache.content().questionnaire.practices)
    return t(
        "{known} of {total} answered",
        known=min(record.answered, total),
        total=total,
    )


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
    st.markdown(t(practice.why))
    parts = practice.effort
    facts = {
        opened(t("owner")): t(
            "{owner}, with {collaborator}",
            owner=wording.role(practice.owner),
            collaborator=_collaborator(practice),
        ),
        t("Effort"): t(
            "{points} points: knowledge {knowledge}, time {time}, resources {resources}",
            points=parts.points,
            knowledge=parts.knowledge,
            time=parts.time,
            resources=parts.resources,
        ),
        t("Value"): t("{value} of 5", value=practice.value),
        t("Stands on"): _names(practice.prerequisites, practices) or t("nothing else"),
        t("Shown by"): _shown_by(practice.shown_by),
        t("Sources"): "; ".join(
            f"{s} {', '.join(i)}" for s, i in practice.sources.items()
        ),
        t("Id"): practice.id,
    }
    st.markdown("\n".join(f"- {name}: {plain(fact)}" for name, fact in facts.items()))


def no_assessment(what: str) -> None:
    """Say what is missing and lead the way."""
    st.info(what)
    state.link("start", t("Begin or continue one"), ":material/home:")


def fault(raised: AdvisorError) -> None:
    """Say what is wrong, in the words of whoever found out."""
    st.error(plain_lines(str(raised)), icon=":material/error:")


def questions_changed(record: AssessmentRecord) -> bool:
    """Tell whether other questions were asked then; if so, offer today's."""
    if record.questionnaire_digest == cache.content().questionnaire.digest:
        return False
    st.warning(
        t(
            "The questions have changed since this assessment was begun. It stays as it "
            "is; a copy can go on with today's questions and every answer that still "
            "fits."
        )
    )
    if not access.may(Act.CHANGE):
        return True
    st.button(
        t("Carry on with today's questions"),
        icon=":material/content_copy:",
        key="carry_on",
        on_click=state.carry_on,
        args=(record,),
    )
    return True


def answered(
    title: str, unanswered: str
) -> tuple[AssessmentRecord, AnswerSheet] | None:
    """Return the open assessment with its answers, or say what is missing.

    `unanswered` is the sentence for an assessment without an answer.
    """
    record = state.opened()
    if record is None:
        st.title(title)
        no_assessment(
            t("'{title}' appears here once an assessment is open.", title=title)
        )
        return None
    heading(title, record)
    questions_changed(record)
    sheet = state.sheet(record)
    if not sheet.answers:
        st.info(unanswered)
        state.link("assess", t("Answer the first question"), ":material/checklist:")
        return None
    return record, sheet


def heading(title: str, record: AssessmentRecord) -> None:
    """Draw a page's title with what it is about."""
    st.title(title)
    st.caption(
        f"{plain(record.scope.name)} ({t(KINDS[record.scope.kind])}) · "
        f"{answered_of(record)}"
    )


def reading_choice() -> str:
    """Draw the choice of a reading; return its id."""
    readings = cache.content().readings.levelled
    names = {r.id: t(r.name) for r in readings}
    state.keep_widget("reading", readings[0].id)
    chosen = st.selectbox(
        t("Reading"), list(names), format_func=lambda r: names[r], key="reading"
    )
    return str(chosen)


def _collaborator(practice: Practice) -> str:
    return inside(wording.role(practice.collaborator)).replace("devops", "DevOps")


def _shown_by(step: str | None) -> str:
    return t("reference stack, {step}", step=step) if step else "–"


def _names(ids: Iterable[str], practices: Mapping[str, Practice]) -> str:
    return ", ".join(inside(t(practices[i].name)) for i in ids)
