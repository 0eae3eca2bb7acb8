"""Road map: aims, capacity, what-if."""

import pytest
from streamlit.testing.v1 import AppTest
from ui_builders import QUESTIONS, all_of, begun, click, follow, shown, visit

from advisor.assess.answers import Answer
from advisor.assess.questionnaire import Rung
from advisor.store.store import Store


def steps(app: AppTest) -> set[str]:
    """Return the steps of every quarter."""
    tables = [t.value for t in app.table if "step" in t.value.columns]
    return {step for table in tables for step in table["step"]}


@pytest.fixture
def nothing_done(store: Store) -> str:
    return begun(store, all_of(Rung.NONE))


def test_without_an_assessment_the_way_to_one_is_shown() -> None:
    assert "Begin or continue one" in shown(visit("roadmap"))


def test_without_an_answer_the_way_to_the_first_question_is_shown(store: Store) -> None:
    assert "Answer the first question" in shown(visit("roadmap", begun(store)))


def test_the_road_leads_to_the_next_level_by_quarters(nothing_done: str) -> None:
    app = visit("roadmap", nothing_done)

    headings = [h.value for h in app.header]
    assert app.selectbox(key="target").value == 1
    assert headings[1].startswith("Quarter 1")
    assert steps(app)


def test_a_higher_target_asks_for_more(nothing_done: str) -> None:
    app = visit("roadmap", nothing_done)
    near = steps(app)

    app.selectbox(key="target").set_value(2).run()

    assert near < steps(app)


def test_more_capacity_needs_fewer_quarters(nothing_done: str) -> None:
    app = visit("roadmap", nothing_done)
    before = [h.value for h in app.header if h.value.startswith("Quarter")]

    app.text_input(key="capacity").set_value("500").run()

    after = [h.value for h in app.header if h.value.startswith("Quarter")]
    assert len(after) == 1 < len(before)


def test_a_capacity_too_small_is_said_in_words(nothing_done: str) -> None:
    app = visit("roadmap", nothing_done)

    app.text_input(key="capacity").set_value("1").run()

    assert not app.exception
    assert "point" in app.error[0].value
    assert app.text_input(key="capacity").value == "1"


@pytest.mark.parametrize("text", ["40,5", "40.5"])
def test_points_are_read_with_a_comma_or_a_point(nothing_done: str, text: str) -> None:
    app = visit("roadmap", nothing_done)

    app.text_input(key="capacity").set_value(text).run()

    assert not app.error
    assert not app.exception


@pytest.mark.parametrize("text", ["many", "0", "501"])
def test_what_is_no_number_of_points_is_said_and_the_last_good_one_counts(
    nothing_done: str, text: str
) -> None:
    app = visit("roadmap", nothing_done)
    before = steps(app)

    app.text_input(key="capacity").set_value(text).run()

    assert text in app.error[0].value
    assert steps(app) == before


@pytest.mark.parametrize("quarters", [1, 8])
def test_the_most_valuable_plan_stays_within_its_quarters(
    nothing_done: str, quarters: int
) -> None:
    app = visit("roadmap", nothing_done)
    app.button_group(key="aim").set_value("best_value").run()

    app.number_input(key="quarters").set_value(quarters).run()

    headings = [h.value for h in app.header if h.value.startswith("Quarter")]
    assert not app.exception
    assert 1 <= len(headings) <= quarters


def test_supposing_a_step_done_takes_it_off_the_road(
    store: Store, nothing_done: str
) -> None:
    app = visit("roadmap", nothing_done)
    name = QUESTIONS.practices["data.pipeline"].name
    assert name in steps(app)

    app.multiselect(key="supposed").set_value(["data.pipeline"]).run()

    moved = app.table[0].value.astype(str).set_index("figure")
    assert name not in steps(app)
    assert list(moved["now"]) != list(moved["then"])
    assert store.sheet(nothing_done).rung("data.pipeline") is Rung.NONE


def test_the_choices_survive_a_visit_to_another_page(nothing_done: str) -> None:
    app = visit("roadmap", nothing_done)
    app.multiselect(key="supposed").set_value(["data.pipeline"]).run()
    app.text_input(key="capacity").set_value("40").run()

    follow(follow(app, "learn"), "roadmap")

    assert app.multiselect(key="supposed").value == ["data.pipeline"]
    assert app.text_input(key="capacity").value == "40"


def test_what_was_supposed_and_then_done_is_no_longer_supposed(
    store: Store, nothing_done: str
) -> None:
    app = visit("roadmap", nothing_done)
    app.multiselect(key="supposed").set_value(["data.pipeline", "data.schema"]).run()

    app = follow(app, "assess")
    app.button_group(key="order").set_value("listed").run()
    app.selectbox(key="dimension").set_value("data").run()
    app.radio(key="_answer_data.pipeline").set_value(Rung.AUTOMATED).run()
    follow(app, "roadmap")

    assert store.sheet(nothing_done).answers["data.pipeline"] == Answer(
        rung=Rung.AUTOMATED
    )
    assert not app.exception
    assert app.multiselect(key="supposed").value == ["data.schema"]


def test_another_assessment_begins_with_nothing_supposed(
    store: Store, nothing_done: str
) -> None:
    other = begun(store, all_of(Rung.AUTOMATED), name="Other")
    app = visit("roadmap", nothing_done)
    app.multiselect(key="supposed").set_value(["data.pipeline"]).run()

    click(follow(app, "history"), f"open_{other}")
    follow(app, "roadmap")

    assert not app.exception
    assert app.multiselect(key="supposed").value == []
    assert app.selectbox(key="target").value == 2


def test_when_all_is_done_the_road_is_at_its_end(store: Store) -> None:
    app = visit("roadmap", begun(store, all_of(Rung.AUTOMATED)))

    assert "Nothing is left to do for this aim." in shown(app)
    assert not steps(app)
