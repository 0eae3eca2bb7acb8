"""Results: the band, the blockers, the reading, downloads."""

from datetime import UTC, datetime

import pytest
from ui_builders import QUESTIONS, all_of, begun, click, follow, shown, visit

from advisor.assess.questionnaire import Rung
from advisor.report.forms import Form
from advisor.store.records import Stamp
from advisor.store.store import Store


@pytest.fixture
def by_hand(store: Store) -> str:
    return begun(store, all_of(Rung.BY_HAND))


def test_without_an_assessment_the_way_to_one_is_shown() -> None:
    assert "Begin or continue one" in shown(visit("results"))


def test_without_an_answer_the_way_to_the_first_question_is_shown(store: Store) -> None:
    said = shown(visit("results", begun(store)))

    assert "Nothing is answered yet" in said
    assert "Answer the first question" in said


@pytest.mark.parametrize(
    ("rung", "band"),
    [(Rung.NONE, "Level 0 of 2"), (Rung.AUTOMATED, "Level 2 of 2")],
)
def test_the_level_is_the_headline(store: Store, rung: Rung, band: str) -> None:
    app = visit("results", begun(store, all_of(rung)))

    assert app.header[0].value == band


def test_a_few_answers_give_a_band_and_not_a_number(store: Store) -> None:
    app = visit("results", begun(store, all_of(Rung.AUTOMATED, QUESTIONS.quick)))

    assert app.header[0].value == "Level 0 to 2 of 2"


def test_each_blocker_is_named_with_what_is_needed(store: Store) -> None:
    answers = all_of(Rung.AUTOMATED) | all_of(Rung.NONE, ["data.pipeline"])
    app = visit("results", begun(store, answers))

    practice = QUESTIONS.practices["data.pipeline"]
    assert "What keeps Level 1 away" in [h.value for h in app.header]
    assert "1 practice," in shown(app)
    assert practice.ladder.automated in shown(app)


def test_nothing_keeps_the_top_level_away(store: Store) -> None:
    said = shown(visit("results", begun(store, all_of(Rung.AUTOMATED))))

    assert "Nothing is left that this reading asks for." in said
    assert "keeps Level" not in said


def test_another_reading_changes_the_figures_and_is_kept(by_hand: str) -> None:
    app = visit("results", by_hand)
    before = app.header[0].value

    app.selectbox(key="reading").set_value("microsoft").run()
    chosen = app.header[0].value
    follow(follow(app, "learn"), "results")

    assert chosen != before
    assert app.selectbox(key="reading").value == "microsoft"
    assert app.header[0].value == chosen


def test_every_reading_is_set_beside_the_chosen_one(by_hand: str) -> None:
    app = visit("results", by_hand)

    names = app.selectbox(key="reading").options
    said = shown(app)
    assert len(names) >= 4
    assert all(name in said for name in names)


def test_every_kind_of_file_can_be_taken_along(by_hand: str) -> None:
    labels = [button.label for button in visit("results", by_hand).download_button]

    forms = [f"Answers ({form})" for form in ("YAML", "JSON", "CSV", "XLSX")]
    assert labels[-len(forms) :] == forms
    assert len(labels) == len(forms) + len(Form)


def test_the_road_is_one_click_away(by_hand: str) -> None:
    app = click(visit("results", by_hand), "plan")

    assert app.title[0].value == "Road map"


def test_what_moved_since_the_last_time_is_said(store: Store) -> None:
    begun(store, all_of(Rung.NONE))
    now = begun(store, all_of(Rung.BY_HAND))

    said = shown(visit("results", now))

    assert "(Level 0 of 2 then)" in said
    assert f"{len(QUESTIONS.practices)} higher" in said


def test_a_first_assessment_has_nothing_to_be_compared_with(store: Store) -> None:
    only = begun(store, all_of(Rung.NONE))
    begun(store, all_of(Rung.NONE), name="Other")

    assert "Since" not in shown(visit("results", only))


def test_what_moved_is_counted_again_when_the_last_time_is_corrected(
    store: Store,
) -> None:
    earlier = begun(store, all_of(Rung.NONE))
    now = begun(store, all_of(Rung.BY_HAND))
    first = shown(visit("results", now))

    stamp = Stamp(at=datetime.now(UTC), by="Ada")
    store.answer_many(earlier, all_of(Rung.AUTOMATED), stamp)
    second = shown(visit("results", now))

    assert f"{len(QUESTIONS.practices)} higher" in first
    assert f"{len(QUESTIONS.practices)} lower" in second
