"""Evidence over days: e-values, the detector and the budget."""

import numpy as np
import pytest
from scipy import stats

from reference_stack.model_monitoring.policy import (
    DAYS_PER_YEAR,
    PAGING_FAMILIES,
    Policy,
)
from reference_stack.model_monitoring.sequential import (
    above_share,
    calibrated,
    detector,
    shift_evidence,
    standardised,
)


@pytest.mark.parametrize("freedom", [5, 13, 89])
def test_evidence_of_a_quiet_day_is_one_on_average(freedom: int) -> None:
    grid = np.linspace(-400, 400, 400_001)
    density = stats.t.pdf(grid, freedom)
    means = np.trapezoid(shift_evidence(grid, freedom) * density[:, None], grid, axis=0)

    assert means == pytest.approx(1.0, abs=0.01)


def test_a_calibrated_p_value_is_an_e_value() -> None:
    p = np.logspace(-12, 0, 200_001)[:-1]

    assert np.trapezoid(calibrated(p), p) <= 1.0
    assert (np.diff(calibrated(p)) < 0).all()


def test_the_standardised_figure_is_students() -> None:
    random = np.random.default_rng(3)
    drawn = random.normal(5, 2, (4000, 15))
    z = [standardised(row[:14], row[14:])[0][0] for row in drawn]

    assert stats.kstest(z, stats.t(13).cdf).pvalue > 0.001


def test_quiet_days_alarm_no_more_often_than_the_budget_allows() -> None:
    random = np.random.default_rng(11)
    limit, alarms, days = 50.0, 0, 0
    for _ in range(120):
        reference, later = random.normal(size=30), random.normal(size=200)
        z, freedom = standardised(reference, later, margin=0.5)
        flags = detector(shift_evidence(z, freedom), limit)[1]
        alarms += int((flags & ~np.r_[False, flags[:-1]]).sum())
        days += len(later)

    assert alarms <= days / limit


def test_a_steady_shift_is_found_within_days() -> None:
    random = np.random.default_rng(5)
    reference = random.normal(size=14)
    z, freedom = standardised(reference, random.normal(3.5, 1, 10), margin=0.5)

    assert detector(shift_evidence(z, freedom), 1825.0)[1].argmax() in range(1, 7)


def test_evidence_is_held_at_the_limit_and_falls_when_days_are_quiet_again() -> None:
    total, alarm = detector(np.array([1e9, 1e9, 0.1, 0.1, 0.1]), 100.0)

    assert alarm.tolist() == [True, True, False, False, False]
    assert total.max() == pytest.approx(100.0)
    assert (np.diff(total[1:]) < 0).all()


def test_a_share_is_judged_by_the_binomial_tail() -> None:
    found = above_share(np.array([12.0]), np.array([100.0]), 0.05)[0]

    assert found == pytest.approx(
        stats.binomtest(12, 100, 0.05, alternative="greater").pvalue
    )


def test_all_paging_monitors_together_stay_within_a_page_a_year() -> None:
    policy = Policy()
    subjects = {"schema": 57, "feature_generation": 35, "performance": 6}
    expected = sum(
        subjects.get(f, 1) * DAYS_PER_YEAR / policy.run_length(f, subjects.get(f, 1))
        for f in PAGING_FAMILIES
    )

    assert expected == pytest.approx(policy.pages_per_year)


def test_a_monitor_without_a_part_of_the_budget_is_refused() -> None:
    with pytest.raises(ValueError, match="skew has no part"):
        Policy().run_length("skew", 1)


def test_the_detector_adds_up_as_its_formula_says() -> None:
    e = np.exp(np.random.default_rng(3).normal(0.1, 2.0, (200, 6)))
    limit, total, wanted = 50.0, np.zeros(6), []
    for day in e:
        total = (total + 1) * day
        total *= min(1.0, limit / total.mean())
        wanted.append(total.mean())

    found, alarm = detector(e, limit)

    assert found == pytest.approx(wanted, rel=1e-12)
    assert found.max() <= limit * (1 + 1e-12)
    assert 0 < alarm.sum() < len(alarm)
    assert detector(e[:, 0], limit)[0] == pytest.approx(detector(e[:, :1], limit)[0])
