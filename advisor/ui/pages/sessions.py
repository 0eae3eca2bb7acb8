"""Sessions: open one for a team, let people in, and find earlier ones."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from advisor.assess.answers import Mode, Scope, ScopeKind
from advisor.errors import SessionError
from advisor.language import day, mark, number, t, tn
from advisor.session.session import Plan, Session, Stage
from advisor.ui import (
    cache,
    components,
    session_actions,
    session_cache,
    session_invitation,
    state,
)
from advisor.ui.literal import plain

KINDS: Final[Mapping[ScopeKind, str]] = {
    ScopeKind.ORGANISATION: mark("an organisation"),
    ScopeKind.TEAM: mark("a team"),
    ScopeKind.MODEL: mark("a model"),
}
LENGTHS: Final[Mapping[Mode, str]] = {
    Mode.QUICK: mark("Quick: the questions that tell most"),
    Mode.FULL: mark("Full: every question, shared out among the roles"),
}
STAGES: Final[Mapping[Stage, str]] = {
    Stage.ASKING: mark("answers are coming in"),
    Stage.REVEALED: mark("revealed"),
    Stage.CLOSED: mark("closed"),
}


def show() -> None:
    """Show the open session's way in, how to open one, and the earlier ones."""
    st.title(t("Sessions"))
    st.write(
        t(
            "Everybody answers alone on a phone or laptop. Then you see together where "
            "you differ, talk about the ten things that matter, vote again and decide."
        )
    )
    opened = _opened()
    if opened and opened.stage is not Stage.CLOSED:
        _current(opened)
        with st.expander(t("Open another session")):
            _open()
    else:
        with st.container(border=True):
            st.header(t("Open a session"))
            _open()
    _earlier()


def _opened() -> Session | None:
    id_ = state.held(state.SESSION)
    if not isinstance(id_, str):
        return None
    try:
        return session_cache.sessions().session(id_)
    except SessionError:
        state.let_go(state.SESSION)
        return None


def _current(session: Session) -> None:
    with st.container(border=True):
        st.header(plain(session.plan.scope.name))
        session_invitation.show(session)
        with st.container(horizontal=True):
            if st.button(t("Go to the board"), type="primary", key="to_board"):
                state.go_to("board")


def _open() -> None:
    plan = _plan()
    if plan:
        _sharing(plan)
    st.button(
        t("Open the session"),
        type="primary",
        key="open_session",
        disabled=plan is None,
        on_click=session_actions.open_session,
        args=(plan,),
    )
    if plan is None:
        st.caption(t("It needs a name and at least one role."))


def _plan() -> Plan | None:
    """Ask what the session is about; None while something is missing."""
    state.keep_widget(state.PERSON, "")
    what, who = st.columns(2)
    name = what.text_input(
        t("What is assessed?"),
        placeholder=t("The name of an organisation, a team or a model"),
        max_chars=120,
        key="session_name",
    )
    who.text_input(t("Your name (the facilitator)"), key=state.PERSON, max_chars=80)
    kind = st.segmented_control(
        t("It is"),
        list(KINDS),
        default=ScopeKind.ORGANISATION,
        format_func=lambda k: t(KINDS[k]),
        key="session_kind",
    )
    mode = st.radio(
        t("How much is asked?"),
        list(LENGTHS),
        format_func=lambda m: t(LENGTHS[m]),
        index=1,
        key="session_mode",
    )
    known = [role.id for role in cache.roles().roles]
    roles = st.pills(
        t("Who takes part?"),
        known,
        selection_mode="multi",
        default=known,
        format_func=session_cache.role_name,
        key="session_roles",
    )
    minutes = st.slider(
        t("Minutes of questions for each person, at most"),
        2,
        20,
        10,
        key="session_time",
    )
    if not name.strip() or not roles:
        return None
    return Plan(
        scope=Scope(kind=kind or ScopeKind.ORGANISATION, name=name),
        mode=mode or Mode.FULL,
        roles=tuple(role for role in known if role in roles),
        minutes=minutes,
    )


def _sharing(plan: Plan) -> None:
    """Show who is asked how much, and what nobody can be asked."""
    shared = session_cache.planned(plan)
    each = session_cache.settings().minutes_for
    components.rows(
        [
            {
                t("role"): session_cache.role_name(role),
                t("questions"): number(len(asked)),
                t("minutes"): number(each(len(asked)), 1),
            }
            for role, asked in shared.questions.items()
        ],
        t("Who is asked how much"),
    )
    if shared.unasked:
        st.warning(
            tn(
                "{count} practice is asked of nobody: give more minutes, or let more "
                "roles take part.",
                "{count} practices are asked of nobody: give more minutes, or let more "
                "roles take part.",
                len(shared.unasked),
            )
        )


def _earlier() -> None:
    st.header(t("All sessions"))
    state.keep_widget("deleted_sessions", False)
    deleted = bool(st.toggle(t("Show deleted ones"), key="deleted_sessions"))
    found = session_cache.sessions().sessions(deleted=deleted)
    if not found:
        st.caption(
            t("No session was deleted.") if deleted else t("No session was held yet.")
        )
    for session in found:
        _row(session, deleted=deleted)


def _row(session: Session, *, deleted: bool) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(session.plan.scope.name)}**", width="stretch")
        st.caption(
            t(
                "{day} · {stage} · by {name}",
                day=plain(day(session.opened_at)),
                stage=t(STAGES[session.stage]),
                name=plain(session.opened_by),
            ),
            width="content",
        )
        if deleted:
            st.button(
                t("Restore"),
                icon=":material/undo:",
                key=f"restore_{session.id}",
                on_click=session_actions.restore,
                args=(session,),
            )
            return
        page = "agreed" if session.stage is Stage.CLOSED else "board"
        label = t("Result") if session.stage is Stage.CLOSED else t("Board")
        if st.button(label, key=f"open_{session.id}"):
            state.hold(state.SESSION, session.id)
            state.go_to(page)
        st.button(
            t("Delete"),
            icon=":material/delete:",
            key=f"delete_{session.id}",
            on_click=session_actions.delete,
            args=(session,),
        )
