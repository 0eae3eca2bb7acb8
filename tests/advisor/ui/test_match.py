"""Match: the gate, sets, one use case under moved weights, the next level."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest
from ui_builders import all_of, begun, click, follow, shown, visit, with_portfolio

from advisor.advise.match_settings import load_match_settings
from advisor.advise.matching import match
from advisor.advise.weighting import Swing
from advisor.assess.questionnaire import Rung
from advisor.store.store import Store
from advisor.ui import cache, portfolio_text

SIX = cache.example()
TODAY = date(2026, 11, 22)
ALONE = SIX.model_copy(update={"projects": 1, "use_cases": SIX.use_cases[4:5]})


def headers(app: AppTest) -> list[str]:
    return [header.value for header in app.header]


def test_without_anything_to_match_the_ways_to_it_are_shown() -> None:
    said = shown(visit("match"))

    assert "Describe a use case" in said
    assert "Begin or continue an assessment" in said


def test_the_six_of_the_paper_need_a_platform_and_get_sets() -> None:
    app = with_portfolio(SIX)

    said = shown(app)
    assert not app.exception
    assert headers(app)[0] == "A platform is needed"
    assert "The kind that gets furthest by itself" in said
    assert "Smallest sets that meet every must" in headers(app)
    assert "Take care" in " ".join(headers(app))
    assert len(app.get("vega_lite_chart")) == 2
    assert len(app.get("graphviz_chart")) == 1


def test_a_single_project_needs_none_and_may_compare_all_the_same() -> None:
    app = with_portfolio(ALONE)
    at_first = headers(app)

    app.toggle(key="all_the_same").set_value(True).run()

    assert len(at_first) == 1
    assert "No platform is needed yet" in at_first[0]
    assert "Use case by use case" in headers(app)


def test_moving_a_weight_changes_the_values_at_once() -> None:
    app = with_portfolio(SIX)
    app.selectbox(key="shown_use_case").set_value("high_traffic_ab").run()
    before = shown(app)

    app.slider(key="_points_high_traffic_ab_alerting").set_value(0).run()
    moved = shown(app)
    click(app, "reset_weights")

    assert not app.exception
    assert moved != before
    assert shown(app) == before


def test_a_moved_weight_judges_only_its_own_use_case_anew() -> None:
    portfolio = cache.resolved(portfolio_text.pack(SIX))
    first, *others = portfolio.use_cases
    moved = first.weighted_by(
        Swing(method="swing", points=dict.fromkeys(first.weights, 7))
    )
    changed = portfolio.model_copy(update={"use_cases": (moved, *others)})

    before = cache.matched(portfolio, TODAY).use_cases
    after = cache.matched(changed, TODAY)

    assert after == match(changed, cache.catalogue(), load_match_settings(), TODAY)
    assert after.use_cases[0] is not before[0]
    assert all(a is b for a, b in zip(after.use_cases[1:], before[1:], strict=True))


def test_weights_are_kept_while_another_page_is_visited() -> None:
    app = with_portfolio(SIX)
    app.slider(key="_points_financial_governance_alerting").set_value(10).run()

    follow(follow(app, "learn"), "match")

    assert app.slider(key="_points_financial_governance_alerting").value == 10


def test_when_nothing_counts_the_stated_weights_are_used() -> None:
    app = with_portfolio(SIX)
    before = [table.value.to_csv() for table in app.table]

    for slider in app.slider:
        slider.set_value(0)
    app.run()

    assert "Nothing counts any more" in shown(app)
    assert [table.value.to_csv() for table in app.table] == before


def test_weights_can_be_kept_with_the_use_case() -> None:
    app = with_portfolio(SIX)
    app.slider(key="_points_financial_governance_alerting").set_value(10).run()

    click(app, "keep_weights")

    kept = portfolio_text.unpack(str(app.query_params["portfolio"]))
    assert kept.use_cases[0].shoulds["alerting"] == 10
    assert app.slider(key="_points_financial_governance_alerting").value == 10
    assert app.button(key="keep_weights").disabled


def test_every_set_can_be_looked_at() -> None:
    app = with_portfolio(SIX)

    for number in app.selectbox(key="shown_stack").options:
        app.selectbox(key="shown_stack").select(number).run()

        assert not app.exception


def test_a_use_case_that_asks_nothing_leads_back_with_its_place() -> None:
    asking_nothing = SIX.use_cases[0].model_copy(update={"answers": {}})
    app = with_portfolio(SIX.model_copy(update={"use_cases": (asking_nothing,)}))

    assert not app.exception
    assert "asks nothing of a platform" in app.error[0].value
    assert "Look at the use cases" in shown(app)


@pytest.mark.parametrize("page", ["match", "decision"])
def test_the_next_level_is_matched_without_any_use_case(
    store: Store, page: str
) -> None:
    answers = all_of(Rung.AUTOMATED) | all_of(Rung.NONE, ["data.pipeline"])
    app = visit(page, begun(store, answers))

    assert not app.exception
    if page == "match":
        assert "What Level 1 asks of a platform" in headers(app)
        assert "Data gathering and preparation" in shown(app)


def test_use_cases_and_the_next_level_can_be_matched_together(store: Store) -> None:
    id_ = begun(store, all_of(Rung.AUTOMATED) | all_of(Rung.NONE, ["data.pipeline"]))
    app = with_portfolio(SIX, "start")
    click(app, f"results_{id_}")
    follow(app, "match")

    app.button_group(key="match_for").set_value("both").run()

    assert len(app.selectbox(key="shown_use_case").options) == 7
