"""The reader's language: chosen, in the address, kept everywhere."""

from collections.abc import Iterator

import pytest
import streamlit as st
from language_builders import spoken, write
from streamlit.testing.v1 import AppTest
from ui_builders import APP, QUESTIONS, all_of, begun, click, follow, shown, visit

from advisor.assess.questionnaire import Rung
from advisor.store.store import Store
from advisor.ui import language_choice

PRACTICE = QUESTIONS.practices["data.pipeline"]
FRENCH: dict[str | tuple[str, str], str | tuple[str, ...]] = {
    "How mature is your MLOps?": "Quelle est la maturité de votre MLOps ?",
    "Results": "Résultats",
    "Probability": "Probabilité",
    "Undone: {what}.": "Annulé : {what}.",
    PRACTICE.name: "Des données sans main",
}


@pytest.fixture(autouse=True)
def french(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("locales")
    write(folder, "fr", FRENCH)
    with spoken(folder):
        yield


def opened(page: str, lang: str, assessment: str = "") -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["lang"] = lang
    if assessment:
        app.query_params["assessment"] = assessment
    return follow(app, page)


def test_english_is_spoken_where_nobody_asks_for_more() -> None:
    app = visit("start")

    assert app.title[0].value == "How mature is your MLOps?"
    assert app.selectbox(key=language_choice.CHOOSER).options == ["English", "Français"]


def test_the_chosen_language_is_spoken_at_once_and_on_every_page(store: Store) -> None:
    app = visit("start", begun(store, all_of(Rung.BY_HAND)))

    app.selectbox(key=language_choice.CHOOSER).set_value("fr").run()

    assert app.title[0].value == "Quelle est la maturité de votre MLOps ?"
    assert follow(app, "results").title[0].value == "Résultats"
    assert app.query_params["lang"] == "fr"


def test_a_link_opens_in_the_language_that_it_names() -> None:
    app = opened("start", "fr")

    assert app.title[0].value == "Quelle est la maturité de votre MLOps ?"
    assert app.selectbox(key=language_choice.CHOOSER).value == "fr"


def test_an_unknown_language_in_the_address_is_passed_over() -> None:
    assert opened("start", "xx").title[0].value == "How mature is your MLOps?"


@pytest.mark.parametrize("code", ["fr", "fr-CA"])
def test_the_language_of_the_browser_is_spoken_unasked(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(st.context), "locale", code)

    assert visit("start").title[0].value == "Quelle est la maturité de votre MLOps ?"


def test_what_is_said_after_a_click_is_in_the_readers_language(store: Store) -> None:
    id_ = begun(store, all_of(Rung.BY_HAND, [PRACTICE.id]))

    app = click(opened("assess", "fr", id_), "undo")

    assert app.toast[0].value == r"Annulé \: Des données sans main\."


def test_a_chart_that_was_drawn_for_one_reader_is_drawn_anew_for_another(
    store: Store,
) -> None:
    id_ = begun(store, all_of(Rung.BY_HAND))

    def titles(lang: str) -> str:
        drawn = opened("results", lang, id_).get("vega_lite_chart")
        return str(drawn[0].proto.spec)

    assert '"Probability"' in titles("en")
    assert '"Probability"' not in titles("fr")


def test_a_table_of_an_assessment_has_the_content_in_the_readers_language(
    store: Store,
) -> None:
    nothing = begun(store, all_of(Rung.NONE))

    assert "Des données sans main" in shown(opened("results", "fr", nothing))
    assert PRACTICE.name in shown(opened("results", "en", nothing))
