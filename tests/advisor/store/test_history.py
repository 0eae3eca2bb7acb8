"""What changed and how it stood, told alike by DuckDB and by plain Python."""

from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files

import pytest
from assess_builders import practice, questionnaire
from hypothesis import given
from store_builders import ASKED, SCOPE, START, at, begun, law, steps

from advisor.assess.answers import Answer, Mode, Scope, ScopeKind
from advisor.assess.questionnaire import Rung
from advisor.errors import StoreError
from advisor.store.history import AnswerChange, answer_changes, as_of, timeline
from advisor.store.store import Store

Steps = list[dict[str, Answer] | None]


def carry_out(store: Store, id_: str, todo: Steps) -> Iterator[int]:
    """Do one step a minute; yield each minute when it is done."""
    for minutes, step in enumerate(todo, 1):
        if step is None:
            store.undo(id_, at(minutes))
        else:
            store.answer_many(id_, step, at(minutes))
        yield minutes


@law
@given(todo=steps)
def test_the_sheet_as_of_a_moment_is_the_sheet_that_was_seen_then(
    store: Store, todo: Steps
) -> None:
    id_ = begun(store)
    seen = {0: store.sheet(id_)}
    seen |= {minutes: store.sheet(id_) for minutes in carry_out(store, id_, todo)}

    for minutes, sheet in seen.items():
        assert as_of(store, id_, at(minutes + 0.5).at) == sheet


def test_an_assessment_has_no_sheet_before_it_began(store: Store) -> None:
    id_ = begun(store)

    assert as_of(store, id_, START).answers == {}
    with pytest.raises(
        StoreError, match=r"began at 2026-01-05T09:00:00\+00:00; expect"
    ):
        as_of(store, id_, START - timedelta(microseconds=1))


@law
@given(before=steps, after=steps)
def test_the_changes_are_the_practices_whose_rungs_differ(
    store: Store,
    before: Steps,
    after: Steps,
) -> None:
    ids = begun(store), begun(store)
    for id_, todo in zip(ids, (before, after), strict=True):
        list(carry_out(store, id_, todo))
    old, new = (store.sheet(id_) for id_ in ids)

    assert answer_changes(store, *ids) == tuple(
        AnswerChange(practice=id_, before=old.rung(id_), after=new.rung(id_))
        for id_ in sorted(ASKED.practices)
        if old.rung(id_) is not new.rung(id_)
    )
    assert answer_changes(store, ids[0], ids[0]) == ()


@law
@given(todo=steps)
def test_a_point_counts_every_practice_that_was_asked(
    store: Store, todo: Steps
) -> None:
    id_ = begun(store)
    list(carry_out(store, id_, todo))

    (point,) = [p for p in timeline(store, SCOPE) if p.assessment_id == id_]

    rungs = [store.sheet(id_).rung(practice) for practice in ASKED.practices]
    assert point.counts == {rung: rungs.count(rung) for rung in Rung}
    applicable = [rung for rung in rungs if rung is not Rung.NOT_APPLICABLE]
    known = [rung for rung in applicable if rung.is_known]
    expected = len(known) / len(applicable) if applicable else None
    assert point.share_known == pytest.approx(expected)


def test_the_timeline_of_a_scope_is_in_time_and_leaves_out_what_is_not_of_it(
    store: Store,
) -> None:
    late, early, deleted = (begun(store, minutes=n) for n in (0, 1, 2))
    begun(store, Scope(kind=ScopeKind.TEAM, name=SCOPE.name))
    store.answer(late, "data.a", Answer(rung=Rung.NONE), at(30))
    store.answer(late, "data.b", Answer(rung=Rung.NONE), at(40))
    store.undo(late, at(50))
    store.delete(deleted, at(3))

    found = timeline(store, SCOPE)

    assert [(point.assessment_id, point.at) for point in found] == [
        (early, at(1).at),
        (late, at(30).at),
    ]


def test_a_scope_without_assessments_has_no_timeline(store: Store) -> None:
    assert timeline(store, SCOPE) == ()


def test_each_point_counts_the_practices_of_its_own_questions(store: Store) -> None:
    begun(store)
    wider = questionnaire(*ASKED.practices.values(), practice("ops.d"))
    store.create(SCOPE, wider, Mode.QUICK, at(1))

    totals = [sum(point.counts.values()) for point in timeline(store, SCOPE)]

    assert totals == [3, 4]


@pytest.mark.parametrize("name", ["answer_changes", "as_of", "standing", "timeline"])
def test_each_query_is_one_statement_that_first_states_its_grain(name: str) -> None:
    text = files("advisor.store").joinpath("sql", f"{name}.sql").read_text()

    assert text.startswith("-- One row per ")
    assert ";" not in text
