"""The topic of the board: who said what, a second vote, the clock and the decision."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from advisor.assess.questionnaire import Practice, Rung
from advisor.language import number, opened, t
from advisor.report import charts, wording
from advisor.session.session import Session
from advisor.session.tally import Tally
from advisor.session.voices import Voice
from advisor.ui import (
    cache,
    components,
    session_actions,
    session_cache,
    session_charts,
    session_decision,
    session_words,
    state,
)
from advisor.ui.literal import plain
from advisor.ui.session_cache import Talk
from advisor.ui.session_fragment import live

OUTLIERS: Final = 2
MINUTES: Final = (3, 5, 8)


def show(session: Session, talk: Talk, practice: Practice) -> None:
    """Show all there is to a practice, without scrolling on a projector."""
    first = talk.first.get(practice.id)
    second = talk.second.get(practice.id) if practice.id in session.revotes else None
    st.subheader(plain(t(practice.name)), anchor=False)
    st.caption(plain(t(practice.question)))
    _steps(session, talk, practice)
    if session.voting:
        _voting(session, practice)
    if made := talk.decided.get(practice.id):
        said = session_words.decision(made)
        st.markdown(t(":material/check: **Decided:** {decision}", decision=said))
    if first is None:
        st.info(t("Nobody was asked about this practice."))
    else:
        _said(first, second, 0 if practice.id in talk.decided else OUTLIERS)


def _said(first: Tally, second: Tally | None, most: int) -> None:
    shown = second or first
    if gap := session_words.gap(shown.gap):
        st.markdown(f":material/compare_arrows: **{gap}**")
    rounds = (first, second) if second else (first,)
    rungs = session_words.shown_rungs(*rounds)
    _votes(rounds, rungs)
    _voices(shown.outliers[:most])
    with st.expander(t("As a table, and everybody's notes")):
        _table(first, rungs, t("First vote"))
        if second:
            _table(second, rungs, t("Second vote"))
        _voices(shown.outliers[most:])


def _voices(heard: Sequence[Voice]) -> None:
    if heard:
        st.markdown("\n".join(f"- {session_words.voice(each)}" for each in heard))


def _votes(rounds: Sequence[Tally], rungs: Sequence[Rung]) -> None:
    titled = zip((t("First vote"), t("Second vote")), rounds, strict=False)
    said = "; ".join(f"{title}: {session_words.counts(each)}" for title, each in titled)
    chart = charts.spec(session_charts.votes(rounds, rungs))
    st.vega_lite_chart(chart, width="stretch", alt=said)
    if len(rounds) > 1:
        st.caption(t("Hollow: first vote. Filled: second vote."))


def _table(tally: Tally, rungs: Sequence[Rung], title: str) -> None:
    rows = [
        {t("role"): wording.role(role)}
        | {opened(wording.rung(r)): number(said.counts.get(r, 0)) for r in rungs}
        for role, said in tally.roles.items()
    ]
    components.rows(rows, title)


@live(1)
def _ticking(session: Session) -> None:
    """Count down; the end is said in words."""
    if session.timer_until is None:
        return
    left = int((session.timer_until - state.now()).total_seconds())
    if left <= 0:
        st.markdown(t(":material/timer_off: **Time is up**"))
        return
    minutes, seconds = divmod(left, 60)
    clock = f"{minutes}:{seconds:02}"
    st.markdown(t(":material/timer: **{clock}** left", clock=clock))


@live(2)
def _voting(session: Session, practice: Practice) -> None:
    """Show how many have voted again."""
    progress = session_cache.sessions().progress(session.id)
    voted = sum(each.voted for each in progress)
    names = cache.content().questionnaire.practices
    about = names[session.voting or practice.id].name
    st.info(
        t(
            "Second vote on {practice}: {voted} of {total} have voted.",
            practice=t(about),
            voted=number(voted),
            total=number(len(progress)),
        ),
        icon=":material/how_to_vote:",
    )


def _steps(session: Session, talk: Talk, practice: Practice) -> None:
    """Offer what the facilitator can do now, in one row."""
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        if session.voting:
            st.button(
                t("Close the vote"),
                type="primary",
                key="close_vote",
                on_click=session_actions.close_vote,
                args=(session,),
            )
        else:
            st.button(
                t("Vote again"),
                icon=":material/how_to_vote:",
                key="open_vote",
                on_click=session_actions.open_vote,
                args=(session, practice.id),
            )
        with st.popover(t("Decide"), icon=":material/gavel:"):
            session_decision.show(session, talk, practice)
        with st.popover(t("Timer"), icon=":material/timer:"):
            _timer(session)
        if session.timer_until:
            _ticking(session)


def _timer(session: Session) -> None:
    for minutes in MINUTES:
        st.button(
            t("{minutes} minutes", minutes=number(minutes)),
            key=f"timer_{minutes}",
            on_click=session_actions.start_timer,
            args=(session, minutes),
        )
    st.button(
        t("Stop"),
        key="timer_stop",
        disabled=session.timer_until is None,
        on_click=session_actions.start_timer,
        args=(session, 0),
    )
