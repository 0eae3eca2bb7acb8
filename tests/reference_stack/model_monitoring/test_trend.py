"""Slow change against scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reference_stack.model_monitoring.trend import trend

SERIES = st.lists(
    st.floats(-1e3, 1e3, allow_nan=False), min_size=4, max_size=12, unique=True
)


@given(SERIES)
def test_the_slope_is_that_of_theil_and_sen(values: list[float]) -> None:
    theirs = stats.theilslopes(values, np.arange(len(values)))

    assert trend(np.array(values)).slope == pytest.approx(theirs.slope)


@given(SERIES)
def test_the_p_value_is_kendalls(values: list[float]) -> None:
    theirs = stats.kendalltau(
        np.arange(len(values)), values, method="exact", alternative="greater"
    )

    assert trend(np.array(values)).p == pytest.approx(theirs.pvalue, abs=1e-9)


def test_ties_are_judged_with_care() -> None:
    assert trend(np.ones(10)).p == pytest.approx(0.5)
    assert trend(np.array([1.0, 1, 2, 2, 3, 3, 4, 4])).p < 0.01


def test_two_days_are_no_trend() -> None:
    with pytest.raises(ValueError, match="three days"):
        trend(np.array([1.0, 2.0]))
