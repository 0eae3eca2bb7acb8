"""The store keeps every answer: the same contract on each database."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import Table, insert, select, update
from store_builders import ASKED, SCOPE, START, Address, at, begun, law, steps

from advisor.assess.answers import Answer, Mode, Scope, ScopeKind
from advisor.assess.questionnaire import Rung
from advisor.errors import StoreError
from advisor.store import history, schema
from advisor.store.records import EventKind, Stamp
from advisor.store.store import Store

TABLES = (schema.questionnaire, schema.assessment, schema.answer, schema.event)


def kept(store: Store) -> Mapping[str, list[tuple[Any, ...]]]:
    """Return all the rows there are, by table, in the order of their keys."""
    return {table.name: _rows(store, table) for table in TABLES}


def _rows(store: Store, table: Table) -> list[tuple[Any, ...]]:
    query = select(table).order_by(*table.primary_key.columns)
    return [tuple(row) for row in store.rows(query)]


@law
@given(steps=steps)
def test_the_sheet_is_what_a_stack_of_answers_says(
    store: Store, steps: list[dict[str, Answer] | None]
) -> None:
    id_ = begun(store)
    stack: list[tuple[str, Answer]] = []

    for minutes, step in enumerate(steps, 1):
        if step is None:
            expected = stack.pop()[0] if stack else None
            assert store.undo(id_, at(minutes)) == expected
        else:
            store.answer_many(id_, step, at(minutes))
            stack += step.items()
        assert store.sheet(id_).answers == dict(stack)

    known = [each for each in dict(stack).values() if each.rung != Rung.UNKNOWN]
    assert store.assessment(id_).answered == len(known)


@law
@given(steps=steps)
def test_nothing_that_was_written_changes_or_goes(
    store: Store, steps: list[dict[str, Answer] | None]
) -> None:
    id_ = begun(store)
    changes = (store.finish, store.delete, store.restore, store.reopen, store.delete)
    writes: list[Callable[..., object]] = [
        partial(store.undo, id_)
        if step is None
        else partial(store.answer_many, id_, step, source="a.csv")
        for step in steps
    ]
    writes += [partial(change, id_) for change in changes]

    for minutes, write in enumerate(writes, 1):
        before = kept(store)
        write(stamp=at(minutes))
        after = kept(store)
        for table, rows in before.items():
            assert set(rows) <= set(after[table])


@law
@given(
    note=st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    offset=st.integers(-14 * 60, 14 * 60),
    microsecond=st.integers(0, 999_999),
)
def test_texts_and_moments_come_back_as_they_were(
    store: Store, note: str, offset: int, microsecond: int
) -> None:
    zone = timezone(timedelta(minutes=offset))
    moment = datetime(2026, 3, 1, 12, 30, 1, microsecond, zone)
    id_ = begun(store)
    given_ = Answer(rung=Rung.NOT_APPLICABLE, reason="-" + note, note=note)

    store.answer(id_, "data.a", given_, Stamp(at=moment, by="Zoë", role=note))

    sheet = store.sheet(id_)
    assert sheet.answers == {"data.a": given_}
    assert (sheet.respondent, sheet.role) == ("Zoë", note)
    assert sheet.answered_on == moment.astimezone(UTC).date()
    assert store.audit(id_)[-1].at == moment


def test_a_stamp_says_who_and_when_beyond_doubt() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        Stamp(at=datetime(2026, 1, 1), by="Ada")
    with pytest.raises(ValidationError, match="at least 1 character"):
        Stamp(at=START, by=" ")


def test_assessments_are_listed_newest_first(store: Store) -> None:
    first = begun(store, minutes=5)
    older = begun(store, minutes=1)
    at_the_same_moment = begun(store, minutes=5)

    assert [each.id for each in store.assessments()] == [
        at_the_same_moment,
        first,
        older,
    ]


def test_a_record_says_what_the_list_shows(store: Store) -> None:
    scope = Scope(kind=ScopeKind.MODEL, name="Churn")
    created = store.create(scope, ASKED, Mode.QUICK, at(0, "Ada", "lead"))
    store.answer(created.id, "data.a", Answer(rung=Rung.NONE), at(1))
    store.answer(created.id, "data.b", Answer(note="later"), at(2))

    (record,) = store.assessments()

    assert record == created.model_copy(update={"answered": 1})
    assert record == store.assessment(created.id)
    assert (record.scope, record.mode, record.created_by) == (scope, "quick", "Ada")
    assert record.created_at == START
    assert record.questionnaire_digest == ASKED.digest


def test_a_blank_assessment_has_a_blank_sheet(store: Store) -> None:
    sheet = store.sheet(begun(store))

    assert (sheet.answers, sheet.answered_on, sheet.respondent) == ({}, None, "")
    assert (sheet.questionnaire, sheet.scope) == (ASKED.id, SCOPE)
    assert sheet.questionnaire_digest == ASKED.digest


def test_the_latest_answer_signs_the_sheet(store: Store) -> None:
    id_ = begun(store)
    store.answer(id_, "data.a", Answer(rung=Rung.NONE), at(1, "Ada", "lead"))
    store.answer(id_, "data.b", Answer(rung=Rung.NONE), at(60 * 24, "Bob", "ops"))

    assert store.sheet(id_).respondent == "Bob"
    store.undo(id_, at(60 * 25))

    sheet = store.sheet(id_)
    assert (sheet.respondent, sheet.role) == ("Ada", "lead")
    assert sheet.answered_on == date(2026, 1, 5)


def test_undo_goes_back_answer_by_answer_and_never_over_what_was_taken_back(
    store: Store,
) -> None:
    id_ = begun(store)
    store.answer(id_, "data.a", Answer(rung=Rung.NONE), at(1))
    store.answer(id_, "data.a", Answer(rung=Rung.BY_HAND), at(2))
    assert store.undo(id_, at(3)) == "data.a"
    assert store.sheet(id_).rung("data.a") is Rung.NONE

    store.answer(id_, "data.b", Answer(rung=Rung.AUTOMATED), at(4))

    assert [store.undo(id_, at(5)) for _ in range(3)] == ["data.b", "data.a", None]
    assert store.sheet(id_).answers == {}


def test_an_answer_to_what_is_not_asked_keeps_none_of_the_others(store: Store) -> None:
    id_ = begun(store)
    answers = {"data.a": Answer(rung=Rung.NONE), "data.bb": Answer(rung=Rung.NONE)}

    with pytest.raises(StoreError, match=r"'data\.bb'; did you mean 'data\.b'\?"):
        store.answer_many(id_, answers, at(1))

    assert store.sheet(id_).answers == {}


def test_a_text_that_a_database_cannot_hold_keeps_none_of_the_others(
    store: Store,
) -> None:
    id_ = begun(store)
    answers = {"data.a": Answer(rung=Rung.NONE), "data.b": Answer(note="a\x00b")}

    with pytest.raises(StoreError, match=r"'a\\x00b': a NUL character; remove it"):
        store.answer_many(id_, answers, at(1))

    assert store.sheet(id_).answers == {}


@pytest.mark.parametrize(
    ("close", "open_again", "remedy"),
    [
        (Store.finish, Store.reopen, "is finished; reopen it"),
        (Store.delete, Store.restore, "is deleted; restore it"),
    ],
    ids=["finished", "deleted"],
)
def test_a_closed_assessment_takes_no_answers_until_it_is_opened_again(
    store: Store,
    close: Callable[[Store, str, Stamp], None],
    open_again: Callable[[Store, str, Stamp], None],
    remedy: str,
) -> None:
    id_ = begun(store)
    store.answer(id_, "data.a", Answer(rung=Rung.NONE), at(1))
    close(store, id_, at(2))

    with pytest.raises(StoreError, match=remedy):
        store.answer(id_, "data.a", Answer(rung=Rung.BY_HAND), at(3))
    with pytest.raises(StoreError, match=remedy):
        store.undo(id_, at(3))
    open_again(store, id_, at(4))
    store.answer(id_, "data.b", Answer(rung=Rung.BY_HAND), at(5))

    assert store.sheet(id_).rungs == {"data.a": Rung.NONE, "data.b": Rung.BY_HAND}


def test_a_deleted_assessment_is_off_the_list_and_comes_back_whole(
    store: Store,
) -> None:
    id_ = begun(store)
    store.answer(id_, "data.a", Answer(rung=Rung.NONE), at(1))
    whole = store.assessment(id_)

    store.delete(id_, at(2))

    assert store.assessments() == ()
    assert [each.deleted for each in store.assessments(include_deleted=True)] == [True]
    assert store.sheet(id_).rungs == {"data.a": Rung.NONE}
    store.restore(id_, at(3))
    assert store.assessments() == (whole,)


def test_doing_twice_what_is_done_leaves_one_trace(store: Store) -> None:
    id_ = begun(store)

    for change in (store.reopen, store.finish, store.finish, store.delete):
        change(id_, at(1))
    store.delete(id_, at(2))

    kinds = [entry.kind for entry in store.audit(id_)]
    assert kinds == [EventKind.CREATED, EventKind.FINISHED, EventKind.DELETED]
    assert store.assessment(id_).finished


def test_the_audit_tells_who_did_what_when_and_under_which_questions(
    store: Store,
) -> None:
    id_ = begun(store)
    store.answer(
        id_, "data.a", Answer(rung=Rung.NONE, note="none"), at(1, "Bob", "ops")
    )
    store.undo(id_, at(2, "Cy"))
    store.answer_many(id_, {"data.b": Answer(rung=Rung.BY_HAND)}, at(3), "old.csv")
    store.finish(id_, at(4))

    trail = store.audit(id_)

    told = [(e.kind.value, e.by, e.role, e.practice, e.rung, e.detail) for e in trail]
    assert told == [
        ("created", "Ada", "", "", None, "full"),
        ("answered", "Bob", "ops", "data.a", Rung.NONE, "none"),
        ("undo", "Cy", "", "data.a", Rung.NONE, ""),
        ("answered", "Ada", "", "data.b", Rung.BY_HAND, ""),
        ("imported", "Ada", "", "", None, "old.csv"),
        ("finished", "Ada", "", "", None, ""),
    ]
    assert [entry.at for entry in trail] == [at(n).at for n in (0, 1, 2, 3, 3, 4)]
    assert {entry.questionnaire_digest for entry in trail} == {ASKED.digest}


def test_questions_are_kept_once_and_as_they_were_asked(store: Store) -> None:
    begun(store)
    begun(store)

    assert store.questionnaire(ASKED.digest) == ASKED
    assert len(store.rows(select(schema.questionnaire))) == 1


def test_questions_that_were_tampered_with_are_not_used(
    store: Store, address: Address
) -> None:
    begun(store)
    with store.writing() as connection:
        connection.execute(update(schema.questionnaire).values(content="{}"))
    other = address.open()

    with pytest.raises(StoreError, match="changed since it was kept"):
        other.questionnaire(ASKED.digest)
    with pytest.raises(StoreError, match="not kept here"):
        other.questionnaire("0" * 64)
    other.close()


def test_a_rung_that_nobody_knows_is_explained(store: Store) -> None:
    id_ = begun(store)
    store.answer(id_, "data.a", Answer(rung=Rung.NONE), at(1))
    with store.writing() as connection:
        connection.execute(update(schema.answer).values(rung="some"))

    with pytest.raises(StoreError, match="holds what this program does not know"):
        store.sheet(id_)


BY_ID: Mapping[str, Callable[[Store, str], object]] = {
    "answer": lambda store, id_: store.answer(id_, "data.a", Answer(), at(1)),
    "undo": lambda store, id_: store.undo(id_, at(1)),
    "finish": lambda store, id_: store.finish(id_, at(1)),
    "restore": lambda store, id_: store.restore(id_, at(1)),
    "assessment": lambda store, id_: store.assessment(id_),
    "sheet": lambda store, id_: store.sheet(id_),
    "audit": lambda store, id_: store.audit(id_),
    "as_of": lambda store, id_: history.as_of(store, id_, START),
    "answer_changes": lambda store, id_: history.answer_changes(store, id_, id_),
}


@pytest.mark.parametrize("asked", BY_ID.values(), ids=BY_ID)
def test_an_assessment_that_is_not_there_is_said_so(
    store: Store, asked: Callable[[Store, str], object]
) -> None:
    begun(store)

    with pytest.raises(StoreError, match="no assessment 'x'; expected the id of one"):
        asked(store, "x")


def test_what_one_program_writes_another_reads(store: Store, address: Address) -> None:
    id_ = begun(store)
    other = address.open()

    other.answer(id_, "data.a", Answer(rung=Rung.NONE), at(1))

    assert store.sheet(id_) == other.sheet(id_)
    assert store.sheet(id_).rungs == {"data.a": Rung.NONE}
    other.close()


def test_a_store_of_a_newer_version_is_refused(store: Store, address: Address) -> None:
    with store.writing() as connection:
        connection.execute(insert(schema.schema_version).values(version=99))

    with pytest.raises(StoreError, match=r"store version 99, expected at most 2\)"):
        address.open()


def test_an_older_store_is_brought_up_to_date_with_all_it_holds(
    store: Store, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = begun(store)
    done: list[object] = []
    steps = (*schema.STEPS, done.append)
    monkeypatch.setattr(schema, "STEPS", steps)

    for _ in range(2):
        newer = address.open()
        assert newer.assessment(id_).id == id_
        newer.close()

    assert len(done) == 1
    assert [*store.rows(select(schema.schema_version))] == [(1,), (2,), (3,)]


def test_many_open_an_empty_store_at_once(address: Address) -> None:
    together = threading.Barrier(6)

    def open_and_begin(_: int) -> str:
        together.wait()
        store = address.open()
        id_ = begun(store)
        store.close()
        return id_

    with ThreadPoolExecutor(6) as threads:
        ids = set(threads.map(open_and_begin, range(6)))

    store = address.open()
    assert {each.id for each in store.assessments()} == ids
    store.close()


def test_no_answer_is_taken_back_twice_when_many_undo_at_once(store: Store) -> None:
    id_ = begun(store)
    for minutes in range(40):
        store.answer(id_, "data.a", Answer(note=str(minutes)), at(minutes))

    with ThreadPoolExecutor(8) as threads:
        undone = [*threads.map(lambda _: store.undo(id_, at(50)), range(45))]

    assert sorted(undone, key=str) == [None] * 5 + ["data.a"] * 40
