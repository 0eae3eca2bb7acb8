"""Figures against a second way of counting, and laws of the comparison."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from reference_stack.model_development.calibration import bins, calibration
from reference_stack.model_development.comparison import (
    Holdout,
    compared,
    difference,
    figures,
)
from reference_stack.model_development.parity import parity
from reference_stack.model_development.slices import slices

Floats = NDArray[np.float64]


def test_the_cost_is_that_of_counting_case_by_case(
    held: Holdout, truth: Floats
) -> None:
    total = 0.0
    for label, said in zip(held.label, truth, strict=True):
        total += 1.0 if said >= 0.25 else 4.0 * label

    found = figures(held, truth)

    assert found.cost == pytest.approx(total / len(truth) * 1000)
    nothing = 4000 * held.label.mean()
    assert found.saving == pytest.approx(1 - found.cost / nothing)


def test_the_true_probabilities_decide_cheapest(held: Holdout, truth: Floats) -> None:
    others = (truth * 0.5, np.sqrt(truth), np.full(len(truth), truth.mean()))

    assert all(figures(held, truth).cost < figures(held, o).cost for o in others)


def test_a_model_never_differs_from_itself(held: Holdout, truth: Floats) -> None:
    found = compared(held, {"candidate": truth, "champion": truth})

    assert found.against_champion is not None
    assert found.against_champion.low == found.against_champion.high == 0
    assert found.candidate == found.champion


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_exchanging_both_turns_the_difference(held: Holdout, seed: int) -> None:
    random = np.random.default_rng(seed)
    one, other = random.random((2, len(held.label))) < 0.4

    there, back = difference(held, one, other), difference(held, other, one)

    assert there.estimate == pytest.approx(-back.estimate, abs=1e-9)
    assert there.low == pytest.approx(-back.high, abs=1e-9)


def test_the_slope_is_that_of_a_logistic_regression(
    held: Holdout, truth: Floats
) -> None:
    bent = truth**1.7
    odds = np.log(bent / (1 - bent))
    oracle = LogisticRegression(C=np.inf, tol=1e-9).fit(odds[:, None], held.label)

    found = calibration(held.label, bent, held.days.of_row)

    assert found.slope.estimate == pytest.approx(oracle.coef_[0, 0], abs=1e-4)
    assert found.shift == pytest.approx(oracle.intercept_[0], abs=1e-4)


def test_the_truth_is_calibrated_and_exaggeration_is_over_confident(
    held: Holdout, truth: Floats
) -> None:
    odds = np.log(truth / (1 - truth))
    fair = calibration(held.label, truth, held.days.of_row)
    loud = calibration(held.label, 1 / (1 + np.exp(-2 * odds)), held.days.of_row)

    assert fair.slope.low < 1 < fair.slope.high
    assert loud.slope.estimate == pytest.approx(fair.slope.estimate / 2, abs=1e-3)
    assert loud.slope.high < 0.75
    assert loud.error > fair.error


@given(st.lists(st.floats(0, 1), min_size=10, max_size=60))
def test_bins_hold_every_row_once_in_order(said: list[float]) -> None:
    probability = np.array(said)
    found = bins((probability > 0.5).astype(float), probability)

    assert sum(b.rows for b in found) == len(said)
    assert [b.said for b in found] == sorted(b.said for b in found)
    assert max(b.rows for b in found) - min(b.rows for b in found) <= 1


def test_groups_hold_every_row_once_and_their_costs_add_up(
    held: Holdout, truth: Floats
) -> None:
    groups = slices(held, {"candidate": truth}, ["shop"])
    late = [g.rows * g.label_rate for g in groups]
    excess = sum(g.excess.estimate * n for g, n in zip(groups, late, strict=True))

    assert sum(g.rows for g in groups) == len(held.label)
    assert sum(late) == pytest.approx(held.label.sum())
    whole = figures(held, truth).saving
    assert excess / held.label.sum() == pytest.approx(-whole)


def test_a_small_group_is_shown_and_not_judged(held: Holdout, truth: Floats) -> None:
    tiny = (held.rows["shop"] == "tiny").to_numpy()
    groups = slices(held, {"candidate": np.where(tiny, 0.99, truth)}, ["shop"])

    judged = parity(groups, 10)
    spared = parity(groups, 500)

    assert judged.group == "shop tiny"
    assert (spared.judged, spared.not_judged) == (2, 1)
    assert spared.worst < judged.worst
    assert parity((), 1).worst == -1
