"""Between rows and sessions: every statement about sessions that the store runs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    distinct,
    exists,
    func,
    insert,
    select,
)

from advisor import content
from advisor.assess.answers import Answer
from advisor.session.session import FIRST, SECOND, Ballot, Participant, Plan
from advisor.store import schema
from advisor.store.records import Stamp
from advisor.store.schema import participant, session, session_event, vote
from advisor.store.session_records import (
    KeptSession,
    Progress,
    SessionEvent,
    SessionEventKind,
    told,
)

_ANSWER: Final = tuple(Answer.model_fields)
_STANDS: Final = ~exists().where(schema.vote_taken_back.c.vote == vote.c.seq)


def begin(connection: Connection, id_: str, plan: Plan, digest: str) -> None:
    """Add a session."""
    row = {"id": id_, "plan": content.canonical(plan), "questionnaire_digest": digest}
    connection.execute(insert(session).values(row))


def note(
    connection: Connection,
    id_: str,
    kind: SessionEventKind,
    stamp: Stamp,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Add an event; `more` may hold `practice`, `code`, `until` and `detail`."""
    row = {"session_id": id_, "kind": kind, "practice": "", "detail": ""}
    row |= stamp.model_dump()
    connection.execute(insert(session_event).values({**row, **more}))


def lock(connection: Connection, id_: str, shared: bool = False) -> None:
    """Let nobody else change the session until the transaction ends.

    Those who vote share the lock: they wait for the facilitator, not for each other.
    """
    connection.execute(
        select(session.c.id).where(session.c.id == id_).with_for_update(read=shared)
    )


def kept(
    connection: Connection, *which: ColumnElement[bool]
) -> tuple[KeptSession, ...]:
    """Return sessions as they stand, newest first."""
    happened = events(connection, *which)
    found = [
        told(row.id, Plan.model_validate_json(row.plan), row.questionnaire_digest, each)
        for row in connection.execute(select(session).where(*which))
        if (each := happened[row.id])
    ]
    newest = {id_: number for number, id_ in enumerate(happened)}
    return tuple(
        sorted(
            found,
            key=lambda each: (each.session.opened_at, newest[each.session.id]),
            reverse=True,
        )
    )


def events(
    connection: Connection, *which: ColumnElement[bool]
) -> Mapping[str, list[SessionEvent]]:
    """Return the events of sessions by session, each and all oldest first."""
    query = (
        select(session_event)
        .join_from(session_event, session)
        .where(*which)
        .order_by(session_event.c.seq)
    )
    found: dict[str, list[SessionEvent]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        fields = {name: row[name] for name in SessionEvent.model_fields}
        found[row["session_id"]].append(SessionEvent.model_validate(fields))
    return found


def id_of_code(connection: Connection, code: str) -> str | None:
    """Return the session to which a code was once given out."""
    return connection.scalar(
        select(session_event.c.session_id).where(session_event.c.code == code)
    )


def join(
    connection: Connection, id_: str, joining: Participant, token_digest: str
) -> None:
    """Add a participant."""
    row = joining.model_dump() | {"session_id": id_, "token_digest": token_digest}
    connection.execute(insert(participant).values(row))


def participants(connection: Connection, id_: str) -> Iterator[Participant]:
    """Yield who joined a session, in the order of joining."""
    query = (
        select(participant)
        .where(participant.c.session_id == id_)
        .order_by(participant.c.seq)
    )
    for row in connection.execute(query):
        yield participant_of(row)


def of_token(
    connection: Connection, token_digest: str, lock: bool = False
) -> Row[Any] | None:
    """Return the participant to whom a token was given, with number and session.

    With the lock, what one participant sends twice at once is done one by one.
    """
    query = select(participant).where(participant.c.token_digest == token_digest)
    return connection.execute(query.with_for_update() if lock else query).first()


def participant_of(row: Row[Any]) -> Participant:
    """Return the participant of a row."""
    return Participant(id=row.id, name=row.name, role=row.role, joined_at=row.joined_at)


def cast(
    connection: Connection,
    place: Mapping[str, Any],
    given: Answer,
    at: datetime,
) -> None:
    """Add a vote at a place (participant, round, practice), unless it stands there."""
    columns = [vote.c[name] for name in _ANSWER]
    standing = connection.execute(_latest(place, *columns)).mappings().first()
    if standing is None or dict(standing) != given.model_dump():
        connection.execute(insert(vote).values(**place, **given.model_dump(), at=at))


def take_back(
    connection: Connection, place: Mapping[str, Any], at: datetime
) -> str | None:
    """Take back the latest vote that stands at a place; return its practice."""
    latest = connection.execute(_latest(place, vote.c.seq, vote.c.practice)).first()
    if latest is None:
        return None
    row = {"vote": latest.seq, "at": at}
    connection.execute(insert(schema.vote_taken_back).values(row))
    return str(latest.practice)


def _latest(place: Mapping[str, Any], *columns: ColumnElement[Any]) -> Select[Any]:
    there = (vote.c[name] == value for name, value in place.items())
    return select(*columns).where(*there, _STANDS).order_by(vote.c.seq.desc()).limit(1)


def ballots(
    connection: Connection, number: int, *which: ColumnElement[bool]
) -> tuple[Ballot, ...]:
    """Return what stands in a round of those participants who answered in it."""
    query = (
        select(*(vote.c[name] for name in ("participant", "practice", *_ANSWER)))
        .join_from(vote, participant)
        .where(*which, vote.c.round == number, _STANDS)
        .order_by(vote.c.seq)
    )
    # Most answers are the same few; each is checked once.
    answer_of = cache(lambda *given: Answer(**dict(zip(_ANSWER, given, strict=True))))
    answers: dict[int, dict[str, Answer]] = defaultdict(dict)
    for who, practice, *given in connection.execute(query):
        answers[who][practice] = answer_of(*given)
    people = select(participant).where(*which).order_by(participant.c.seq)
    return tuple(
        Ballot(participant=participant_of(row), round=number, answers=answers[row.seq])
        for row in connection.execute(people)
        if row.seq in answers
    )


def progress(
    connection: Connection, id_: str, voting: str | None
) -> tuple[Progress, ...]:
    """Return how far the participants of a session are, in the order of joining."""
    first = case((vote.c.round == FIRST, vote.c.practice))
    open_now = and_(vote.c.round == SECOND, vote.c.practice == (voting or ""))
    query = (
        select(
            participant,
            func.count(distinct(first)).label("answered"),
            func.max(case((open_now, 1), else_=0)).label("voted"),
            func.max(vote.c.at).label("last_at"),
        )
        .join_from(
            participant,
            vote,
            and_(vote.c.participant == participant.c.seq, _STANDS),
            isouter=True,
        )
        .where(participant.c.session_id == id_)
        .group_by(participant.c.seq)
        .order_by(participant.c.seq)
    )
    return tuple(
        Progress(
            participant=participant_of(row),
            answered=row.answered,
            voted=bool(row.voted),
            last_at=row.last_at,
        )
        for row in connection.execute(query)
    )
