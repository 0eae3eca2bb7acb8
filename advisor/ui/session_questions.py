"""What a participant does: answer alone, wait, vote again, and see the result.

This is what a hundred phones ask the server for, so everything here is text and the
fewest possible reads. The page watches the session and redraws itself when it moves on.
"""

from collections.abc import Mapping
from functools import partial
from typing import Final

import streamlit as st

from advisor.assess.answers import Answer
from advisor.language import number, t, tn
from advisor.session.session import FIRST, SECOND, Participant, Session, Stage
from advisor.ui import session_cache, session_card, session_results, state
from advisor.ui.literal import plain
from advisor.ui.session_fragment import live

WATCH_SECONDS: Final = 3
PLACE: Final = "place"
# A thumb needs room between the sentences, and a phone has no line to waste.
FOR_THUMBS: Final = """<style>
.stMainBlockContainer {padding-top: 3.5rem}
.stMainBlockContainer h1 {font-size: 1.4rem; padding: 0}
.stRadio [role=radiogroup] {gap: .25rem}
.stRadio [role=radiogroup] label {padding: .5rem 0}
</style>"""


def show(session: Session, participant: Participant, token: str) -> None:
    """Show what the participant has to do now."""
    st.html(FOR_THUMBS)
    st.title(plain(session.plan.scope.name), anchor=False)
    st.caption(
        t(
            "{name} · {role}",
            name=plain(participant.name),
            role=session_cache.role_name(participant.role),
        )
    )
    watch(session)
    if session.stage is Stage.ASKING:
        _questions(session, participant, token)
    elif session.voting:
        _second_vote(session, token)
    else:
        session_results.for_participant(session, token)


@live(WATCH_SECONDS)
def watch(drawn: Session) -> None:
    """Redraw the page once the session has moved on."""
    if session_cache.face(session_cache.latest(drawn.id)) != session_cache.face(drawn):
        st.rerun()


@live()
def _questions(session: Session, participant: Participant, token: str) -> None:
    state.show_notice()
    asked = session_cache.routed(session).questions.get(participant.role, ())
    given = session_cache.sessions().own(token, FIRST).answers
    if not asked:
        st.info(t("Nothing is asked of your role in this session. Please wait."))
        return
    place = _place(asked, given)
    if place >= len(asked):
        _done(asked, given)
        return
    left = len(asked) - place
    st.progress(
        place / len(asked),
        text=t(
            "{place} of {total}, {time}",
            place=number(place + 1),
            total=number(len(asked)),
            time=session_cache.about_minutes(left),
        ),
    )
    practice = session_cache.questions(session).practices[asked[place]]
    keep = partial(_vote, token)
    session_card.show(session_card.Card(practice, given.get(practice.id), FIRST, keep))
    _back_and_next(place, answered=practice.id in given)


def _place(asked: tuple[str, ...], given: Mapping[str, Answer]) -> int:
    """Return where the participant is: at first, the first open question."""
    held = state.held(PLACE)
    if isinstance(held, int):
        return min(held, len(asked))
    fresh = (i for i, practice in enumerate(asked) if practice not in given)
    place = next(fresh, len(asked))
    state.hold(PLACE, place)
    return place


def _back_and_next(place: int, *, answered: bool) -> None:
    with st.container(horizontal=True):
        st.button(
            t("Back"),
            icon=":material/arrow_back:",
            key="question_back",
            disabled=place == 0,
            on_click=state.hold,
            args=(PLACE, place - 1),
        )
        st.button(
            t("Next") if answered else t("Skip"),
            icon=":material/arrow_forward:",
            type="primary" if answered else "secondary",
            key="question_next",
            on_click=state.hold,
            args=(PLACE, place + 1),
        )


def _done(asked: tuple[str, ...], given: Mapping[str, Answer]) -> None:
    still = [i for i, practice in enumerate(asked) if practice not in given]
    if still:
        st.warning(
            tn("{count} question is open.", "{count} questions are open.", len(still))
        )
        st.button(
            t("Go to the open one"),
            key="question_open",
            type="primary",
            on_click=state.hold,
            args=(PLACE, still[0]),
        )
    else:
        st.success(t("All your answers are in. Thank you!"), icon=":material/check:")
    st.write(
        t(
            "Nobody sees them before the facilitator reveals them. Keep this page open: "
            "it goes on by itself."
        )
    )
    st.button(
        t("Look at my answers again"),
        key="question_again",
        on_click=state.hold,
        args=(PLACE, 0),
    )


@live()
def _second_vote(session: Session, token: str) -> None:
    state.show_notice()
    practice = session_cache.questions(session).practices[session.voting or ""]
    st.subheader(t("Second vote"))
    sessions = session_cache.sessions()
    before = sessions.own(token, FIRST).answers.get(practice.id)
    given = sessions.own(token, SECOND).answers.get(practice.id)
    if before:
        said = session_card.sentence(practice, before.rung)
        st.caption(t("Your first answer: {said}", said=said))
    keep = partial(_vote, token)
    session_card.show(session_card.Card(practice, given, SECOND, keep))
    if given:
        st.write(t("You may change it until the vote is closed."))


def _vote(token: str, practice: str, answer: Answer) -> None:
    with state.told():
        session_cache.sessions().vote(token, practice, answer, state.now())
