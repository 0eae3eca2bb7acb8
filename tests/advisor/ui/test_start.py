"""Start: doors, a new assessment, recent ones."""

import pytest
from ui_builders import QUESTIONS, all_of, begun, click, follow, shown, visit

from advisor.assess.answers import Mode, ScopeKind
from advisor.assess.questionnaire import Rung
from advisor.store.store import Store


def test_an_empty_store_is_said_and_every_door_is_there() -> None:
    said = shown(visit("start"))

    assert "None yet." in said
    for door in ("Assess where you stand", "Choose a platform", "Run the stack"):
        assert door in said


@pytest.mark.parametrize("name", ["", "   "], ids=["empty", "blank"])
def test_beginning_without_a_name_says_so_and_keeps_nothing(
    store: Store, name: str
) -> None:
    app = visit("start")

    app.text_input(key="new_name").set_value(name)
    click(app, "begin")

    assert "Give it a name" in app.error[0].value
    assert store.assessments() == ()


def test_beginning_opens_the_twelve_quick_questions(store: Store) -> None:
    app = visit("start")

    app.text_input(key="new_name").set_value("Acme")
    click(app, "begin")

    (record,) = store.assessments()
    assert (record.scope.name, record.mode) == ("Acme", Mode.QUICK)
    assert app.title[0].value == "Assess"
    assert [radio.label for radio in app.radio] == [
        p.question for id_, p in QUESTIONS.practices.items() if id_ in QUESTIONS.quick
    ]


def test_beginning_keeps_what_it_is_about_and_how_much_is_asked(store: Store) -> None:
    app = visit("start")

    app.text_input(key="new_name").set_value("Churn")
    app.button_group(key="new_kind").set_value(ScopeKind.MODEL)
    app.radio(key="new_mode").set_value(Mode.FULL)
    click(app, "begin")

    (record,) = store.assessments()
    assert (record.scope.kind, record.mode) == (ScopeKind.MODEL, Mode.FULL)
    assert len(app.radio) == 1


def test_each_way_to_begin_asks_in_its_own_order(store: Store) -> None:
    """What the last assessment was asked by does not bind the next one."""
    full = begun(store, mode=Mode.FULL)
    begun(store, mode=Mode.QUICK)
    app = visit("start")
    click(app, f"continue_{store.assessments()[0].id}")
    quick_cards = len(app.radio)

    click(follow(app, "start"), f"continue_{full}")

    assert quick_cards == len(QUESTIONS.quick)
    assert len(app.radio) == 1


def test_a_recent_assessment_continues_where_it_was_left(store: Store) -> None:
    first = QUESTIONS.quick[0]
    id_ = begun(store, all_of(Rung.BY_HAND, [first]), mode=Mode.QUICK)

    app = click(visit("start"), f"continue_{id_}")

    assert app.title[0].value == "Assess"
    assert app.radio(key=f"_answer_{first}").value is Rung.BY_HAND


def test_a_recent_assessment_leads_to_its_results(store: Store) -> None:
    id_ = begun(store, all_of(Rung.BY_HAND))

    app = click(visit("start"), f"results_{id_}")

    assert app.title[0].value == "Results"
    assert app.query_params["assessment"] == id_


def test_five_are_shown_and_the_rest_is_a_link_away(store: Store) -> None:
    for number in range(7):
        begun(store, name=f"Team {number}")

    app = visit("start")

    assert sum(b.label == "Continue" for b in app.button) == 5
    assert "All 7 assessments" in shown(app)
