"""Sessions: many answer privately, all of it kept, append-only.

What may be seen when is decided here and not in the pages: nobody is told an answer of
another participant before the reveal, nor a second vote before it is closed.
"""

import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row

from advisor.assess.answers import Answer, AnswerSheet
from advisor.assess.questionnaire import Questionnaire
from advisor.errors import SessionError
from advisor.language import t
from advisor.session.session import (
    FIRST,
    SECOND,
    Ballot,
    Decision,
    Participant,
    Plan,
    Session,
    Stage,
)
from advisor.store import rows, schema, session_rows, session_rules, wrong_codes
from advisor.store.codes import Draw, cleaned, digest, new_code, new_token
from advisor.store.records import EventKind, Stamp, new_record
from advisor.store.session_records import (
    KeptSession,
    Progress,
    SessionEntry,
    entry_of,
    entry_of_joining,
)
from advisor.store.session_records import SessionEventKind as Kind
from advisor.store.store import Store


class Sessions:
    """The sessions of a store. Safe to share between threads and processes.

    Every method raises StoreError if the database cannot be used, and SessionError if
    the session is not there or does not allow what is asked. `draw` returns so many
    random bytes; codes and tokens are made of them.
    """

    def __init__(self, store: Store, draw: Draw = secrets.token_bytes) -> None:
        self._store = store
        self._draw = draw

    def open(
        self,
        plan: Plan,
        questionnaire: Questionnaire,
        stamp: Stamp,
        lifetime: timedelta,
    ) -> Session:
        """Open a session; its code lets people join for so long."""
        id_ = str(uuid.uuid4())
        with self._store.writing() as connection:
            rows.keep(connection, questionnaire, stamp)
            session_rows.begin(connection, id_, plan, questionnaire.digest)
            self._give_code(connection, id_, Kind.OPENED, stamp, lifetime)
            return _found(connection, id_).session

    def session(self, session_id: str) -> Session:
        """Return one session, deleted or not."""
        with self._store.reading() as connection:
            return _found(connection, session_id).session

    def sessions(self, deleted: bool = False) -> tuple[Session, ...]:
        """Return the sessions, newest first; with `deleted`, those that are deleted."""
        with self._store.reading() as connection:
            found = session_rows.kept(connection)
        return tuple(each.session for each in found if each.deleted is deleted)

    def by_code(self, code: str, at: datetime, origin: str) -> Session:
        """Return the session that a code opens, however it is typed.

        `origin` says where whoever asks comes from, such as a network address.

        Raises:
            SessionError: the code is none, is wrong, has expired, or was replaced; the
                session is closed; or too many codes were wrong before.
        """
        written = cleaned(code)
        if written is None:
            raise SessionError(
                t(
                    "That is no code: expected eight letters and digits, as in ABCD-2345."
                )
            )
        with self._store.reading() as connection:
            wrong_codes.refuse_guessing(connection, origin, at)
            id_ = session_rows.id_of_code(connection, written)
            found = _found(connection, id_) if id_ else None
        if found is None or found.deleted:
            with self._store.writing() as connection:
                wrong_codes.note(connection, origin, at)
            raise SessionError(
                t("No session has this code; compare it with the facilitator's screen.")
            )
        session_rules.refuse_unjoinable(found.session, written, at)
        return found.session

    def renew_code(self, session_id: str, stamp: Stamp, lifetime: timedelta) -> Session:
        """Give out another code; the one before opens nothing from now on."""
        with self._changing(session_id) as (connection, session):
            session_rules.refuse_closed(session)
            self._give_code(connection, session.id, Kind.CODE_RENEWED, stamp, lifetime)
        return self.session(session_id)

    def trail(self, session_id: str) -> tuple[SessionEntry, ...]:
        """Return what happened to the session, oldest first; it tells no answers."""
        of_it = schema.session.c.id == session_id
        with self._store.reading() as connection:
            _found(connection, session_id)
            happened = session_rows.events(connection, of_it)[session_id]
            joined = session_rows.participants(connection, session_id)
            entries = [*map(entry_of, happened), *map(entry_of_joining, joined)]
        return tuple(sorted(entries, key=lambda entry: entry.at))

    def delete(self, session_id: str, stamp: Stamp) -> None:
        """Take the session off the list; nothing is lost, and nobody can use it."""
        self._become(session_id, Kind.DELETED, stamp)

    def restore(self, session_id: str, stamp: Stamp) -> None:
        """Put a deleted session back as it was."""
        self._become(session_id, Kind.RESTORED, stamp)

    # Participants ------------------------------------------------------------

    def join(
        self, code: str, name: str, role: str, at: datetime, origin: str
    ) -> tuple[Participant, str]:
        """Add a participant; return who it is and the token that is theirs alone.

        Of two with the same name the later one is called "Kim (2)".

        Raises:
            SessionError: see `by_code`; or the name is too short or too long, or the
                session has no such role.
        """
        id_ = self.by_code(code, at, origin).id
        token = new_token(self._draw)
        with self._changing(id_) as (connection, session):
            session_rules.refuse_unjoinable(session, cleaned(code), at)
            session_rules.refuse_role(session, role)
            there = session_rows.participants(connection, id_)
            named = session_rules.told_apart(
                session_rules.checked_name(name), {each.name for each in there}
            )
            joining = Participant(
                id=str(uuid.uuid4()), name=named, role=role, joined_at=at
            )
            session_rows.join(connection, id_, joining, digest(token))
        return joining, token

    def resume(self, token: str) -> tuple[Session, Participant] | None:
        """Return the session and the participant of a token, or None if there is none."""
        with self._store.reading() as connection:
            row = session_rows.of_token(connection, digest(token))
            found = _found(connection, row.session_id) if row else None
        if row is None or found is None or found.deleted:
            return None
        return found.session, session_rows.participant_of(row)

    def vote(self, token: str, practice: str, answer: Answer, at: datetime) -> int:
        """Keep an answer, which stands in place of an earlier one; return its round.

        Giving an answer again that stands already changes nothing.

        Raises:
            SessionError: the token is nobody's; the practice is not asked, or takes no
                answers now.
        """
        with self._voting(token) as (connection, row, session):
            number = session_rules.open_round(session, practice)
            session_rules.refuse_unasked(self._asked(connection, session), practice)
            place = {"participant": row.seq, "round": number, "practice": practice}
            session_rows.cast(connection, place, answer, at)
        return number

    def take_back(self, token: str, at: datetime) -> str | None:
        """Take back the participant's latest answer that can still be changed.

        Return its practice, which then has the answer it had before, or none; None
        says that nothing is left.

        Raises:
            SessionError: the token is nobody's, or no answers are taken now.
        """
        with self._voting(token) as (connection, row, session):
            number = session_rules.open_round(session, session.voting)
            place = {"participant": row.seq, "round": number}
            if number == SECOND:
                place["practice"] = session.voting
            return session_rows.take_back(connection, place, at)

    def own(self, token: str, number: int) -> Ballot:
        """Return what the participant of a token answered in a round.

        Raises:
            SessionError: the token is nobody's.
        """
        with self._store.reading() as connection:
            row = _participant(session_rows.of_token(connection, digest(token)))
            mine = schema.participant.c.seq == row.seq
            found = session_rows.ballots(connection, number, mine)
        empty = Ballot(participant=session_rows.participant_of(row), round=number)
        return found[0] if found else empty

    # What the facilitator sees and does --------------------------------------

    def progress(self, session_id: str) -> tuple[Progress, ...]:
        """Return how far each participant is, in the order of joining."""
        with self._store.reading() as connection:
            voting = _found(connection, session_id).session.voting
            return session_rows.progress(connection, session_id, voting)

    def ballots(self, session_id: str, number: int) -> tuple[Ballot, ...]:
        """Return what was answered in a round by those who answered in it.

        Of the second round, the practice whose vote is open is left out.

        Raises:
            SessionError: the answers are not revealed yet.
        """
        with self._store.reading() as connection:
            # Read first, so that none can slip in that was given after the session was
            # looked at and is private again.
            of_it = schema.participant.c.session_id == session_id
            found = session_rows.ballots(connection, number, of_it)
            session = _found(connection, session_id).session
        session_rules.refuse_private(session)
        if number == FIRST or session.voting is None:
            return found
        return session_rules.without(found, session.voting)

    def reveal(self, session_id: str, stamp: Stamp) -> None:
        """End the first round: everybody may see who said what."""
        with self._changing(session_id) as (connection, session):
            session_rules.refuse_closed(session)
            if session.stage is Stage.ASKING:
                session_rows.note(connection, session_id, Kind.REVEALED, stamp)

    def talk_about(
        self,
        session_id: str,
        practice: str | None,
        until: datetime | None,
        stamp: Stamp,
    ) -> None:
        """Say what is talked about now, and until when; None ends the talk."""
        topic = {"practice": practice or "", "until": until}
        with self._talking(session_id, practice) as (connection, _):
            session_rows.note(connection, session_id, Kind.TALKED_ABOUT, stamp, topic)

    def open_vote(self, session_id: str, practice: str, stamp: Stamp) -> None:
        """Put a practice to a second vote; what was voted on it before is private again.

        Raises:
            SessionError: the answers are not revealed, the practice is not asked, or
                another vote is open.
        """
        with self._talking(session_id, practice) as (connection, session):
            if session.voting is None:
                on = {"practice": practice}
                session_rows.note(connection, session_id, Kind.VOTE_OPENED, stamp, on)
            elif session.voting != practice:
                session_rules.refuse_open_vote(session)

    def close_vote(self, session_id: str, stamp: Stamp) -> None:
        """End the second vote that is open, if there is one, and show it."""
        with self._talking(session_id, None) as (connection, session):
            if session.voting is not None:
                on = {"practice": session.voting}
                session_rows.note(connection, session_id, Kind.VOTE_CLOSED, stamp, on)

    def decide(self, session_id: str, decision: Decision, stamp: Stamp) -> None:
        """Keep what was agreed on a practice, in place of an earlier decision."""
        on = {"practice": decision.practice, "detail": decision.model_dump_json()}
        with self._talking(session_id, decision.practice) as (connection, _):
            session_rows.note(connection, session_id, Kind.DECIDED, stamp, on)

    def undecide(self, session_id: str, practice: str, stamp: Stamp) -> None:
        """Take back what was agreed on a practice; nothing else is decided then."""
        with self._talking(session_id, practice) as (connection, _):
            on = {"practice": practice}
            session_rows.note(connection, session_id, Kind.UNDECIDED, stamp, on)

    def decisions(self, session_id: str) -> tuple[Decision, ...]:
        """Return the decision that stands on each practice, oldest first."""
        with self._store.reading() as connection:
            return _found(connection, session_id).decisions

    def close(self, session_id: str, sheet: AnswerSheet, stamp: Stamp) -> Session:
        """Close the session and keep the sheet as a finished assessment, or do neither.

        Raises:
            SessionError: the answers are not revealed, a second vote is open, the
                session is closed already, or the sheet answers other questions.
        """
        with self._talking(session_id, None) as (connection, session):
            if session.voting is not None:
                session_rules.refuse_open_vote(session)
            asked = self._asked(connection, session)
            session_rules.refuse_other_questions(sheet, asked)
            plan = session.plan
            record = new_record(plan.scope, asked, plan.mode, stamp)
            rows.begin(connection, record, stamp)
            rows.give(connection, record.id, sheet.answers, stamp)
            rows.note(connection, record.id, EventKind.FINISHED, stamp, {})
            kept = {"detail": record.id}
            session_rows.note(connection, session_id, Kind.CLOSED, stamp, kept)
        return self.session(session_id)

    @contextmanager
    def _changing(self, session_id: str) -> Iterator[tuple[Connection, Session]]:
        with self._store.writing() as connection:
            session_rows.lock(connection, session_id)
            yield connection, _usable(_found(connection, session_id))

    @contextmanager
    def _talking(
        self, session_id: str, practice: str | None
    ) -> Iterator[tuple[Connection, Session]]:
        """Change a session that is revealed and not closed, about a practice of it."""
        with self._changing(session_id) as (connection, session):
            session_rules.refuse_closed(session)
            session_rules.refuse_private(session)
            if practice is not None:
                session_rules.refuse_unasked(self._asked(connection, session), practice)
            yield connection, session

    @contextmanager
    def _voting(self, token: str) -> Iterator[tuple[Connection, Row[Any], Session]]:
        with self._store.writing() as connection:
            found = session_rows.of_token(connection, digest(token), lock=True)
            row = _participant(found)
            session_rows.lock(connection, row.session_id, shared=True)
            yield connection, row, _usable(_found(connection, row.session_id))

    def _become(self, session_id: str, kind: Kind, stamp: Stamp) -> None:
        with self._store.writing() as connection:
            session_rows.lock(connection, session_id)
            deletes = kind is Kind.DELETED
            if _found(connection, session_id).deleted is not deletes:
                session_rows.note(connection, session_id, kind, stamp)

    def _asked(self, connection: Connection, session: Session) -> Questionnaire:
        return self._store.questions(connection, session.questionnaire_digest)

    def _give_code(
        self,
        connection: Connection,
        session_id: str,
        kind: Kind,
        stamp: Stamp,
        lifetime: timedelta,
    ) -> None:
        drawn = iter(partial(new_code, self._draw), None)
        code = next(
            each for each in drawn if not session_rows.id_of_code(connection, each)
        )
        given = {"code": code, "until": stamp.at + lifetime}
        session_rows.note(connection, session_id, kind, stamp, given)


def _found(connection: Connection, session_id: str) -> KeptSession:
    found = session_rows.kept(connection, schema.session.c.id == session_id)
    if not found:
        raise SessionError(
            t(
                "There is no session {id}; expected the id of one that was opened here.",
                id=repr(session_id),
            )
        )
    return found[0]


def _usable(found: KeptSession) -> Session:
    if found.deleted:
        raise SessionError(t("The session is deleted; restore it before using it."))
    return found.session


def _participant(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise SessionError(
            t("This address belongs to nobody here; join again with the code.")
        )
    return row
