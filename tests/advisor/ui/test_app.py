"""The app as a whole: no page raises, whatever is in the store."""

import pytest
from ui_builders import PAGES, QUESTIONS, all_of, begun, follow, shown, visit

from advisor.assess.questionnaire import LADDER, Rung
from advisor.ui import cache

ABOUT_AN_ASSESSMENT = ("start", "assess", "results", "roadmap", "history")
AWKWARD = "**B** <b>x</b> [a](b) :red[r] $x$ `c` #1 | 😀 :smile: :material/home:"


def test_no_page_raises_with_an_empty_store() -> None:
    for page in PAGES:
        app = visit(page)

        assert not app.exception, page
        assert not app.error, page
        assert app.title, page


@pytest.mark.parametrize("rung", [*LADDER, Rung.UNKNOWN, Rung.NOT_APPLICABLE])
def test_no_page_raises_when_all_is_answered_alike(rung: Rung) -> None:
    id_ = begun(cache.store(), all_of(rung))
    app = visit("start", id_)
    for page in PAGES:
        follow(app, page)

        assert not app.exception, page
        assert not app.error, page


def test_no_page_raises_with_a_few_answers() -> None:
    id_ = begun(cache.store(), all_of(Rung.BY_HAND, QUESTIONS.quick[:3]))
    app = visit("start", id_)
    for page in PAGES:
        follow(app, page)

        assert not app.exception, page


def test_a_name_full_of_markup_is_shown_as_it_was_typed() -> None:
    id_ = begun(cache.store(), all_of(Rung.BY_HAND), name=AWKWARD)
    app = visit("start", id_)
    for page in PAGES:
        follow(app, page)

        assert not app.exception, page
        if page in ABOUT_AN_ASSESSMENT:
            assert AWKWARD in shown(app), page


def test_an_address_of_no_assessment_is_said_and_not_an_error() -> None:
    app = visit("results", "no-such-id")

    assert not app.exception
    assert "once an assessment is open" in shown(app)
    assert any("id here" in toast.value for toast in app.toast)


def test_the_open_assessment_stands_in_the_address_of_every_page() -> None:
    id_ = begun(cache.store())
    app = visit("assess", id_)

    follow(app, "results")

    assert app.query_params["assessment"] == id_
