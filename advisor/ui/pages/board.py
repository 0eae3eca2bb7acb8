"""Board: the facilitator's screen, made for a projector."""

from html import escape
from typing import Final

import streamlit as st

from advisor.errors import SessionError
from advisor.language import number, t
from advisor.report import wording
from advisor.session.agenda import AgendaItem
from advisor.session.session import FIRST, SECOND, Session, Stage
from advisor.ui import (
    cache,
    session_actions,
    session_cache,
    session_live,
    session_topic,
    session_words,
    state,
)
from advisor.ui.literal import plain
from advisor.ui.session_cache import Talk
from advisor.ui.session_fragment import live

# A projector shows 720 lines: the main view has to fit without scrolling.
TIGHT: Final = """<style>
.stMainBlockContainer {padding: 3.9rem 2rem 0 2rem}
.stMainBlockContainer h1 {font-size: 1.6rem; padding: 0}
@media (min-width: 1800px) and (min-height: 1000px) {
  html {font-size: 24px !important}
}
</style>"""
BAR: Final = (
    '<div style="display:flex;align-items:center;gap:.4rem">'
    '<div style="width:60px;height:12px;background:#d5dde8">'
    '<div style="width:{width}%;height:12px;background:#0b5cad"></div></div>'
    "<span>{text}</span></div>"
)


def show() -> None:
    """Show the board of the open session."""
    session = _session()
    if session is None:
        st.title(t("Board"))
        st.info(t("The board appears here once a session is open."))
        state.link("sessions", t("Open a session"), ":material/groups:")
        return
    st.html(TIGHT)
    _title(session)
    if session.stage is Stage.ASKING:
        session_live.show(session)
    elif session.stage is Stage.REVEALED:
        _discussion(session)
    else:
        st.success(t("This session is closed."))
        state.link("agreed", t("See what was agreed"), ":material/handshake:")


def _title(session: Session) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        st.title(plain(session.plan.scope.name), anchor=False, width="stretch")
        revealed = session.stage is Stage.REVEALED
        if revealed and st.button(t("Finish"), key="to_agreed"):
            state.go_to("agreed")


def _session() -> Session | None:
    id_ = state.held(state.SESSION)
    if not isinstance(id_, str):
        return None
    try:
        return session_cache.latest(id_)
    except SessionError:
        state.let_go(state.SESSION)
        return None


def _discussion(session: Session) -> None:
    _watch(session)
    talk = session_cache.talk(session)
    _standing(talk)
    if not talk.agenda and not session.topic:
        st.success(
            t("Nobody differs in what would move the level. Nothing to discuss.")
        )
        state.link("agreed", t("See what was agreed"), ":material/handshake:")
        return
    agenda, topic = st.columns([2, 3], gap="medium")
    with agenda:
        _agenda(session, talk)
    with topic, st.container(gap="xsmall"):
        names = cache.content().questionnaire.practices
        chosen = session.topic or talk.agenda[0].practice
        session_topic.show(session, talk, names[chosen])


@live(session_live.LIVE_SECONDS)
def _watch(drawn: Session) -> None:
    """Redraw the board once another facilitator has changed something."""
    if session_cache.latest(drawn.id) != drawn:
        st.rerun()


def _standing(talk: Talk) -> None:
    """Show the level and the agreement in one line, before and after the talk."""
    found = talk.outcome
    before = wording.band(found.before.standing)
    after = wording.band(found.after.standing)
    level = before if before == after else t("{a} → {b}", a=before, b=after)
    agreement = found.agreement.get(SECOND) or found.agreement[FIRST]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{level}**", width="content")
        st.markdown(
            t("**Agreement** {alpha}", alpha=session_words.agreement(agreement)),
            width="content",
        )
        st.markdown(
            t("**Within one rung** {share}", share=session_words.within_one(agreement)),
            width="content",
        )
        coverage = wording.percent(found.after.standing.coverage)
        st.markdown(t("**Coverage** {share}", share=coverage), width="content")


def _agenda(session: Session, talk: Talk) -> None:
    st.markdown(t("**Agenda**: what differs and moves the level"))
    chosen = session.topic or (talk.agenda[0].practice if talk.agenda else "")
    with st.container(gap="xxsmall"):
        for rank, item in enumerate(talk.agenda, 1):
            _item(session, talk, item, (rank, item.practice == chosen))


def _item(
    session: Session, talk: Talk, item: AgendaItem, place: tuple[int, bool]
) -> None:
    rank, chosen = place
    name = t(cache.content().questionnaire.practices[item.practice].name)
    done = item.practice in talk.decided
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", wrap=False
    ):
        st.button(
            t("{rank}. {name}", rank=number(rank), name=plain(name)),
            key=f"topic_{item.practice}",
            type="primary" if chosen else "secondary",
            icon=":material/check:" if done else None,
            width="stretch",
            on_click=session_actions.talk_about,
            args=(session, item.practice),
        )
        spread = number(item.spread, 2)
        said = escape(t("spread {spread}", spread=spread))
        bar = BAR.format(width=round(item.spread * 100), text=spread)
        st.html(f'<div title="{said}">{bar}</div>', width="content")
