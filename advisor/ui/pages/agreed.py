"""Agreed: what a session leaves with: level, answers, dissent, decisions, road map."""

import streamlit as st

from advisor.language import bound, opened, t
from advisor.report import wording
from advisor.session.access import Act
from advisor.session.outcome import Outcome
from advisor.session.session import FIRST, SECOND, Session, Stage
from advisor.ui import (
    access,
    cache,
    components,
    downloads,
    session_actions,
    session_cache,
    session_plan,
    session_words,
    state,
)
from advisor.ui.literal import plain
from advisor.ui.session_cache import Talk

CHOICE = "agreed_session"


def show() -> None:
    """Show what was agreed in one session."""
    st.title(t("Agreed"))
    session = _chosen()
    if session is None:
        st.info(t("What a team agreed on appears here once a session was held."))
        state.link("sessions", t("Open a session"), ":material/groups:")
        return
    if session.stage is Stage.ASKING:
        st.info(t("The answers of this session are not revealed yet."))
        state.link("board", t("Go to the board"), ":material/dashboard:")
        return
    talk = session_cache.talk(session)
    _levels(talk.outcome)
    _finish(session, talk.outcome)
    _decisions(talk)
    _open_points(talk)
    session_plan.show(talk.outcome)
    session_plan.since_last(session, talk.outcome)
    _answers(talk)
    _downloads(talk.outcome)


def _chosen() -> Session | None:
    """Return the session to show: the open one, or another that is chosen."""
    found = {each.id: each for each in session_cache.sessions().sessions()}
    if not found:
        return None
    held = state.held(state.SESSION)
    first = held if isinstance(held, str) and held in found else next(iter(found))
    state.widget_shows(CHOICE, first)
    chosen = st.selectbox(
        t("Session"),
        list(found),
        format_func=lambda id_: session_words.named(found[id_]),
        key=CHOICE,
        on_change=_keep_choice,
    )
    return found[str(chosen)]


def _keep_choice() -> None:
    state.hold(state.SESSION, state.widget_value(CHOICE))


def _levels(found: Outcome) -> None:
    """Show the level before and after, and how far people agreed in each round."""
    st.header(t("Level and agreement"))
    rounds = {
        FIRST: (t("first answers"), found.before, found.probability_before),
        SECOND: (t("agreed"), found.after, found.probability_after),
    }
    rows = []
    for number_, (name, assessment, probability) in rounds.items():
        rows.append(
            {
                t("answers"): name,
                t("level"): wording.band(assessment.standing),
                t("probability"): wording.chances(probability),
                t("coverage"): wording.percent(assessment.standing.coverage),
                t("agreement"): session_words.alpha(found.agreement.get(number_)),
                t("within one rung"): session_words.within_one(
                    found.agreement.get(number_)
                ),
            }
        )
    components.rows(rows, t("Level and agreement"))


def _decisions(talk: Talk) -> None:
    st.header(t("Decisions"))
    practices = cache.content().questionnaire.practices
    rows = [
        {
            t("practice"): t(practices[made.practice].name),
            t("decided"): wording.rung(made.answer.rung),
            t("owner"): made.owner or wording.NOTHING,
            t("until"): session_words.quarter(made.quarter)
            if made.quarter
            else wording.NOTHING,
            t("why"): made.note or wording.NOTHING,
        }
        for made in talk.outcome.decisions
        if made.practice in practices
    ]
    if not rows:
        st.caption(t("Nothing was decided; the answers themselves stand."))
        return
    components.rows(rows, t("Decisions"))


def _open_points(talk: Talk) -> None:
    """Name what still divides the team."""
    practices = cache.content().questionnaire.practices
    if not talk.outcome.undecided:
        return
    with st.expander(t("Still open: people differ and nothing was decided")):
        names = [plain(t(practices[id_].name)) for id_ in talk.outcome.undecided]
        st.markdown("\n".join(f"- {name}" for name in names))


def _answers(talk: Talk) -> None:
    st.header(t("Agreed answers"))
    practices = cache.content().questionnaire.practices
    found = talk.outcome
    others = {each.practice: each.voices for each in found.dissent}
    rows = [
        {
            t("practice"): t(practices[id_].name),
            t("first answer"): wording.rung(found.first.rung(id_)),
            t("agreed"): wording.rung(answer.rung),
            t("rests on"): t(session_words.BASES[found.basis[id_]]),
            t("dissent"): session_words.dissent(others.get(id_, ())),
        }
        for id_, answer in found.sheet.answers.items()
    ]
    st.caption(t("Who says otherwise is kept with the answer."))
    with st.expander(opened(t("all agreed answers"))):
        components.rows(rows, t("Agreed answers"))


def _downloads(found: Outcome) -> None:
    downloads.show(found.sheet, found.after.reading, found)
    st.download_button(
        t("Session (JSON)"),
        bound(found.model_dump_json),
        file_name="session.json",
        mime="application/json",
        key="download_session",
        on_click="ignore",
    )


def _finish(session: Session, found: Outcome) -> None:
    if session.stage is Stage.CLOSED:
        if session.assessment and st.button(t("Open the results"), key="to_results"):
            state.open_assessment(session.assessment)
            state.go_to("results")
        return
    if not access.may(Act.CHANGE):
        return
    if session.voting:
        st.warning(t("A second vote is open; close it on the board first."))
    closed = st.button(
        t("Close the session and keep the agreed assessment"),
        type="primary",
        key="close_session",
        disabled=session.voting is not None,
    )
    if closed and session_actions.close(session, found.sheet):
        state.go_to("results")
