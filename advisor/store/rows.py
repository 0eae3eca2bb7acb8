"""Between rows and records: every statement that the store runs."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, exists, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from advisor import content
from advisor.assess.answers import Answer, Scope
from advisor.assess.questionnaire import Questionnaire, Rung
from advisor.store.records import (
    AssessmentRecord,
    AuditEntry,
    EventKind,
    GivenAnswer,
    Stamp,
)
from advisor.store.schema import answer, assessment, event, questionnaire

# What an event makes of an assessment; the latest one of a field counts.
FLAGS: Final[Mapping[EventKind, tuple[str, bool]]] = {
    EventKind.FINISHED: ("finished", True),
    EventKind.REOPENED: ("finished", False),
    EventKind.DELETED: ("deleted", True),
    EventKind.RESTORED: ("deleted", False),
}

STANDS: Final = ~exists().where(event.c.answer == answer.c.seq)

_INSERT: Final[Mapping[str, Callable[..., Any]]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


def keep(connection: Connection, asked: Questionnaire, stamp: Stamp) -> None:
    """Keep the questions, unless they are kept already."""
    statement = _INSERT[connection.dialect.name](questionnaire).values(
        digest=asked.digest, content=content.canonical(asked), at=stamp.at
    )
    connection.execute(statement.on_conflict_do_nothing())


def content_of(connection: Connection, digest: str) -> str | None:
    """Return the text of the questions that have the digest."""
    query = select(questionnaire.c.content).where(questionnaire.c.digest == digest)
    return connection.scalar(query)


def begin(connection: Connection, record: AssessmentRecord, stamp: Stamp) -> None:
    """Add an assessment."""
    connection.execute(
        insert(assessment).values(
            id=record.id,
            scope_kind=record.scope.kind,
            scope_name=record.scope.name,
            questionnaire_id=record.questionnaire_id,
            questionnaire_digest=record.questionnaire_digest,
            mode=record.mode,
            created_at=record.created_at,
            created_by=record.created_by,
        )
    )
    note(connection, record.id, EventKind.CREATED, stamp, {"detail": record.mode})


def give(
    connection: Connection, id_: str, answers: Mapping[str, Answer], stamp: Stamp
) -> None:
    """Add answers to an assessment."""
    common = {
        "assessment_id": id_,
        "respondent": stamp.by,
        "role": stamp.role,
        "at": stamp.at,
    }
    rows = [
        common | {"practice": practice} | given.model_dump()
        for practice, given in answers.items()
    ]
    if rows:
        connection.execute(insert(answer), rows)


def note(
    connection: Connection,
    id_: str,
    kind: EventKind,
    stamp: Stamp,
    more: Mapping[str, Any],
) -> None:
    """Add an event; `more` may hold a `detail` and the `answer` it takes back."""
    row = {"assessment_id": id_, "kind": kind, "detail": "", **stamp.model_dump()}
    connection.execute(insert(event).values({**row, **more}))


def lock(connection: Connection, id_: str) -> None:
    """Let nobody else write to the assessment until the transaction ends."""
    connection.execute(
        select(assessment.c.id).where(assessment.c.id == id_).with_for_update()
    )


def latest(connection: Connection, id_: str) -> tuple[int, str] | None:
    """Return number and practice of the latest answer that stands."""
    query = (
        select(answer.c.seq, answer.c.practice)
        .where(answer.c.assessment_id == id_, STANDS)
        .order_by(answer.c.seq.desc())
        .limit(1)
    )
    found = connection.execute(query).first()
    return (found.seq, found.practice) if found else None


def records(
    connection: Connection, *which: ColumnElement[bool]
) -> list[AssessmentRecord]:
    """Return the assessments, newest first, their answers not counted."""
    flags = _flags(connection, *which)
    first = (
        select(func.min(event.c.seq))
        .where(event.c.assessment_id == assessment.c.id)
        .scalar_subquery()
    )
    query = (
        select(assessment)
        .where(*which)
        .order_by(assessment.c.created_at.desc(), first.desc())
    )
    return [
        AssessmentRecord(
            id=row.id,
            scope=Scope(kind=row.scope_kind, name=row.scope_name),
            questionnaire_id=row.questionnaire_id,
            questionnaire_digest=row.questionnaire_digest,
            mode=row.mode,
            created_at=row.created_at,
            created_by=row.created_by,
            **flags[row.id],
        )
        for row in connection.execute(query)
    ]


def counted(
    connection: Connection, found: Sequence[AssessmentRecord]
) -> tuple[AssessmentRecord, ...]:
    """Return the assessments with the number of practices that are answered."""
    rank = func.row_number().over(
        partition_by=(answer.c.assessment_id, answer.c.practice),
        order_by=answer.c.seq.desc(),
    )
    ids = [record.id for record in found]
    standing = (
        select(answer.c.assessment_id, answer.c.rung, rank.label("rank"))
        .where(answer.c.assessment_id.in_(ids), STANDS)
        .subquery()
    )
    query = (
        select(standing.c.assessment_id, func.count().label("answered"))
        .where(standing.c.rank == 1, standing.c.rung != Rung.UNKNOWN)
        .group_by(standing.c.assessment_id)
    )
    counts = {row.assessment_id: row.answered for row in connection.execute(query)}
    return tuple(
        record.model_copy(update={"answered": counts.get(record.id, 0)})
        for record in found
    )


def given(connection: Connection, *which: ColumnElement[bool]) -> Iterator[GivenAnswer]:
    """Yield the answers, oldest first."""
    query = select(answer).where(*which).order_by(answer.c.seq)
    for row in connection.execute(query):
        yield GivenAnswer(
            practice=row.practice,
            answer=Answer(rung=row.rung, reason=row.reason, note=row.note),
            stamp=Stamp(at=row.at, by=row.respondent, role=row.role),
        )


def events(connection: Connection, record: AssessmentRecord) -> Iterator[AuditEntry]:
    """Yield what happened to an assessment besides answers, oldest first."""
    query = (
        select(event, answer.c.practice, answer.c.rung)
        .join_from(event, answer, event.c.answer == answer.c.seq, isouter=True)
        .where(event.c.assessment_id == record.id)
        .order_by(event.c.seq)
    )
    for row in connection.execute(query):
        yield AuditEntry(
            kind=row.kind,
            at=row.at,
            by=row.by,
            role=row.role,
            practice=row.practice or "",
            rung=row.rung,
            detail=row.detail,
            questionnaire_digest=record.questionnaire_digest,
        )


def _flags(
    connection: Connection, *which: ColumnElement[bool]
) -> Mapping[str, Mapping[str, bool]]:
    query = (
        select(event.c.assessment_id, event.c.kind)
        .join_from(event, assessment)
        .where(event.c.kind.in_(FLAGS), *which)
        .order_by(event.c.seq)
    )
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for id_, kind in connection.execute(query):
        field, value = FLAGS[EventKind(kind)]
        found[id_][field] = value
    return found
