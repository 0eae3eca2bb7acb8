"""What the pages of a session read, shared by everybody who looks at it.

A hundred people look at one session, so a reading of its stage is shared for a second,
and what is computed from revealed answers is kept under a key of those answers.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache as kept
from typing import Final

import streamlit as st

from advisor.assess.questionnaire import Questionnaire
from advisor.language import tn
from advisor.report import wording
from advisor.session import outcome as outcomes
from advisor.session import routing
from advisor.session import settings as session_settings
from advisor.session.agenda import AgendaItem
from advisor.session.outcome import Outcome, Proceedings
from advisor.session.routing import Routing
from advisor.session.session import FIRST, SECOND, Ballot, Decision, Plan, Session
from advisor.session.settings import SessionSettings
from advisor.session.tally import Tally, tallies
from advisor.store.sessions import Sessions
from advisor.ui import cache

# The people of a session see its next stage at the latest after so many seconds.
FRESH_SECONDS: Final = 1.0
# A hundred phones that redraw at the reveal read the answers once.
READ_SECONDS: Final = 3.0
Face = tuple[object, ...]


@st.cache_resource(show_spinner=False)
def sessions() -> Sessions:
    """Return the sessions of the store."""
    return Sessions(cache.store())


@kept
def settings() -> SessionSettings:
    """Return the stated numbers of sessions."""
    return session_settings.load()


def questions(session: Session) -> Questionnaire:
    """Return the questions that a session asks, as they were when it was opened."""
    today = cache.content().questionnaire
    if today.digest == session.questionnaire_digest:
        return today
    return cache.store().questionnaire(session.questionnaire_digest)


def role_name(role: str) -> str:
    """Return a role in words."""
    return wording.role(role)


def about_minutes(count: int) -> str:
    """Return how long so many questions take, in words."""
    minutes = max(1, round(settings().minutes_for(count)))
    return tn("about {count} minute", "about {count} minutes", minutes)


def routed(session: Session) -> Routing:
    """Return which practices each role of a session is asked."""
    return _routed(session.plan, session.questionnaire_digest, questions(session))


def planned(plan: Plan) -> Routing:
    """Return how a plan would share out today's questions."""
    questionnaire = cache.content().questionnaire
    return _routed(plan, questionnaire.digest, questionnaire)


@st.cache_resource(show_spinner=False, max_entries=64)
def _routed(plan: Plan, digest: str, _questionnaire: Questionnaire) -> Routing:  # noqa: ARG001 - the digest is the key
    reading = cache.content().readings.default
    return routing.route(_questionnaire, plan, reading, settings())


@st.cache_resource(show_spinner=False, ttl=FRESH_SECONDS, max_entries=64)
def latest(session: str) -> Session:
    """Return a session as it stood at most a second ago."""
    return sessions().session(session)


def face(session: Session) -> Face:
    """Return what a participant's page looks different by."""
    return (session.id, session.stage, session.voting, session.topic, session.revotes)


@dataclass(frozen=True)
class Talk:
    """All that a revealed session has to talk about.

    `second` tallies the practices that were voted on again, the second votes alone. The
    agenda is that of the first answers, so that nobody loses the place.
    """

    outcome: Outcome
    second: Mapping[str, Tally]

    @property
    def agenda(self) -> tuple[AgendaItem, ...]:
        """Return what is worth talking about, the weightiest first."""
        return self.outcome.agenda

    @property
    def first(self) -> Mapping[str, Tally]:
        """Return the tallies of what was said before talking."""
        return self.outcome.tallies[FIRST]

    @property
    def decided(self) -> Mapping[str, Decision]:
        """Return the decision that stands on each practice."""
        return {decision.practice: decision for decision in self.outcome.decisions}


def talk(session: Session) -> Talk:
    """Return what a revealed session has to talk about.

    Raises:
        SessionError: the answers are not revealed yet.
    """
    return _read(face(session), session)


def forget(session: Session) -> None:
    """Read a session anew, since it has just been changed here."""
    latest.clear(session.id)
    _read.clear()


@st.cache_resource(show_spinner=False, ttl=READ_SECONDS, max_entries=64)
def _read(face: Face, _session: Session) -> Talk:  # noqa: ARG001 - the face is the key
    kept_ = sessions()
    ballots = (*kept_.ballots(_session.id, FIRST), *kept_.ballots(_session.id, SECOND))
    proceedings = Proceedings(
        session=_session,
        ballots=tuple(_asked_today(ballot) for ballot in ballots),
        decisions=kept_.decisions(_session.id),
    )
    told = proceedings.model_dump_json(exclude={"session"})
    digest = hashlib.sha256(told.encode()).hexdigest()
    return _talk(_session.id, digest, proceedings)


@st.cache_resource(show_spinner=False, max_entries=32)
def _talk(session: str, digest: str, _proceedings: Proceedings) -> Talk:  # noqa: ARG001 - they are the key
    again = [ballot for ballot in _proceedings.ballots if ballot.round == SECOND]
    return Talk(
        outcome=outcomes.outcome(_proceedings, cache.content(), settings()),
        second=tallies(cache.content().questionnaire, again, settings()),
    )


def _asked_today(ballot: Ballot) -> Ballot:
    """Return a ballot without practices that the questions of today leave out."""
    today = cache.content().questionnaire.practices
    still = {id_: answer for id_, answer in ballot.answers.items() if id_ in today}
    return ballot.model_copy(update={"answers": still})
