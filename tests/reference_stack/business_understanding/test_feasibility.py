"""Can machine learning help? The gate says no where no is true."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from history_builders import FEATURES, drawn
from hypothesis import given, settings
from hypothesis import strategies as st

from reference_stack.business_understanding.feasibility import (
    can_help,
    costs,
    figures,
    weighed,
)
from reference_stack.case import Costs, Goal, Kpi, Rule
from reference_stack.features import FeatureSet

History = Callable[..., pd.DataFrame]


def wanting(goal: Goal, **minima: float) -> Goal:
    kpis = tuple(
        Kpi(id=k.id, text=k.text, unit=k.unit, min=minima[k.id])
        if k.id in minima
        else k
        for k in goal.kpis
    )
    return goal.model_copy(update={"kpis": kpis})


def test_a_model_can_help_where_the_hour_tells_late_from_on_time(
    goal: Goal, features: FeatureSet, history: History
) -> None:
    found = weighed(history(), features, goal)
    gate = can_help(found, goal)

    assert gate.passed, gate.reason
    assert found.feature == "hour"
    assert found.gain_low > 0


def test_a_goal_beyond_a_perfect_forecast_ends_without_machine_learning(
    goal: Goal, features: FeatureSet, history: History
) -> None:
    greedy = wanting(goal, saving=0.8)
    gate = can_help(weighed(history(), features, greedy), greedy)

    assert not gate.passed
    assert gate.otherwise == "no_ml"
    assert "even a perfect forecast saves only 75.0%" in gate.reason


def test_a_margin_over_the_rule_that_nothing_can_reach_is_refused(
    goal: Goal, features: FeatureSet, history: History
) -> None:
    greedy = wanting(goal, saving_on_rule=0.9)

    assert (
        "cheaper than the plain rule"
        in can_help(weighed(history(), features, greedy), greedy).reason
    )


def test_a_rule_that_reaches_the_goal_makes_a_model_needless(
    goal: Goal, features: FeatureSet, history: History
) -> None:
    rule = Rule(feature="hour", at_least=12, text="Warn after noon.")
    by_hour = goal.model_copy(update={"rule": rule})
    content = wanting(by_hour, saving_on_rule=0.0)
    gate = can_help(weighed(history(), features, content), content)

    assert not gate.passed
    assert "no model is needed" in gate.reason
    more = wanting(by_hour, saving_on_rule=0.02)
    assert can_help(weighed(history(), features, more), more).passed


@pytest.mark.parametrize("seed", range(5))
def test_features_that_say_nothing_are_refused_as_noise(
    goal: Goal, features: FeatureSet, history: History, seed: int
) -> None:
    gate = can_help(
        weighed(history(low=0.22, high=0.22, seed=seed), features, goal), goal
    )

    assert not gate.passed
    assert "noise" in gate.reason


def test_a_high_share_of_late_cases_alone_is_not_taken_for_a_signal(
    goal: Goal, features: FeatureSet, history: History
) -> None:
    # Acting always saves 60 % here without any information.
    found = weighed(history(low=0.6, high=0.6), features, goal)

    assert found.always < found.never
    assert not can_help(found, goal).passed


@pytest.mark.parametrize(("days", "per_day"), [(2, 60), (60, 2), (0, 0)])
def test_too_short_a_history_is_refused(
    goal: Goal, features: FeatureSet, history: History, days: int, per_day: int
) -> None:
    gate = can_help(weighed(history(days, per_day), features, goal), goal)

    assert not gate.passed
    assert "are needed" in gate.reason


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_one_outcome_alone_is_refused(
    goal: Goal, features: FeatureSet, history: History, share: float
) -> None:
    gate = can_help(weighed(history(low=share, high=share), features, goal), goal)

    assert not gate.passed
    assert "nothing to predict" in gate.reason


def test_missing_numbers_are_a_group_of_their_own(
    goal: Goal, features: FeatureSet, history: History
) -> None:
    frame = history()
    frame["hour"] = frame["hour"].where(frame["hour"] < 12, np.nan)

    assert weighed(frame, features, goal).feature == "hour"


def test_a_feature_that_is_always_missing_does_no_harm(
    goal: Goal, features: FeatureSet, history: History
) -> None:
    frame = history().assign(congestion_mean_delay=np.float32(np.nan))
    found = weighed(frame, features, goal)

    assert found.rule == found.never
    assert can_help(found, goal).passed


def test_the_figures_add_up_by_hand(goal: Goal, features: FeatureSet) -> None:
    frame = drawn(days=30, per_day=30)
    later = frame.iloc[len(frame) * 2 // 3 :]
    late = int(later["label"].sum())
    told = figures(weighed(frame, features, goal), goal)

    assert told["cases"] == len(later) == 300
    assert told["never_per_1000"] == round(4 * late / 300 * 1000, 1)
    assert told["always_per_1000"] == 1000
    assert told["perfect_per_1000"] == round(late / 300 * 1000, 1)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 999), low=st.floats(0, 1), high=st.floats(0, 1))
def test_no_policy_is_cheaper_than_the_perfect_forecast(
    goal: Goal, seed: int, low: float, high: float
) -> None:
    frame = drawn(days=20, per_day=30, low=low, high=high, seed=seed)
    found = weighed(frame, FEATURES, goal)

    cheapest = min(found.never, found.always, found.rule, found.one_feature)
    assert found.perfect <= cheapest


@given(
    outcomes=st.lists(st.tuples(st.booleans(), st.booleans()), max_size=30),
    action=st.floats(0.1, 10),
    missed=st.floats(0.1, 10),
)
def test_the_vectorised_costs_equal_a_plain_count(
    outcomes: list[tuple[bool, bool]], action: float, missed: float
) -> None:
    labels = np.array([o for o, _ in outcomes], bool)
    acts = np.array([a for _, a in outcomes], bool)

    by_hand = [action if a else missed if o else 0.0 for o, a in outcomes]
    assert costs(labels, acts, Costs(action=action, missed=missed)).tolist() == by_hand


def test_what_later_cases_say_does_not_choose_the_feature(
    goal: Goal, features: FeatureSet, history: History
) -> None:
    frame = history()
    cut = len(frame) * 2 // 3
    turned = pd.concat(
        [frame.iloc[:cut], frame.iloc[cut:].assign(label=lambda f: 1 - f["label"])]
    )

    assert weighed(turned, features, goal).feature == "hour"
    assert not can_help(weighed(turned, features, goal), goal).passed
