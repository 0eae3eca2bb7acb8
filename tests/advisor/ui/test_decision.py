"""Decision: the choice, the record and its files."""

from ui_builders import follow, shown, visit, with_portfolio

from advisor.ui import cache

SIX = cache.example()
ALONE = SIX.model_copy(update={"projects": 1, "use_cases": SIX.use_cases[4:5]})


def test_without_anything_to_decide_the_way_to_it_is_shown() -> None:
    assert "Describe a use case" in shown(visit("decision"))


def test_the_comparisons_own_answer_comes_first() -> None:
    said = shown(with_portfolio(SIX, "decision"))

    assert "The comparison comes to the same." in said
    assert cache.catalogue().digest in said
    assert "Alternatives and why not" in said


def test_another_choice_is_written_down_with_its_reason() -> None:
    app = with_portfolio(SIX, "decision")

    app.selectbox(key="decided").set_value("none")
    app.text_area(key="decided_because").set_value("The *budget* comes next year.")
    app.text_input(key="person").set_value("Ada").run()
    said = shown(app)
    follow(follow(app, "learn"), "decision")

    assert "by Ada: no platform for now." in said
    assert "The comparison comes to something else" in said
    assert "Reason given: The *budget* comes next year." in said
    assert shown(app) == said


def test_where_none_is_needed_the_record_says_so() -> None:
    app = with_portfolio(ALONE, "decision")

    assert app.selectbox(key="decided").value == "none"
    assert "No platform is needed" in shown(app)


def test_the_record_can_be_taken_along() -> None:
    labels = [
        button.label for button in with_portfolio(SIX, "decision").download_button
    ]

    assert labels == ["Decision (Markdown)", "Decision (PDF)"]
