"""Store: assessments, their answers and what happened to them, append-only."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import URL, Connection, Row, Select

from advisor.assess.answers import Answer, AnswerSheet, Mode, Scope, closest
from advisor.assess.questionnaire import Questionnaire
from advisor.errors import StoreError
from advisor.language import mark, t
from advisor.store import engine, rows, schema
from advisor.store.records import (
    AssessmentRecord,
    AuditEntry,
    EventKind,
    Stamp,
    new_record,
    sheet_of,
    trail_of,
)

_DELETED: Final = mark(
    "{store}: assessment '{id}' is deleted; restore it before changing answers"
)
_FINISHED: Final = mark(
    "{store}: assessment '{id}' is finished; reopen it before changing answers"
)
_UNASKED: Final = mark("{store}: assessment '{id}' asks for no practice {practice}")
_DID_YOU_MEAN: Final = mark(
    "{store}: assessment '{id}' asks for no practice {practice}; did you mean {close}?"
)


class Store:
    """One database of assessments. Safe to share between threads and processes.

    Every method raises StoreError if the database cannot be used; those that take
    an assessment's id, also if there is none of that id.
    """

    def __init__(self, url: URL) -> None:
        self.name = engine.name_of(url)
        self._engine = engine.connect(url)
        self._writer = self._engine.execution_options(**{engine.WRITES: True})
        self._turn = engine.turns(url)
        self._questionnaires: dict[str, Questionnaire] = {}

    @classmethod
    def open(cls, url: str | None, folder: Path) -> Self:
        """Open the store at `url`, else the file in `folder`; make it if need be.

        Raises:
            StoreError: it cannot be used, or was written by a newer version.
        """
        store = cls(engine.locate(url, folder))
        try:
            with store.writing() as connection:
                schema.upgrade(connection, store.name)
        except StoreError:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def create(
        self, scope: Scope, questionnaire: Questionnaire, mode: Mode, stamp: Stamp
    ) -> AssessmentRecord:
        """Begin an assessment and keep the questions it asks."""
        record = new_record(scope, questionnaire, mode, stamp)
        with self.writing() as connection:
            rows.keep(connection, questionnaire, stamp)
            rows.begin(connection, record, stamp)
        return record

    def answer(
        self, assessment_id: str, practice: str, answer: Answer, stamp: Stamp
    ) -> None:
        """Add one answer, which stands in place of an earlier one.

        Raises:
            StoreError: the assessment is finished or deleted, or does not ask this.
        """
        self.answer_many(assessment_id, {practice: answer}, stamp)

    def answer_many(
        self,
        assessment_id: str,
        answers: Mapping[str, Answer],
        stamp: Stamp,
        source: str = "",
    ) -> None:
        """Add all of the answers or none; `source` notes where they were imported from.

        Raises:
            StoreError: the assessment is finished or deleted, or does not ask this.
        """
        with self.writing() as connection:
            record = self._unfinished(connection, assessment_id)
            self._refuse_unasked(connection, record, answers)
            rows.give(connection, record.id, answers, stamp)
            if source:
                more = {"detail": source}
                rows.note(connection, record.id, EventKind.IMPORTED, stamp, more)

    def undo(self, assessment_id: str, stamp: Stamp) -> str | None:
        """Take back the latest answer that still stands; return its practice.

        The practice then has the answer it had before, or none. Undoing again goes
        one answer further back; None says that nothing is left. An answer given
        after an undo is the latest again; what was taken back stays so.

        Raises:
            StoreError: the assessment is finished or deleted.
        """
        with self.writing() as connection:
            record = self._unfinished(connection, assessment_id)
            latest = rows.latest(connection, record.id)
            if latest is None:
                return None
            number, practice = latest
            more = {"answer": number}
            rows.note(connection, record.id, EventKind.UNDO, stamp, more)
            return practice

    def finish(self, assessment_id: str, stamp: Stamp) -> None:
        """Close the assessment to answers."""
        self._become(assessment_id, EventKind.FINISHED, stamp)

    def reopen(self, assessment_id: str, stamp: Stamp) -> None:
        """Open a finished assessment to answers again."""
        self._become(assessment_id, EventKind.REOPENED, stamp)

    def delete(self, assessment_id: str, stamp: Stamp) -> None:
        """Take the assessment off the list; nothing of it is lost."""
        self._become(assessment_id, EventKind.DELETED, stamp)

    def restore(self, assessment_id: str, stamp: Stamp) -> None:
        """Put a deleted assessment back on the list."""
        self._become(assessment_id, EventKind.RESTORED, stamp)

    def assessments(
        self, include_deleted: bool = False
    ) -> tuple[AssessmentRecord, ...]:
        """Return the assessments, newest first."""
        with self.reading() as connection:
            found = rows.counted(connection, rows.records(connection))
        return tuple(each for each in found if include_deleted or not each.deleted)

    def assessment(self, assessment_id: str) -> AssessmentRecord:
        """Return one assessment, deleted or not."""
        with self.reading() as connection:
            record = self._found(connection, assessment_id)
            return rows.counted(connection, [record])[0]

    def sheet(self, assessment_id: str) -> AnswerSheet:
        """Return the answers that stand, signed by who gave the latest of them."""
        with self.reading() as connection:
            record = self._found(connection, assessment_id)
            of_it = schema.answer.c.assessment_id == record.id
            return sheet_of(record, [*rows.given(connection, of_it, rows.STANDS)])

    def audit(self, assessment_id: str) -> tuple[AuditEntry, ...]:
        """Return everything that happened to the assessment, oldest first."""
        with self.reading() as connection:
            record = self._found(connection, assessment_id)
            of_it = schema.answer.c.assessment_id == record.id
            answers = rows.given(connection, of_it)
            return trail_of(record, rows.events(connection, record), answers)

    def questionnaire(self, digest: str) -> Questionnaire:
        """Return the questions of that digest, as they were when they were asked.

        Raises:
            StoreError: there are none, or they are no longer what was kept.
        """
        with self.reading() as connection:
            return self.questions(connection, digest)

    def questions(self, connection: Connection, digest: str) -> Questionnaire:
        """Return the questions of that digest, within a transaction."""
        if digest not in self._questionnaires:
            text = rows.content_of(connection, digest)
            if text is None or hashlib.sha256(text.encode()).hexdigest() != digest:
                wrong = t("changed since it was kept") if text else t("not kept here")
                raise StoreError(
                    t(
                        "{store}: questionnaire {digest}: {wrong}; "
                        "expected the content that has this digest",
                        store=self.name,
                        digest=digest[:12],
                        wrong=wrong,
                    )
                )
            self._questionnaires[digest] = Questionnaire.model_validate_json(text)
        return self._questionnaires[digest]

    def rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        """Return what a query finds."""
        with self.reading() as connection:
            return connection.execute(query).all()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads."""
        with engine.explained(self.name), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes: all of it is kept, or nothing."""
        with (
            engine.explained(self.name),
            self._turn,
            self._writer.begin() as connection,
        ):
            yield connection

    def _found(self, connection: Connection, assessment_id: str) -> AssessmentRecord:
        found = rows.records(connection, schema.assessment.c.id == assessment_id)
        if not found:
            raise StoreError(
                t(
                    "{store}: no assessment {id}; "
                    "expected the id of one that was begun here",
                    store=self.name,
                    id=repr(assessment_id),
                )
            )
        return found[0]

    def _locked(self, connection: Connection, assessment_id: str) -> AssessmentRecord:
        rows.lock(connection, assessment_id)
        return self._found(connection, assessment_id)

    def _unfinished(
        self, connection: Connection, assessment_id: str
    ) -> AssessmentRecord:
        record = self._locked(connection, assessment_id)
        which = {"store": self.name, "id": assessment_id}
        if record.deleted:
            raise StoreError(t(_DELETED, **which))
        if record.finished:
            raise StoreError(t(_FINISHED, **which))
        return record

    def _become(self, assessment_id: str, kind: EventKind, stamp: Stamp) -> None:
        field, value = rows.FLAGS[kind]
        with self.writing() as connection:
            record = self._locked(connection, assessment_id)
            if getattr(record, field) is not value:
                rows.note(connection, record.id, kind, stamp, {})

    def _refuse_unasked(
        self, connection: Connection, record: AssessmentRecord, ids: Iterable[str]
    ) -> None:
        asked = self.questions(connection, record.questionnaire_digest).practices
        for id_ in ids:
            if id_ not in asked:
                close = closest(id_, asked)
                told = t(
                    _DID_YOU_MEAN if close else _UNASKED,
                    store=self.name,
                    id=record.id,
                    practice=repr(id_),
                    close=repr(close),
                )
                raise StoreError(told)
