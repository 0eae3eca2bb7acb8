"""History: the list, over time, what changed, import."""

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest
from ui_builders import QUESTIONS, all_of, begun, click, shown, visit

from advisor.assess import exchange
from advisor.assess.answers import Mode, Scope, blank
from advisor.assess.questionnaire import Rung
from advisor.store.records import Stamp
from advisor.store.store import Store


def upload(app: AppTest, name: str, raw: bytes) -> AppTest:
    return app.file_uploader[0].set_value((name, raw, "text/plain")).run()


def sheet_file(form: exchange.Form) -> bytes:
    sheet = blank(QUESTIONS, Scope(name="Imported"))
    for id_, answer in all_of(Rung.BY_HAND, QUESTIONS.quick).items():
        sheet = sheet.with_answer(id_, answer)
    return exchange.dump(sheet, QUESTIONS, form)


def test_an_empty_store_is_said_and_import_is_there() -> None:
    app = visit("history")

    assert "No assessment is kept here yet." in shown(app)
    assert len(app.file_uploader) == 1


def test_opening_leads_to_the_results(store: Store) -> None:
    id_ = begun(store, all_of(Rung.BY_HAND))

    app = click(visit("history"), f"open_{id_}")

    assert app.title[0].value == "Results"
    assert app.query_params["assessment"] == id_


def test_what_is_deleted_leaves_the_list_and_can_come_back(store: Store) -> None:
    id_ = begun(store, all_of(Rung.BY_HAND), name="Acme_1")
    app = visit("history", id_)

    click(app, f"delete_{id_}")
    gone = store.assessments()
    toast = app.toast[0].value
    app.toggle(key="with_deleted").set_value(True).run()
    click(app, f"restore_{id_}")

    assert gone == ()
    assert "Acme\\_1" in toast
    assert [r.id for r in store.assessments()] == [id_]
    assert not app.exception


def test_deleting_the_open_assessment_closes_it(store: Store) -> None:
    id_ = begun(store, all_of(Rung.BY_HAND))

    app = click(visit("history", id_), f"delete_{id_}")

    assert "assessment" not in app.query_params


def test_two_assessments_are_compared_answer_by_answer(store: Store) -> None:
    begun(store, all_of(Rung.NONE))
    begun(store, all_of(Rung.NONE) | all_of(Rung.AUTOMATED, ["data.pipeline"]))

    said = shown(visit("history"))

    assert "What changed?" in said
    assert "Level 0, unchanged" in said
    assert f"{QUESTIONS.practices['data.pipeline'].name},not done,automated" in said


def test_a_changed_level_names_its_cause(store: Store) -> None:
    begun(store, all_of(Rung.NONE))
    begun(store, all_of(Rung.AUTOMATED))

    assert "from 0 to 2: answers +2" in shown(visit("history"))


def test_the_newest_is_compared_with_the_one_before_of_the_same_scope(
    store: Store,
) -> None:
    earlier = begun(store, all_of(Rung.NONE), name="Acme")
    begun(store, all_of(Rung.BY_HAND), name="Other")
    newest = begun(store, all_of(Rung.AUTOMATED), name="Acme")

    app = visit("history")

    assert app.selectbox(key="before").value == earlier
    assert app.selectbox(key="after").value == newest


def test_an_assessment_is_not_compared_with_itself(store: Store) -> None:
    id_ = begun(store, all_of(Rung.NONE))
    begun(store, all_of(Rung.AUTOMATED))
    app = visit("history")

    app.selectbox(key="after").set_value(id_).run()

    assert "Choose two different assessments, or a day" in shown(app)


def test_an_empty_assessment_is_listed_but_not_compared(store: Store) -> None:
    begun(store, name="Empty")
    begun(store, all_of(Rung.NONE))

    app = visit("history")

    assert "0 of" in shown(app)
    assert len(app.selectbox(key="after").options) == 1
    assert "Empty" not in app.selectbox(key="after").options[0]


def test_an_assessment_is_compared_with_what_it_was_on_a_day(store: Store) -> None:
    then, since = (
        Stamp(at=datetime.now(UTC) - timedelta(days=days), by="Ada") for days in (10, 0)
    )
    record = store.create(Scope(name="Acme"), QUESTIONS, Mode.FULL, then)
    store.answer_many(record.id, all_of(Rung.NONE), then)
    store.answer_many(record.id, all_of(Rung.AUTOMATED), since)
    app = visit("history")

    day = app.date_input(key=f"before_{record.id}_day")
    day.set_value(then.at.date() + timedelta(days=5)).run()

    assert "from 0 to 2: answers +2" in shown(app)


def test_the_timeline_counts_rungs_by_assessment(store: Store) -> None:
    begun(store, all_of(Rung.BY_HAND))

    said = shown(visit("history"))

    assert f",{len(QUESTIONS.practices)}," in said
    assert "100 %" in said


@pytest.mark.parametrize("form", list(exchange.Form))
def test_a_good_file_becomes_an_assessment(store: Store, form: exchange.Form) -> None:
    app = upload(visit("history"), f"sheet.{form}", sheet_file(form))
    assert f"Imported: {len(QUESTIONS.quick)} answers read." in shown(app)

    click(app, "keep_import")

    (record,) = store.assessments()
    assert app.title[0].value == "Results"
    assert store.sheet(record.id).answers == all_of(Rung.BY_HAND, QUESTIONS.quick)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("empty.yaml", b""),
        ("binary.xlsx", bytes(range(256))),
        ("wrong.yaml", b"answers:\n  data.suply: by_hand\n  data.schema: 3\n"),
        ("half.json", b'{"answers": {'),
    ],
)
def test_a_bad_file_is_refused_in_words(store: Store, name: str, raw: bytes) -> None:
    app = upload(visit("history"), name, raw)

    assert not app.exception
    assert name in shown(app)
    assert app.error
    assert store.assessments() == ()


def test_every_fault_of_a_file_has_a_line_of_its_own() -> None:
    raw = b"answers:\n  data.suply: by_hand\n  data.skema: none\n"

    app = upload(visit("history"), "wrong.yaml", raw)

    assert len(app.error[0].value.split("  \n")) == 2
