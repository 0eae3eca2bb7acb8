"""The sequential tests: right by an independent oracle, and right when peeked at."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from reference_stack.model_deployment.ab_test import (
    FEWEST,
    SPREAD,
    differs,
    effect,
    exceeds,
)

ALPHA = 0.05
DAYS = st.lists(st.floats(-5, 5), min_size=FEWEST, max_size=40)


def integrated(values: list[float]) -> float:
    """The evidence by numerical integration over noncentral t densities."""
    n = len(values)
    t = float(stats.ttest_1samp(values, 0).statistic)

    def weighed(size: float) -> float:
        density = stats.nct.pdf(t, n - 1, math.sqrt(n) * size)
        return float(density * stats.norm.pdf(size, scale=math.sqrt(SPREAD)))

    above, _ = integrate.quad(weighed, -8, 8, limit=400, points=[t / math.sqrt(n)])
    return float(above / stats.t.pdf(t, n - 1))


@pytest.mark.parametrize("seed", range(6))
def test_the_evidence_is_that_of_the_integral_over_all_effects(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(0.3 * seed, 1, 4 + 3 * seed).tolist()

    assert effect(values, ALPHA).evidence == pytest.approx(integrated(values), rel=1e-4)


@given(DAYS)
def test_the_interval_leaves_out_zero_when_the_evidence_reaches_the_bar(
    values: list[float],
) -> None:
    found = effect(values, ALPHA)

    out = found.low > 0 or found.high < 0
    if not math.isclose(found.evidence, 1 / ALPHA, rel_tol=1e-6):
        assert out == (found.evidence > 1 / ALPHA)
    assert out == (found.judgement != "open")


@given(DAYS, st.floats(0.1, 10))
def test_the_unit_of_the_costs_does_not_matter(
    values: list[float], unit: float
) -> None:
    one, scaled = effect(values, ALPHA), effect([unit * v for v in values], ALPHA)

    if np.std(values) > 1e-6:
        assert scaled.high == pytest.approx(unit * one.high, rel=1e-6, abs=1e-9)
        assert scaled.low == pytest.approx(unit * one.low, rel=1e-6, abs=1e-9)


@given(DAYS)
def test_swapping_the_versions_turns_the_interval_around(values: list[float]) -> None:
    one, other = effect(values, ALPHA), effect([-v for v in values], ALPHA)

    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


def test_two_days_never_decide() -> None:
    found = effect([-3.0, -3.0001], ALPHA)

    assert found.judgement == "open"
    assert effect([], ALPHA).judgement == "open"


def decided(draws: np.ndarray) -> tuple[float, float]:
    """Shares of the runs that ever found the challenger better, or worse, by a peek."""
    better = worse = 0
    for run in draws:
        found = (effect(run[:n], ALPHA).judgement for n in range(FEWEST, len(run) + 1))
        first = next((judgement for judgement in found if judgement != "open"), "open")
        better += first == "better"
        worse += first == "worse"
    return better / len(draws), worse / len(draws)


@pytest.mark.parametrize("shape", ["normal", "skewed", "heavy"])
def test_peeking_each_day_errs_no_more_often_than_stated(shape: str) -> None:
    rng = np.random.default_rng(7)
    size = (600, 40)
    draws = {
        "normal": rng.normal(0, 1, size),
        "skewed": rng.gamma(4, 1, size) - 4,
        "heavy": rng.standard_t(5, size),
    }[shape]

    better, worse = decided(draws)

    assert better + worse <= ALPHA


def test_a_real_benefit_is_mostly_found_within_the_time_there_is() -> None:
    draws = np.random.default_rng(8).normal(-0.9, 1, (300, 24))

    better, worse = decided(draws)

    assert better >= 0.8
    assert worse <= 0.01


@pytest.mark.parametrize(("events", "trials"), [(0, 50), (3, 50), (20, 200), (9, 9)])
def test_the_evidence_for_a_share_is_the_mean_over_all_bets(
    events: int, trials: int
) -> None:
    limit = 0.05

    def bet(share: float) -> float:
        won = events * math.log(share / limit)
        lost = (trials - events) * math.log((1 - share) / (1 - limit))
        return math.exp(won + lost) / (1 - limit)

    wanted, _ = integrate.quad(bet, limit, 1, points=[max(events / trials, 0.051)])

    assert exceeds(events, trials, limit) == pytest.approx(wanted, rel=1e-6)


def test_a_share_at_its_limit_seldom_raises_an_alarm_however_often_looked_at() -> None:
    rng = np.random.default_rng(9)
    counts = rng.random((400, 30, 40)) < 0.05
    events = counts.sum(axis=2).cumsum(axis=1)

    raised = [
        any(exceeds(int(e), 40 * (d + 1), 0.05) >= 1 / ALPHA for d, e in enumerate(run))
        for run in events
    ]

    assert np.mean(raised) <= ALPHA


def test_a_share_well_above_its_limit_raises_one() -> None:
    assert exceeds(30, 1000, 0.01) >= 1 / ALPHA
    assert exceeds(8, 1000, 0.01) < 1 / ALPHA


@given(st.integers(0, 500), st.floats(0.01, 0.99))
def test_no_trial_is_no_evidence(trials: int, share: float) -> None:
    assert exceeds(0, 0, share) == pytest.approx(1)
    assert differs(0, 0, share) == pytest.approx(1)
    assert exceeds(0, trials, share) <= 1 + 1e-9


def test_a_fair_split_is_left_alone_however_often_looked_at() -> None:
    rng = np.random.default_rng(10)
    routed = (rng.random((400, 30, 50)) < 0.1).sum(axis=2).cumsum(axis=1)

    raised = [
        any(differs(int(e), 50 * (d + 1), 0.1) >= 1 / ALPHA for d, e in enumerate(run))
        for run in routed
    ]

    assert np.mean(raised) <= ALPHA


@pytest.mark.parametrize("routed", [50, 150])
def test_a_broken_split_is_seen_where_chi_square_sees_it(routed: int) -> None:
    p = stats.chisquare([routed, 1000 - routed], [100, 900]).pvalue

    assert p < 1e-5
    assert differs(routed, 1000, 0.1) >= 1 / ALPHA
