"""Join: a participant's way into a session, and what is asked there."""

from typing import Final

import streamlit as st

from advisor.errors import AdvisorError
from advisor.language import t
from advisor.session.session import Session
from advisor.ui import components, session_cache, session_questions, state
from advisor.ui.literal import plain

FOUND: Final = "found_by_code"


def show() -> None:
    """Show the questions of who has joined, else the way in."""
    token = state.held(state.ME)
    joined = session_cache.sessions().resume(token) if isinstance(token, str) else None
    if joined and isinstance(token, str):
        session, participant = joined
        session_questions.show(session_cache.latest(session.id), participant, token)
        return
    st.title(t("Join a session"))
    if token:
        state.let_go(state.ME)
        st.error(
            t("This session is no longer here. Ask the facilitator for a new code.")
        )
    _way_in()


def _way_in() -> None:
    session = _found()
    if session is None:
        _ask_code()
    else:
        _ask_who(session)


def _found() -> Session | None:
    """Return the session of the code in the address or of the one typed before."""
    code = state.held(FOUND) or state.asked_for(state.CODE)
    if not isinstance(code, str) or not code:
        return None
    if state.held("refused_code") == code:
        return None
    return _by_code(code)


def _by_code(code: str) -> Session | None:
    try:
        session = session_cache.sessions().by_code(code, state.now(), state.origin())
    except AdvisorError as fault:
        # A code that was refused once is not tried again with every redrawing.
        state.hold("refused_code", code)
        components.fault(fault)
        return None
    state.hold(FOUND, code)
    return session


def _ask_code() -> None:
    st.write(t("Type the code that the facilitator shows, such as ABCD-2345."))
    with st.form("code", border=False):
        code = st.text_input(t("Code"), key="join_code", max_chars=20)
        sent = st.form_submit_button(t("Continue"), type="primary", key="send_code")
    if sent and code.strip() and _by_code(code):
        st.rerun()


def _ask_who(session: Session) -> None:
    st.write(
        t(
            "This session is about {scope}. What you answer stays private until "
            "everybody's answers are revealed together.",
            scope=plain(session.plan.scope.name),
        )
    )
    with st.form("who", border=False):
        name = st.text_input(t("Your name"), key="join_name", max_chars=80)
        role = st.radio(
            t("Your role"),
            session.plan.roles,
            format_func=session_cache.role_name,
            index=None,
            key="join_role",
        )
        sent = st.form_submit_button(t("Join"), type="primary", key="join")
    if sent:
        _join(session, name.strip(), role)


def _join(session: Session, name: str, role: str | None) -> None:
    if not name or not role:
        st.error(t("Give your name and choose your role."))
        return
    try:
        _, token = session_cache.sessions().join(
            session.code, name, role, state.now(), state.origin()
        )
    except AdvisorError as fault:
        components.fault(fault)
        return
    state.hold(state.ME, token)
    state.let_go(FOUND)
    state.let_go(state.CODE)
    st.rerun()
