"""The board while answers come in: who is here, how far they are, and the reveal."""

from collections.abc import Sequence
from html import escape
from typing import Final

import streamlit as st

from advisor.language import number, t, tn
from advisor.report import wording
from advisor.session.session import Session
from advisor.store.session_records import Progress
from advisor.ui import (
    session_actions,
    session_cache,
    session_invitation,
    state,
)
from advisor.ui.session_fragment import live

LIVE_SECONDS: Final = 2
NAME_STYLE: Final = "white-space:nowrap;overflow:hidden;text-overflow:ellipsis"
BAR_STYLE: Final = "flex:1;min-width:0;height:1.6em;accent-color:#0b5cad"
CONFIRM: Final = "confirm_reveal"
LIST_STYLE: Final = (
    "display:grid;grid-template-columns:repeat(auto-fill,minmax(12rem,1fr));"
    "gap:.3rem 2rem;list-style:none;margin:0;padding:0;font-size:1.1rem"
)


def show(session: Session) -> None:
    """Show the way in beside who is here."""
    way_in, people = st.columns([1, 1], gap="large")
    with way_in:
        session_invitation.show(session)
    with people:
        _people(session)


@live(LIVE_SECONDS)
def _people(session: Session) -> None:
    state.show_notice()
    if session_cache.latest(session.id) != session:
        st.rerun()
    progress = session_cache.sessions().progress(session.id)
    if not progress:
        st.subheader(t("Nobody has joined yet"))
        st.write(t("As people join, they appear here with how far they are."))
        return
    asked = session_cache.routed(session).questions
    done = [p for p in progress if p.answered >= len(asked[p.participant.role])]
    st.subheader(
        tn(
            "{count} person is here, {done} done",
            "{count} people are here, {done} done",
            len(progress),
            done=number(len(done)),
        )
    )
    _coverage(session, progress)
    _reveal(session, len(progress) - len(done))
    st.html(_listed(session, progress))


def _coverage(session: Session, progress: Sequence[Progress]) -> None:
    """Say how much is answered, and what nobody who is here is asked."""
    routed = session_cache.routed(session)
    expected = sum(len(routed.questions[p.participant.role]) for p in progress)
    given = sum(p.answered for p in progress)
    share = min(1.0, given / expected) if expected else 0.0
    st.progress(share, text=t("{share} answered", share=wording.percent(share)))
    present = {p.participant.role for p in progress}
    if unheard := routed.unheard(present):
        absent = [role for role in session.plan.roles if role not in present]
        st.caption(
            tn(
                "{count} practice waits for a role that is not here yet: {roles}.",
                "{count} practices wait for roles that are not here yet: {roles}.",
                len(unheard),
                roles=", ".join(wording.role(role) for role in absent),
            )
        )


def _listed(session: Session, progress: Sequence[Progress]) -> str:
    asked = session_cache.routed(session).questions
    people = "".join(_person(p, len(asked[p.participant.role])) for p in progress)
    return f'<ul style="{LIST_STYLE}">{people}</ul>'


def _person(progress: Progress, asked: int) -> str:
    name = escape(progress.participant.name)
    role = escape(wording.role(progress.participant.role))
    far = t("{done} of {total}", done=progress.answered, total=asked)
    bar = (
        f'<progress max="{max(1, asked)}" value="{progress.answered}" '
        f'aria-label="{name}" style="{BAR_STYLE}"></progress>'
    )
    who = f'<div style="{NAME_STYLE}"><b>{name}</b> · {role}</div>'
    return f'<li>{who}<div style="display:flex;gap:.5rem">{bar}{far}</div></li>'


def _reveal(session: Session, answering: int) -> None:
    if not state.held(CONFIRM):
        st.button(
            t("Reveal the answers"),
            type="primary",
            key="reveal",
            on_click=_reveal_or_ask,
            args=(session, answering),
        )
        return
    st.warning(
        tn(
            "{count} person is still answering. After the reveal no first answer can "
            "be given or changed.",
            "{count} people are still answering. After the reveal no first answer can "
            "be given or changed.",
            answering,
        )
    )
    with st.container(horizontal=True):
        st.button(
            t("Reveal anyway"),
            type="primary",
            key="reveal_anyway",
            on_click=_reveal_or_ask,
            args=(session, 0),
        )
        st.button(
            t("Wait"), key="reveal_wait", on_click=state.hold, args=(CONFIRM, None)
        )


def _reveal_or_ask(session: Session, answering: int) -> None:
    state.hold(CONFIRM, answering > 0)
    if not answering:
        session_actions.reveal(session)
