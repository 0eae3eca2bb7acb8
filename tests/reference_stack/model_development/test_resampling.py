"""Intervals over days: exact where they must be, and as wide as they claim."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference_stack.model_development.resampling import days_drawn, ratio


def days(number: int, each: int) -> pd.Series:
    first = pd.Timestamp("2021-01-01")
    return pd.Series(
        [first + pd.Timedelta(n // each, "D") for n in range(number * each)]
    )


@given(st.lists(st.floats(-9, 9), min_size=8, max_size=8), st.floats(0.5, 3))
def test_the_estimate_is_the_ratio_of_sums_and_lies_inside(
    top: list[float], scale: float
) -> None:
    bottom = np.full(8, scale)
    found = ratio(np.array(top), bottom, days_drawn(days(4, 2), 1, 200))

    assert found.estimate == pytest.approx(sum(top) / (8 * scale), abs=1e-9)
    assert found.low - 1e-9 <= found.high


@given(st.lists(st.floats(-9, 9), min_size=8, max_size=8))
def test_turning_the_sign_turns_the_interval(top: list[float]) -> None:
    drawn = days_drawn(days(4, 2), 1, 200)
    one = ratio(np.array(top), np.ones(8), drawn)
    other = ratio(-np.array(top), np.ones(8), drawn)

    assert other.low == pytest.approx(-one.high, abs=1e-9)
    assert other.high == pytest.approx(-one.low, abs=1e-9)


def test_a_difference_of_nothing_has_an_interval_of_nothing() -> None:
    found = ratio(np.zeros(20), np.ones(20), days_drawn(days(10, 2), 1))

    assert (found.estimate, found.low, found.high) == (0, 0, 0)


def test_one_day_says_nothing_about_the_spread() -> None:
    found = ratio(np.ones(5), np.ones(5), days_drawn(days(1, 5), 1))

    assert found.estimate == 1
    assert (found.low, found.high) == (-math.inf, math.inf)


def test_the_same_seed_draws_the_same_days() -> None:
    one, other = days_drawn(days(9, 3), 4), days_drawn(days(9, 3), 4)

    assert np.array_equal(one.drawn, other.drawn)
    assert one.drawn.sum(axis=1).tolist() == [9] * len(one.drawn)


def test_nineteen_in_twenty_intervals_hold_the_truth_although_days_differ() -> None:
    random = np.random.default_rng(11)
    drawn = days_drawn(days(14, 20), 1, 400)
    worlds, inside = 600, 0
    for _ in range(worlds):
        effect = random.normal(size=14).repeat(20) + random.normal(size=280)
        found = ratio(effect, np.ones(280), drawn)
        inside += found.low <= 0 <= found.high

    # Three standard errors of a share of 600; rows drawn singly would hold it in 4 of 10.
    assert inside / worlds == pytest.approx(0.95, abs=0.027)
