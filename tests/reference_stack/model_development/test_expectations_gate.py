"""The gate lets a better candidate through and refuses every other kind."""

import numpy as np
import pytest
from numpy.typing import NDArray

from reference_stack.case import Case
from reference_stack.gate import Gate
from reference_stack.model_development.comparison import Holdout, compared
from reference_stack.model_development.expectations_gate import (
    Evidence,
    Expectations,
    asked,
    expectations,
)
from reference_stack.model_development.parity import parity
from reference_stack.model_development.slices import slices

Floats = NDArray[np.float64]


@pytest.fixture
def limits(case: Case) -> Expectations:
    return expectations(case)


def noised(truth: Floats, by: float) -> Floats:
    odds = np.log(truth / (1 - truth))
    odds += np.random.default_rng(8).normal(scale=by, size=len(truth))
    return np.asarray(1 / (1 + np.exp(-odds)))


def answer(
    case: Case,
    held: Holdout,
    candidate: Floats,
    champion: Floats | None = None,
    **known: float,
) -> Gate:
    said = {"candidate": candidate}
    if champion is not None:
        said["champion"] = champion
    limits = expectations(case)
    groups = slices(held, said, case.goal.segments)
    evidence = Evidence(
        comparison=compared(held, said),
        parity=parity(groups, limits.least_rows),
        difference=known.get("difference", 1e-7),
        gain=known.get("gain", 0.1),
    )
    return asked(evidence, case.goal, limits)


def test_a_first_good_candidate_passes(
    case: Case, held: Holdout, truth: Floats
) -> None:
    gate = answer(case, held, truth)

    assert gate.passed
    assert gate.otherwise is None
    assert gate.figures["failed"] == ""
    assert "cost saved against doing nothing" in gate.reason


def test_a_clearly_better_candidate_passes(
    case: Case, held: Holdout, truth: Floats
) -> None:
    gate = answer(case, held, truth, champion=noised(truth, 1.5))

    assert gate.passed
    assert float(gate.figures["against_champion_high"]) < 0


def test_a_worse_candidate_is_refused(case: Case, held: Holdout, truth: Floats) -> None:
    gate = answer(case, held, noised(truth, 0.8), champion=truth)

    assert not gate.passed
    assert "beats_champion" in str(gate.figures["failed"])


def test_an_equal_candidate_is_refused(
    case: Case, held: Holdout, truth: Floats
) -> None:
    gate = answer(case, held, truth, champion=truth)

    assert gate.figures["failed"] == "beats_champion"
    assert gate.figures["against_champion"] == 0
    assert gate.otherwise == "model_development"


def test_a_candidate_better_by_less_than_noise_is_refused(
    case: Case, held: Holdout, truth: Floats
) -> None:
    gate = answer(case, held, truth, champion=noised(truth, 0.25))

    assert gate.figures["failed"] == "beats_champion"
    assert float(gate.figures["against_champion"]) < 0


def test_a_candidate_with_a_broken_group_is_refused(
    case: Case, held: Holdout, truth: Floats
) -> None:
    south = (held.rows["shop"] == "south").to_numpy()
    broken = np.where(south, 0.99, truth)
    blind = np.where(south, 0.01, truth)

    for candidate in (broken, blind):
        gate = answer(case, held, candidate, champion=noised(truth, 1.0))
        assert not gate.passed
        assert "parity" in str(gate.figures["failed"])
        assert "shop south" in gate.reason


def test_a_graph_that_answers_otherwise_than_the_pipeline_is_refused(
    case: Case, held: Holdout, truth: Floats
) -> None:
    for difference in (2e-6, 0.5, float("nan")):
        gate = answer(case, held, truth, difference=difference)
        assert gate.figures["failed"] == "same_answers"


def test_an_over_confident_candidate_is_refused(
    case: Case, held: Holdout, truth: Floats
) -> None:
    odds = np.log(truth / (1 - truth))
    # Steeper around the threshold: the same decisions, exaggerated probabilities.
    middle = np.log(0.25 / 0.75)
    steep = np.asarray(1 / (1 + np.exp(-(middle + 3 * (odds - middle)))))

    gate = answer(case, held, steep)

    assert gate.figures["failed"] == "confidence"
    assert gate.figures["cost"] == answer(case, held, truth).figures["cost"]


def test_a_missed_kpi_leads_to_other_data_when_tuning_has_nothing_left(
    case: Case, held: Holdout, truth: Floats
) -> None:
    weak = noised(truth * 0 + held.label.mean(), 0.5) * 0.85 + truth * 0.15

    spent = answer(case, held, weak, gain=0.0001)
    hopeful = answer(case, held, weak, gain=0.2)

    assert spent.otherwise == "data_acquisition"
    assert hopeful.otherwise == "model_development"


def test_features_that_hold_nothing_lead_out_of_machine_learning(
    case: Case, held: Holdout, truth: Floats
) -> None:
    guess = np.random.default_rng(3).uniform(size=len(truth))

    assert answer(case, held, guess).otherwise == "no_ml"


def test_a_kpi_measured_elsewhere_is_not_asked_here(
    case: Case, held: Holdout, truth: Floats
) -> None:
    assert "latency" not in answer(case, held, truth).figures


def test_the_limits_of_the_room_are_read_from_its_file(limits: Expectations) -> None:
    assert limits.largest_difference == 1e-6
