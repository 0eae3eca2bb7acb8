"""Distances of histograms against independent formulas; windows; dependence."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import entropy, mannwhitneyu

from reference_stack.model_monitoring.dependence import (
    Sample,
    Trained,
    area_under_curve,
)
from reference_stack.model_monitoring.drift import psi, windows

COUNTS = st.lists(st.integers(0, 500), min_size=3, max_size=12)
CORRELATED = np.array([[1.0, 0.9, 0.0], [0.9, 1.0, 0.0], [0.0, 0.0, 1.0]])


@given(st.integers(3, 12).flatmap(lambda n: st.tuples(
    *[st.lists(st.integers(0, 500), min_size=n, max_size=n)] * 2)))  # fmt: skip
def test_the_index_is_the_symmetric_entropy_of_scipy(
    pair: tuple[list[int], list[int]],
) -> None:
    one, other = np.array(pair[0]), np.array([pair[1]])
    p, q = one + 0.5, other[0] + 0.5
    p, q = p / p.sum(), q / q.sum()
    if other.sum():
        assert psi(one, other)[0] == pytest.approx(entropy(p, q) + entropy(q, p))


@given(COUNTS)
def test_a_histogram_is_no_distance_from_itself(counts: list[int]) -> None:
    found = psi(np.array(counts), np.array([counts]))[0]

    assert np.isnan(found) if sum(counts) == 0 else found == pytest.approx(0.0)


def test_a_wider_window_adds_up_days() -> None:
    days = np.arange(12).reshape(6, 2)

    assert windows(days, 3)[4].tolist() == days[2:5].sum(axis=0).tolist()
    assert windows(days, 3)[0].tolist() == days[0].tolist()


def test_the_area_is_that_of_mann_and_whitney() -> None:
    random = np.random.default_rng(1)
    one = random.integers(0, 9, 40).astype(float)
    other = random.integers(2, 11, 60).astype(float)
    expected = mannwhitneyu(one, other).statistic / (40 * 60)

    assert area_under_curve(one, other) == pytest.approx(expected)


def sample(covariance: np.ndarray, days: int, seed: int) -> Sample:
    random = np.random.default_rng(seed)
    values = random.multivariate_normal(np.zeros(3), covariance, days * 100)
    dates = tuple(date(2013, 1, 1) + timedelta(days=n) for n in range(days))
    return Sample(("a", "b", "c"), dates, np.repeat(np.arange(days), 100), values)


def test_a_lost_correlation_is_seen_though_no_feature_moved() -> None:
    trained = Trained(sample(CORRELATED, 60, 1), width=3)
    quiet = [area for _, area in trained.areas(sample(CORRELATED, 12, 2))]
    apart = [area for _, area in trained.areas(sample(np.eye(3), 12, 3))]

    assert max(quiet) < 0.6 < min(apart)


def test_a_moved_feature_alone_is_no_change_of_dependence() -> None:
    trained = Trained(sample(CORRELATED, 60, 1), width=3)
    here = sample(CORRELATED, 12, 2)
    moved = Sample(here.features, here.days, here.place, np.exp(here.values) * 5 + 3)

    assert [a for _, a in trained.areas(moved)] == pytest.approx(
        [a for _, a in trained.areas(here)]
    )
