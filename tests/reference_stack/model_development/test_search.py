"""The search tries what it may, in a fixed order, and keeps the best."""

import pandas as pd
import pytest
from pydantic import ValidationError

from reference_stack.case import Case
from reference_stack.features import FeatureSet
from reference_stack.model_development.pipeline import Parameters
from reference_stack.model_development.search import (
    Search,
    Space,
    Trial,
    drawn,
    searched,
    space,
)

GRID = Space(trials=3, rows=500, grid={"leaves": (31, 7), "l2": (1.0, 5.0, 9.0)})


def test_all_combinations_can_be_tried() -> None:
    found = {(p.leaves, p.l2) for p in drawn(GRID.model_copy(update={"trials": 6}), 1)}

    assert found == {(a, b) for a in (31, 7) for b in (1.0, 5.0, 9.0)}


@pytest.mark.parametrize("seed", range(5))
def test_the_first_trial_is_the_plain_one_and_none_is_tried_twice(seed: int) -> None:
    found = drawn(GRID, seed)

    assert found[0] == Parameters(leaves=31, l2=1.0)
    assert len(set(found)) == len(found) == 3
    assert found == drawn(GRID, seed)


def test_the_best_has_the_lowest_score_and_the_gain_is_a_share() -> None:
    trials = (Trial(parameters=Parameters(leaves=n), score=n / 40) for n in (8, 4, 6))
    search = Search(trials=tuple(trials))

    assert search.best.parameters.leaves == 4
    assert search.gain == pytest.approx(0.5)


def test_a_search_scores_every_trial_on_the_later_days(
    rows: pd.DataFrame, features: FeatureSet
) -> None:
    split = rows["day"] < rows["day"].max() - pd.Timedelta(9, "D")
    small = GRID.model_copy(update={"grid": {"iterations": (20, 1)}})

    found = searched(features, rows[split], rows[~split], small, 3)

    assert [t.parameters.iterations for t in found.trials] == [20, 1]
    assert found.best.parameters.iterations == 20
    assert found == searched(features, rows[split], rows[~split], small, 3)


def test_a_case_may_bring_its_own_space(case: Case) -> None:
    assert space(case).trials == 2


def test_a_value_that_no_model_takes_is_refused() -> None:
    with pytest.raises(ValidationError):
        Space(trials=1, rows=500, grid={"learning_rate": (-1.0,)}).combinations()
