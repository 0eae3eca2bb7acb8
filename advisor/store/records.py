"""What the store takes and gives: frozen values."""

import uuid
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from pydantic import AwareDatetime

from advisor.assess.answers import Answer, AnswerSheet, Label, Mode, Scope, Words
from advisor.assess.questionnaire import Questionnaire, Rung
from advisor.content import Value


class EventKind(StrEnum):
    """What can happen to an assessment."""

    CREATED = "created"
    ANSWERED = "answered"
    UNDO = "undo"
    IMPORTED = "imported"
    FINISHED = "finished"
    REOPENED = "reopened"
    DELETED = "deleted"
    RESTORED = "restored"


class Stamp(Value):
    """Who does something, in which role, and when (any time zone; kept as UTC)."""

    at: AwareDatetime
    by: Label
    role: Words = ""


class AssessmentRecord(Value):
    """An assessment as the list shows it.

    `answered` counts the practices whose standing answer is not `unknown`.
    """

    id: str
    scope: Scope
    questionnaire_id: str
    questionnaire_digest: str
    mode: Mode
    created_at: AwareDatetime
    created_by: str
    finished: bool = False
    deleted: bool = False
    answered: int = 0


class GivenAnswer(Value):
    """An answer with who gave it, in which role, and when."""

    practice: str
    answer: Answer
    stamp: Stamp


class AuditEntry(Value):
    """One thing that happened to an assessment, under which questions."""

    kind: EventKind
    at: AwareDatetime
    by: str
    role: str = ""
    practice: str = ""
    rung: Rung | None = None
    detail: str = ""
    questionnaire_digest: str


def new_record(
    scope: Scope, questionnaire: Questionnaire, mode: Mode, stamp: Stamp
) -> AssessmentRecord:
    """Return the record of an assessment that begins now, under an id of its own."""
    return AssessmentRecord(
        id=str(uuid.uuid4()),
        scope=scope,
        questionnaire_id=questionnaire.id,
        questionnaire_digest=questionnaire.digest,
        mode=mode,
        created_at=stamp.at,
        created_by=stamp.by,
    )


def sheet_of(record: AssessmentRecord, given: Sequence[GivenAnswer]) -> AnswerSheet:
    """Return the sheet of standing answers, oldest first; the latest one signs it."""
    last = given[-1].stamp if given else None
    return AnswerSheet(
        questionnaire=record.questionnaire_id,
        questionnaire_digest=record.questionnaire_digest,
        scope=record.scope,
        answered_on=last.at.date() if last else None,
        respondent=last.by if last else "",
        role=last.role if last else "",
        answers={each.practice: each.answer for each in given},
    )


def trail_of(
    record: AssessmentRecord, events: Iterable[AuditEntry], given: Iterable[GivenAnswer]
) -> tuple[AuditEntry, ...]:
    """Return events and answers as one trail, oldest first."""
    trail = [*events, *(_answered(record, each) for each in given)]
    return tuple(sorted(trail, key=lambda entry: (entry.at, _ORDER[entry.kind])))


def _answered(record: AssessmentRecord, given: GivenAnswer) -> AuditEntry:
    return AuditEntry(
        kind=EventKind.ANSWERED,
        at=given.stamp.at,
        by=given.stamp.by,
        role=given.stamp.role,
        practice=given.practice,
        rung=given.answer.rung,
        detail=given.answer.note or given.answer.reason,
        questionnaire_digest=record.questionnaire_digest,
    )


# What bears the same moment is told in the order in which it can have happened.
_ORDER: Final = {kind: number for number, kind in enumerate(EventKind)}
