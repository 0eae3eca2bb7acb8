"""Assess: answering, reasons, undo, order, roles."""

from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest
from ui_builders import QUESTIONS, all_of, begun, click, follow, shown, visit

from advisor.assess.answers import Answer, Mode
from advisor.assess.questionnaire import LADDER, Questionnaire, Rung
from advisor.store.records import Stamp
from advisor.store.store import Store

FIRST, SECOND = QUESTIONS.quick[:2]


def questions_of_last_year() -> Questionnaire:
    """Return the questions without the last one, with one that is gone today."""
    *others, last = QUESTIONS.dimensions
    *most, gone = last.practices
    renamed = gone.model_copy(update={"id": f"{last.dimension}.gone_today"})
    changed = last.model_copy(update={"practices": (*most, renamed)})
    older = QUESTIONS.model_dump() | {"dimensions": (*others, changed), "version": "0"}
    return Questionnaire.model_validate(older)


OLDER = questions_of_last_year()


def answer(app: AppTest, practice: str, rung: Rung) -> AppTest:
    return app.radio(key=f"_answer_{practice}").set_value(rung).run()


def write(app: AppTest, field: str, practice: str, text: str) -> AppTest:
    return app.text_input(key=f"_{field}_{practice}").set_value(text).run()


def asked(app: AppTest) -> str:
    """Return the practice that guided mode asks about."""
    (radio,) = app.radio
    return str(radio.key).removeprefix("_answer_")


@pytest.fixture
def quick(store: Store) -> str:
    return begun(store, mode=Mode.QUICK)


@pytest.fixture
def full(store: Store) -> str:
    return begun(store, mode=Mode.FULL)


def test_without_an_assessment_the_way_to_one_is_shown() -> None:
    assert "Begin or continue one" in shown(visit("assess"))


@pytest.mark.parametrize("rung", [*LADDER, Rung.UNKNOWN])
def test_an_answer_is_in_the_store_at_once(
    store: Store, quick: str, rung: Rung
) -> None:
    answer(visit("assess", quick), FIRST, rung)

    assert store.sheet(quick).answers == {FIRST: Answer(rung=rung)}


def test_an_answer_is_signed_with_name_and_role(store: Store, quick: str) -> None:
    app = visit("assess", quick)
    app.text_input(key="person").set_value("Grace").run()
    app.selectbox(key="role").set_value("data_engineer").run()
    practice = str(app.radio[0].key).removeprefix("_answer_")

    answer(app, practice, Rung.BY_HAND)

    sheet = store.sheet(quick)
    assert (sheet.respondent, sheet.role) == ("Grace", "data_engineer")


def test_the_name_survives_a_visit_to_another_page(store: Store, quick: str) -> None:
    app = visit("assess", quick)
    app.text_input(key="person").set_value("Grace").run()

    follow(follow(app, "learn"), "assess")
    answer(app, FIRST, Rung.BY_HAND)

    assert app.text_input(key="person").value == "Grace"
    assert store.sheet(quick).respondent == "Grace"


def test_not_applicable_is_saved_only_with_a_reason(store: Store, quick: str) -> None:
    app = answer(visit("assess", quick), FIRST, Rung.NOT_APPLICABLE)
    before = store.sheet(quick).answers

    write(app, "reason", FIRST, "  we buy our models ")

    reasoned = Answer(rung=Rung.NOT_APPLICABLE, reason="we buy our models")
    assert before == {}
    assert store.sheet(quick).answers == {FIRST: reasoned}


def test_a_blank_reason_is_refused_in_words(store: Store, quick: str) -> None:
    app = answer(visit("assess", quick), FIRST, Rung.NOT_APPLICABLE)

    write(app, "reason", FIRST, "   ")

    assert "A reason is needed" in app.toast[0].value
    assert store.sheet(quick).answers == {}


def test_a_reason_is_not_taken_away_from_what_does_not_apply(
    store: Store,
) -> None:
    reasoned = Answer(rung=Rung.NOT_APPLICABLE, reason="none here")
    id_ = begun(store, {FIRST: reasoned}, mode=Mode.QUICK)

    app = write(visit("assess", id_), "reason", FIRST, "")

    assert "A reason is needed" in app.toast[0].value
    assert store.sheet(id_).answers == {FIRST: reasoned}


def test_choosing_a_rung_after_all_needs_no_reason(store: Store, quick: str) -> None:
    app = answer(visit("assess", quick), FIRST, Rung.NOT_APPLICABLE)

    answer(app, FIRST, Rung.AUTOMATED)

    assert store.sheet(quick).rung(FIRST) is Rung.AUTOMATED
    assert not [t for t in app.text_input if t.key == f"_reason_{FIRST}"]


def test_a_note_stays_when_the_rung_changes(store: Store, quick: str) -> None:
    app = answer(visit("assess", quick), FIRST, Rung.NONE)
    write(app, "note", FIRST, "see wiki")

    answer(app, FIRST, Rung.BY_HAND)

    kept = Answer(rung=Rung.BY_HAND, note="see wiki")
    assert store.sheet(quick).answers == {FIRST: kept}


def test_a_note_written_first_is_kept_with_the_answer(store: Store, full: str) -> None:
    app = visit("assess", full)
    practice = asked(app)

    write(app, "note", practice, "see wiki")
    still = asked(app)
    answer(app, practice, Rung.BY_HAND)

    kept = Answer(rung=Rung.BY_HAND, note="see wiki")
    assert still == practice
    assert store.sheet(full).answers == {practice: kept}


def test_undo_takes_back_answer_by_answer(store: Store, quick: str) -> None:
    app = answer(visit("assess", quick), FIRST, Rung.NONE)
    answer(app, SECOND, Rung.NONE)
    answer(app, FIRST, Rung.AUTOMATED)

    rungs = [dict(store.sheet(quick).rungs)]
    for _ in range(3):
        click(app, "undo")
        rungs.append(dict(store.sheet(quick).rungs))

    assert rungs == [
        {FIRST: Rung.AUTOMATED, SECOND: Rung.NONE},
        {FIRST: Rung.NONE, SECOND: Rung.NONE},
        {FIRST: Rung.NONE},
        {},
    ]
    assert app.radio(key=f"_answer_{FIRST}").value is None
    assert app.button(key="undo").disabled


def test_undo_names_what_it_took_back(quick: str) -> None:
    app = answer(visit("assess", quick), FIRST, Rung.NONE)

    click(app, "undo")

    assert QUESTIONS.practices[FIRST].name in app.toast[0].value


def test_a_role_is_asked_only_what_it_owns_or_works_on(full: str) -> None:
    app = visit("assess", full)
    app.button_group(key="order").set_value("listed").run()
    app.selectbox(key="role").set_value("devops").run()

    asked_of = {p.id for p in QUESTIONS.practices.values() if p.involves("devops")}
    found: set[str] = set()
    for dimension in {id_.split(".")[0] for id_ in asked_of}:
        app.selectbox(key="dimension").set_value(dimension).run()
        found |= {str(r.key).removeprefix("_answer_") for r in app.radio}
    assert found == asked_of < set(QUESTIONS.practices)


def test_each_dimension_lists_its_own_practices(full: str) -> None:
    app = visit("assess", full)
    app.button_group(key="order").set_value("listed").run()

    for dimension in QUESTIONS.dimensions:
        app.selectbox(key="dimension").set_value(dimension.dimension).run()

        assert [r.label for r in app.radio] == [p.question for p in dimension.practices]


@pytest.mark.parametrize("rung", [Rung.BY_HAND, Rung.UNKNOWN])
def test_guided_mode_moves_on_after_each_answer(full: str, rung: Rung) -> None:
    app = visit("assess", full)
    seen = [asked(app)]

    for _ in range(3):
        answer(app, seen[-1], rung)
        seen.append(asked(app))

    assert len(set(seen)) == 4


def test_guided_mode_waits_for_the_reason(full: str) -> None:
    app = visit("assess", full)
    practice = asked(app)

    answer(app, practice, Rung.NOT_APPLICABLE)
    waiting = asked(app)
    write(app, "reason", practice, "none here")

    assert waiting == practice
    assert asked(app) != practice


def test_guided_mode_ends_with_the_way_to_the_results(store: Store) -> None:
    *most, last = QUESTIONS.practices
    app = visit("assess", begun(store, all_of(Rung.BY_HAND, most)))

    answer(app, last, Rung.BY_HAND)

    assert not app.radio
    assert "All of these questions are answered." in shown(app)


def test_a_settled_level_is_said_and_an_open_one_is_not(store: Store) -> None:
    settled = visit("assess", begun(store, all_of(Rung.NONE)))
    unsettled = visit("assess", begun(store, all_of(Rung.AUTOMATED, [FIRST])))

    assert "Settled: Level 0" in shown(settled)
    assert "Settled" not in shown(unsettled)


def test_nothing_is_settled_before_the_first_answer(full: str) -> None:
    assert "Settled" not in shown(visit("assess", full))


def test_an_assessment_that_was_deleted_meanwhile_takes_no_answer(
    store: Store, quick: str
) -> None:
    app = visit("assess", quick)
    store.delete(quick, Stamp(at=datetime.now(UTC), by="Somebody else"))

    answer(app, FIRST, Rung.NONE)

    assert not app.exception
    assert store.sheet(quick).answers == {}


def test_undoing_in_an_assessment_deleted_meanwhile_is_said(
    store: Store, quick: str
) -> None:
    app = answer(visit("assess", quick), FIRST, Rung.NONE)
    store.delete(quick, Stamp(at=datetime.now(UTC), by="Somebody else"))

    click(app, "undo")

    assert not app.exception
    assert any("is deleted" in toast.value for toast in app.toast)


@pytest.fixture
def older(store: Store) -> str:
    """An assessment begun when one question was missing and another one asked."""
    return begun(store, all_of(Rung.BY_HAND, OLDER.practices), questions=OLDER)


def test_changed_questions_are_said_before_anything_is_asked(older: str) -> None:
    app = visit("assess", older)

    assert not app.exception
    assert "questions have changed" in shown(app)
    assert not app.radio


@pytest.mark.parametrize("page", ["results", "roadmap", "history"])
def test_an_assessment_of_older_questions_is_still_shown(older: str, page: str) -> None:
    app = visit(page, older)

    assert not app.exception
    assert not app.error


def test_carrying_on_copies_every_answer_that_is_still_asked_for(
    store: Store, older: str
) -> None:
    app = click(visit("assess", older), "carry_on")

    copy, original = store.assessments()
    kept = set(store.sheet(copy.id).answers)
    assert original.id == older
    assert copy.questionnaire_digest == QUESTIONS.digest
    assert kept == set(OLDER.practices) & set(QUESTIONS.practices)
    assert app.query_params["assessment"] == copy.id
    assert len(app.radio) == 1
