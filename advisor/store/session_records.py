"""What the store takes and gives of a session, and how its events add up."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from pydantic import AwareDatetime

from advisor.content import Value
from advisor.session.session import Decision, Participant, Plan, Session, Stage


class SessionEventKind(StrEnum):
    """What can happen to a session."""

    OPENED = "opened"
    CODE_RENEWED = "code_renewed"
    JOINED = "joined"
    REVEALED = "revealed"
    TALKED_ABOUT = "talked_about"
    VOTE_OPENED = "vote_opened"
    VOTE_CLOSED = "vote_closed"
    DECIDED = "decided"
    UNDECIDED = "undecided"
    CLOSED = "closed"
    DELETED = "deleted"
    RESTORED = "restored"


class SessionEvent(Value):
    """One event as it is kept; what does not belong to its kind is empty."""

    kind: SessionEventKind
    practice: str = ""
    code: str | None = None
    until: AwareDatetime | None = None
    detail: str = ""
    by: str
    role: str = ""
    at: AwareDatetime


class SessionEntry(Value):
    """One thing that happened to a session, for the audit trail; never an answer."""

    kind: SessionEventKind
    at: AwareDatetime
    by: str
    role: str = ""
    practice: str = ""
    detail: str = ""
    decision: Decision | None = None


class Progress(Value):
    """How far a participant is; what was answered is not said.

    `answered` counts the practices answered in the first round, `unknown` among them.
    `voted` tells whether the participant has voted on the practice whose second vote is
    open. `last_at` is when the latest standing answer was given.
    """

    participant: Participant
    answered: int = 0
    voted: bool = False
    last_at: AwareDatetime | None = None


class KeptSession(Value):
    """A session as it stands, with what its events say beside it."""

    session: Session
    deleted: bool = False
    decisions: tuple[Decision, ...] = ()


def told(
    id_: str, plan: Plan, digest: str, events: Iterable[SessionEvent]
) -> KeptSession:
    """Return what the events of a session, in their order, make of it."""
    state: dict[str, Any] = {"revotes": frozenset()}
    decisions: dict[str, Decision] = {}
    deleted = False
    for event in events:
        state |= _EFFECTS.get(event.kind, _nothing)(state, event)
        deleted = _DELETES.get(event.kind, deleted)
        if event.kind in _DECIDES:
            decisions.pop(event.practice, None)
        if event.kind is SessionEventKind.DECIDED:
            decisions[event.practice] = Decision.model_validate_json(event.detail)
    session = Session(id=id_, plan=plan, questionnaire_digest=digest, **state)
    return KeptSession(
        session=session, deleted=deleted, decisions=tuple(decisions.values())
    )


def entry_of(event: SessionEvent) -> SessionEntry:
    """Return an event as the audit trail tells it."""
    decided = event.kind is SessionEventKind.DECIDED
    return SessionEntry(
        kind=event.kind,
        at=event.at,
        by=event.by,
        role=event.role,
        practice=event.practice,
        detail="" if decided else event.detail,
        decision=Decision.model_validate_json(event.detail) if decided else None,
    )


def entry_of_joining(participant: Participant) -> SessionEntry:
    """Return the joining of a participant as the audit trail tells it."""
    return SessionEntry(
        kind=SessionEventKind.JOINED,
        at=participant.joined_at,
        by=participant.name,
        role=participant.role,
    )


_State = Mapping[str, Any]


def _nothing(_: _State, __: SessionEvent) -> dict[str, Any]:
    return {}


def _opened(_: _State, event: SessionEvent) -> dict[str, Any]:
    coded = {"code": event.code, "expires_at": event.until}
    return {"opened_at": event.at, "opened_by": event.by, **coded}


def _vote_closed(state: _State, event: SessionEvent) -> dict[str, Any]:
    return {"voting": None, "revotes": state["revotes"] | {event.practice}}


def _closed(_: _State, event: SessionEvent) -> dict[str, Any]:
    over: dict[str, datetime | None] = {"topic": None, "timer_until": None}
    return {"stage": Stage.CLOSED, "assessment": event.detail, **over}


_EFFECTS: Final[
    Mapping[SessionEventKind, Callable[[_State, SessionEvent], dict[str, Any]]]
] = {
    SessionEventKind.OPENED: _opened,
    SessionEventKind.CODE_RENEWED: lambda _, event: {
        "code": event.code,
        "expires_at": event.until,
    },
    SessionEventKind.REVEALED: lambda _, __: {"stage": Stage.REVEALED},
    SessionEventKind.TALKED_ABOUT: lambda _, event: {
        "topic": event.practice or None,
        "timer_until": event.until,
    },
    SessionEventKind.VOTE_OPENED: lambda _, event: {"voting": event.practice},
    SessionEventKind.VOTE_CLOSED: _vote_closed,
    SessionEventKind.CLOSED: _closed,
}
_DELETES: Final = {SessionEventKind.DELETED: True, SessionEventKind.RESTORED: False}
_DECIDES: Final = (SessionEventKind.DECIDED, SessionEventKind.UNDECIDED)
