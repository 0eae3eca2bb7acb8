"""What the team decides on a practice: the rung, why, who takes it on, until when."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import streamlit as st

from advisor.assess.answers import Answer
from advisor.assess.questionnaire import LADDER, Practice, Rung
from advisor.language import opened, t
from advisor.report import wording
from advisor.session.session import Decision, Session
from advisor.ui import session_actions, session_words, state
from advisor.ui.session_cache import Talk

OFFERED: Final = (*LADDER, Rung.NOT_APPLICABLE)
QUARTERS_AHEAD: Final = 8


def show(session: Session, talk: Talk, practice: Practice) -> None:
    """Ask for the decision; what the answers suggest is filled in."""
    made = talk.decided.get(practice.id)
    with st.form(f"decide_{practice.id}", border=False):
        rung = st.radio(
            t("The team says"),
            OFFERED,
            index=_place(OFFERED, talk.outcome.sheet.rung(practice.id)),
            format_func=lambda r: opened(wording.rung(r)),
            key=f"decide_rung_{practice.id}",
        )
        note = st.text_input(
            t("Why (a must where it does not apply)"),
            value=made.note if made else "",
            max_chars=500,
            key=f"decide_note_{practice.id}",
        )
        owner = st.text_input(
            t("Who takes it on"),
            value=made.owner if made else "",
            max_chars=120,
            key=f"decide_owner_{practice.id}",
        )
        offered = quarters(state.today(), QUARTERS_AHEAD)
        quarter = st.selectbox(
            t("Until"),
            offered,
            index=_place(offered, made.quarter if made else None),
            format_func=session_words.quarter,
            placeholder=t("No date"),
            key=f"decide_quarter_{practice.id}",
        )
        sent = st.form_submit_button(
            t("Keep the decision"), type="primary", key=f"decide_{practice.id}_keep"
        )
    if sent:
        given = {"note": note.strip(), "owner": owner.strip(), "quarter": quarter}
        _keep(session, practice, rung, given)
    if made:
        st.button(
            t("Take the decision back"),
            key="undecide",
            on_click=session_actions.undecide,
            args=(session, practice.id),
        )


def quarters(day: date, count: int) -> tuple[str, ...]:
    """Return the quarter of a day and those after it, as 2026-Q4."""
    first = day.year * 4 + (day.month - 1) // 3
    return tuple(f"{n // 4}-Q{n % 4 + 1}" for n in range(first, first + count))


def _keep(
    session: Session,
    practice: Practice,
    rung: Rung | None,
    given: dict[str, str | None],
) -> None:
    excused = rung is Rung.NOT_APPLICABLE
    if rung is None or (excused and not given["note"]):
        st.error(t("Choose a rung; what does not apply needs a reason."))
        return
    reason = given["note"] if excused else ""
    stamp = state.stamp()
    decision = Decision.model_validate(
        {
            "practice": practice.id,
            "answer": Answer(rung=rung, reason=reason or ""),
            "decided_at": stamp.at,
            "decided_by": stamp.by,
            **given,
        }
    )
    session_actions.decide(session, decision)
    st.rerun()


def _place(offered: Sequence[str], wanted: str | None) -> int | None:
    return offered.index(wanted) if wanted in offered else None
