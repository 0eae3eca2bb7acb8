"""What a facilitator does to a session; each step is told, never a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from advisor.assess.answers import AnswerSheet
from advisor.language import t
from advisor.session.session import Decision, Plan, Session
from advisor.ui import cache, session_cache, state

LIFETIME: Final = timedelta(hours=12)


@contextmanager
def changing(session: Session) -> Iterator[None]:
    """Tell what is refused, and let every page here see the change at once."""
    try:
        with state.told():
            yield
    finally:
        session_cache.forget(session)


def open_session(plan: Plan) -> None:
    """Open a session and make it the facilitator's own."""
    questionnaire = cache.content().questionnaire
    with state.told():
        opened = session_cache.sessions().open(
            plan, questionnaire, state.stamp(), LIFETIME
        )
        state.hold(state.SESSION, opened.id)


def renew_code(session: Session) -> None:
    """Give the session another code; the old one opens nothing any more."""
    with changing(session):
        session_cache.sessions().renew_code(session.id, state.stamp(), LIFETIME)
        state.say(t("The session has a new code; whoever joined stays in."))


def delete(session: Session) -> None:
    """Take a session off the list; it can be restored."""
    with changing(session):
        session_cache.sessions().delete(session.id, state.stamp())
        if state.held(state.SESSION) == session.id:
            state.let_go(state.SESSION)
        state.say(
            t(
                "Deleted the session about {name}. 'Show deleted ones' brings it back.",
                name=session.plan.scope.name,
            )
        )


def restore(session: Session) -> None:
    """Put a deleted session back."""
    with changing(session):
        session_cache.sessions().restore(session.id, state.stamp())
        state.say(t("Restored {name}.", name=session.plan.scope.name))


def reveal(session: Session) -> None:
    """Show everybody's answers to all."""
    with changing(session):
        session_cache.sessions().reveal(session.id, state.stamp())


def talk_about(session: Session, practice: str | None) -> None:
    """Put a practice in the middle of the board."""
    with changing(session):
        session_cache.sessions().talk_about(session.id, practice, None, state.stamp())


def start_timer(session: Session, minutes: int) -> None:
    """Let the talk about the topic end in so many minutes; 0 stops the timer."""
    until = state.now() + timedelta(minutes=minutes) if minutes else None
    with changing(session):
        session_cache.sessions().talk_about(
            session.id, session.topic, until, state.stamp()
        )


def open_vote(session: Session, practice: str) -> None:
    """Put a practice to a second vote."""
    with changing(session):
        session_cache.sessions().open_vote(session.id, practice, state.stamp())


def close_vote(session: Session) -> None:
    """End the second vote and show it beside the first."""
    with changing(session):
        session_cache.sessions().close_vote(session.id, state.stamp())


def decide(session: Session, decision: Decision) -> None:
    """Keep what the team decided on a practice."""
    with changing(session):
        session_cache.sessions().decide(session.id, decision, state.stamp())
        state.say(t("The decision is kept."))


def undecide(session: Session, practice: str) -> None:
    """Take a decision back."""
    with changing(session):
        session_cache.sessions().undecide(session.id, practice, state.stamp())
        state.say(t("The decision is taken back."))


def close(session: Session, sheet: AnswerSheet) -> bool:
    """Close the session and open the assessment of its agreed answers; tell if done."""
    with changing(session):
        closed = session_cache.sessions().close(session.id, sheet, state.stamp())
        if closed.assessment:
            state.open_assessment(closed.assessment)
            return True
    return False
