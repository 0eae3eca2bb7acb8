"""The tables, and the steps that bring an older store up to date.

Rows are only ever added. What is taken back is taken back by a later row.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    func,
    insert,
    select,
    text,
)

from advisor.errors import StoreError
from advisor.language import t


class Instant(TypeDecorator[datetime]):
    """A moment with a time zone, kept as UTC because SQLite knows no zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        """Return the moment in UTC, without its zone."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(
        self, value: datetime | None, _: Dialect
    ) -> datetime | None:
        """Return the moment with its zone, UTC."""
        return value.replace(tzinfo=UTC) if value else None


class Prose(TypeDecorator[str]):
    """Any text but the NUL character, which Postgres cannot hold."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _: Dialect) -> str | None:
        """Return the text; raise StoreError if NUL is in it."""
        if value and "\x00" in value:
            start = repr(value[:40])
            raise StoreError(t("text {start}: a NUL character; remove it", start=start))
        return value


metadata = MetaData()
_Number: Final = BigInteger().with_variant(Integer, "sqlite")

questionnaire: Final = Table(
    "questionnaire",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("content", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
assessment: Final = Table(
    "assessment",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("scope_kind", Prose, nullable=False),
    Column("scope_name", Prose, nullable=False),
    Column("questionnaire_id", Prose, nullable=False),
    Column("questionnaire_digest", ForeignKey("questionnaire.digest"), nullable=False),
    Column("mode", Prose, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Prose, nullable=False),
)
answer: Final = Table(
    "answer",
    metadata,
    Column("seq", _Number, primary_key=True, autoincrement=True),
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False),
    Column("practice", Prose, nullable=False),
    Column("rung", Prose, nullable=False),
    Column("reason", Prose, nullable=False),
    Column("note", Prose, nullable=False),
    Column("respondent", Prose, nullable=False),
    Column("role", Prose, nullable=False),
    Column("at", Instant, nullable=False),
    Index("answers_of_assessment", "assessment_id", "practice", "seq"),
    sqlite_autoincrement=True,
)
event: Final = Table(
    "event",
    metadata,
    Column("seq", _Number, primary_key=True, autoincrement=True),
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False),
    Column("kind", Prose, nullable=False),
    # Only of an undo: the answer it takes back, which it can do once.
    Column("answer", ForeignKey("answer.seq"), unique=True),
    Column("detail", Prose, nullable=False),
    Column("by", Prose, nullable=False),
    Column("role", Prose, nullable=False),
    Column("at", Instant, nullable=False),
    Index("events_of_assessment", "assessment_id", "seq"),
    sqlite_autoincrement=True,
)

session: Final = Table(
    "session",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("plan", Prose, nullable=False),
    Column("questionnaire_digest", ForeignKey("questionnaire.digest"), nullable=False),
)
# How a session stands is what its events, told in their order, make of it.
session_event: Final = Table(
    "session_event",
    metadata,
    Column("seq", _Number, primary_key=True, autoincrement=True),
    Column("session_id", ForeignKey("session.id"), nullable=False),
    Column("kind", Prose, nullable=False),
    Column("practice", Prose, nullable=False),
    # A code is given out once and never again, not even to another session.
    Column("code", String(8), unique=True),
    Column("until", Instant),
    Column("detail", Prose, nullable=False),
    Column("by", Prose, nullable=False),
    Column("role", Prose, nullable=False),
    Column("at", Instant, nullable=False),
    Index("events_of_session", "session_id", "seq"),
    sqlite_autoincrement=True,
)
participant: Final = Table(
    "participant",
    metadata,
    Column("seq", _Number, primary_key=True, autoincrement=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("session_id", ForeignKey("session.id"), nullable=False),
    Column("name", Prose, nullable=False),
    Column("role", Prose, nullable=False),
    Column("token_digest", String(64), nullable=False, unique=True),
    Column("joined_at", Instant, nullable=False),
    Index("participants_of_session", "session_id", "seq"),
    sqlite_autoincrement=True,
)
vote: Final = Table(
    "vote",
    metadata,
    Column("seq", _Number, primary_key=True, autoincrement=True),
    Column("participant", ForeignKey("participant.seq"), nullable=False),
    Column("round", Integer, nullable=False),
    Column("practice", Prose, nullable=False),
    Column("rung", Prose, nullable=False),
    Column("reason", Prose, nullable=False),
    Column("note", Prose, nullable=False),
    Column("at", Instant, nullable=False),
    Index("votes_of_participant", "participant", "round", "practice", "seq"),
    sqlite_autoincrement=True,
)
vote_taken_back: Final = Table(
    "vote_taken_back",
    metadata,
    Column("vote", ForeignKey("vote.seq"), primary_key=True),
    Column("at", Instant, nullable=False),
)
# The one table that forgets: a wrong code is of no interest once its time is over.
wrong_code: Final = Table(
    "wrong_code",
    metadata,
    Column("seq", _Number, primary_key=True, autoincrement=True),
    Column("origin_digest", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Index("wrong_codes_in_time", "at"),
)

_versions: Final = MetaData()
schema_version: Final = Table(
    "schema_version", _versions, Column("version", Integer, primary_key=True)
)

_TABLES: Final = (
    (questionnaire, assessment, answer, event),
    (session, session_event, participant, vote, vote_taken_back, wrong_code),
)

# Step n brings a store from version n - 1 to version n. Steps are only added.
STEPS: Final[tuple[Callable[[Connection], None], ...]] = tuple(
    partial(metadata.create_all, tables=tables) for tables in _TABLES
)

# Of two that open an empty store at once, one waits. On SQLite the transaction
# itself sees to that.
_ALONE: Final[Mapping[str, Any]] = {
    "postgresql": text("SELECT pg_advisory_xact_lock(4711202601)")
}


def upgrade(connection: Connection, name: str) -> None:
    """Bring the store up to date; raise StoreError if it is newer than this program."""
    if connection.dialect.name in _ALONE:
        connection.execute(_ALONE[connection.dialect.name])
    _versions.create_all(connection)
    version = connection.scalar(select(func.max(schema_version.c.version))) or 0
    if version > len(STEPS):
        raise StoreError(
            t(
                "{store}: written by a newer version of this program (store version "
                "{version}, expected at most {most}); upgrade the program",
                store=name,
                version=version,
                most=len(STEPS),
            )
        )
    for number, step in enumerate(STEPS[version:], version + 1):
        step(connection)
        connection.execute(insert(schema_version).values(version=number))
