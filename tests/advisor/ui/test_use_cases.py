"""Use cases: added, asked about, read from files, undone, kept over a reload."""

from hashlib import sha256

import pytest
from streamlit.testing.v1 import AppTest
from ui_builders import APP, click, follow, shown, visit, with_portfolio

from advisor.advise import portfolio_exchange
from advisor.advise.portfolio_sheet import PortfolioSheet
from advisor.advise.use_case import UseCaseSheet
from advisor.ui import cache, portfolio_text

SIX = cache.example()


def with_example() -> AppTest:
    return click(visit("use-cases"), "add_example")


def draft(app: AppTest) -> PortfolioSheet:
    """Return the portfolio that the address of the app holds."""
    return portfolio_text.unpack(str(app.query_params["portfolio"]))


def upload(app: AppTest, name: str, raw: bytes) -> AppTest:
    return app.file_uploader(key="import").set_value((name, raw, "text/plain")).run()


def test_an_empty_page_says_so_and_how_to_begin() -> None:
    app = visit("use-cases")

    assert "No use case yet." in shown(app)
    assert "portfolio" not in app.query_params
    labels = [button.label for button in app.download_button]
    assert labels == ["Empty table (CSV)", "Empty table (XLSX)"]


def test_the_six_of_the_paper_are_a_click_away() -> None:
    app = with_example()

    assert draft(app) == SIX
    assert "6 use cases" in shown(app)
    assert len(app.dataframe[0].value) == 6


def test_one_example_is_added_to_what_is_there() -> None:
    app = with_example()

    app.selectbox(key="example").set_value("automl")
    click(app, "add_example")

    assert [u.id for u in draft(app).use_cases][-2:] == ["low_latency_gpu", "automl_2"]


def test_a_new_use_case_is_asked_about_in_plain_questions() -> None:
    app = visit("use-cases")

    app.text_input(key="use_case_name").set_value("Tell who leaves")
    click(app, "add_use_case")
    said = shown(app)
    app.selectbox(key="_asked_delivery").set_value("batch").run()
    app.multiselect(key="_asked_data").set_value(["tables", "texts"]).run()

    (use_case,) = draft(app).use_cases
    assert use_case.name == "Tell who leaves"
    assert use_case.answers == {"delivery": ("batch",), "data": ("tables", "texts")}
    assert "asks nothing of a platform" in said
    assert "asks nothing of a platform" not in shown(app)


def test_an_answer_taken_back_is_no_answer() -> None:
    app = with_example()
    app.button_group(key="way").set_value("questions").run()

    app.selectbox(key="_asked_regulation").set_value(None).run()

    assert draft(app).use_cases[0].answers == {"explanations": ("required",)}


def test_a_name_of_two_letters_is_refused() -> None:
    app = visit("use-cases")

    app.text_input(key="use_case_name").set_value("ab")
    click(app, "add_use_case")

    assert "three letters" in app.error[0].value
    assert "portfolio" not in app.query_params


def test_a_reload_keeps_every_answer() -> None:
    before = with_example()

    again = with_portfolio(draft(before), "use-cases")

    assert draft(again) == SIX
    assert "6 use cases" in shown(again)


def test_an_address_cut_short_is_said_and_not_an_error() -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["portfolio"] = portfolio_text.pack(SIX)[:-9]
    follow(app, "use-cases")

    assert not app.exception
    assert any("portfolio" in toast.value for toast in app.toast)
    assert "No use case yet." in shown(app)


def test_undo_takes_back_one_change_after_the_other() -> None:
    app = with_example()
    app.button_group(key="way").set_value("questions").run()
    click(app, "remove_use_case")
    five = len(draft(app).use_cases)

    click(app, "undo_use_cases")
    six = draft(app)
    click(app, "undo_use_cases")

    assert (five, six) == (5, SIX)
    assert "portfolio" not in app.query_params
    assert app.button(key="undo_use_cases").disabled


def test_what_is_owned_and_how_many_projects_is_kept() -> None:
    app = with_example()

    app.multiselect(key="_about_owned").set_value(["mlflow"]).run()
    app.number_input(key="_about_projects").set_value(3).run()

    assert (draft(app).owned, draft(app).projects) == (("mlflow",), 3)


@pytest.mark.parametrize("form", ["csv", "xlsx", "yaml"])
def test_what_was_downloaded_is_read_again(form: str) -> None:
    questions = cache.use_case_questions()
    name = f"use_cases.{form}"
    raw = (
        portfolio_text.as_yaml(SIX)
        if form == "yaml"
        else portfolio_exchange.dump_table(SIX, questions, name)
    )
    app = upload(visit("use-cases"), name, raw)
    assert "6 use cases read" in shown(app)

    click(app, "keep_use_cases")

    assert draft(app).use_cases == SIX.use_cases


def test_a_wrong_cell_of_a_file_is_named_by_row_and_column() -> None:
    table = "id,name,delivery\nchurn,Churn,sometimes\n"
    app = upload(visit("use-cases"), "mine.csv", table.encode())

    said = app.error[0].value.replace("\\", "")
    assert "row 2" in said
    assert "column delivery" in said
    assert "sometimes" in said
    assert "portfolio" not in app.query_params


def test_weights_of_ones_own_leave_the_table_and_stay_in_yaml() -> None:
    heavy = SIX.use_cases[0].model_copy(update={"shoulds": {"alerting": 3.0}})
    sheet = SIX.model_copy(update={"use_cases": (heavy, *SIX.use_cases[1:])})
    app = upload(visit("use-cases"), "mine.yaml", portfolio_text.as_yaml(sheet))
    click(app, "keep_use_cases")

    labels = [button.label for button in app.download_button]
    assert "Use cases (YAML)" in labels
    assert "Use cases (CSV)" not in labels
    assert "keep this portfolio as YAML" in shown(app)


def test_a_portfolio_too_long_for_an_address_is_told_to_be_downloaded() -> None:
    many = tuple(
        UseCaseSheet(
            id=f"case_{number}",
            name=sha256(str(number).encode()).hexdigest(),
            answers={"delivery": ("batch",)},
        )
        for number in range(120)
    )
    sheet = SIX.model_copy(update={"use_cases": many})
    app = upload(visit("use-cases"), "mine.yaml", portfolio_text.as_yaml(sheet))

    click(app, "keep_use_cases")

    assert "too long for the address" in shown(app)
    assert "portfolio" not in app.query_params
    assert "120 use cases" in shown(app)
