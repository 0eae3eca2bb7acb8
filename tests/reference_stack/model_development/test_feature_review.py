"""The review finds what carries a model, what does not, and what is there twice."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference_stack.features import FeatureSet
from reference_stack.model_development.feature_review import (
    Reviewed,
    moved,
    reviewed,
)
from reference_stack.model_development.onnx_export import onnx_export
from reference_stack.model_development.pipeline import Parameters, fitted
from reference_stack.scorer import Scorer


@pytest.fixture(scope="module")
def found(rows: pd.DataFrame) -> dict[str, Reviewed]:
    features = FeatureSet(
        texts=("shop", "code"), numbers=("size", "load", "other", "twice"), tables=()
    )
    wide = rows.assign(
        code=rows["shop"].str.upper(), twice=(rows["load"] * 2).astype("float32")
    )
    early = wide["day"] < wide["day"].max() - pd.Timedelta(9, "D")
    training, holdout = wide[early], wide[~early].assign(other=np.float32(9))
    pipeline = fitted(features, Parameters(iterations=25), 1, training)
    scorer = Scorer(onnx_export(pipeline, features), features.texts, features.numbers)
    return {r.name: r for r in reviewed(scorer, features, training, holdout, 1)}


def test_what_the_world_is_made_of_adds_most(found: dict[str, Reviewed]) -> None:
    assert next(iter(found)) == "load"
    assert found["load"].marks == ()
    assert found["load"].adds.low > 0
    assert found["size"].adds.low > 0


def test_a_feature_that_adds_nothing_is_weak(found: dict[str, Reviewed]) -> None:
    assert "weak" in found["other"].marks
    assert found["other"].adds.estimate == 0


def test_a_feature_that_is_there_twice_is_doubled(found: dict[str, Reviewed]) -> None:
    assert found["twice"].doubles == "load"
    assert found["code"].doubles == "shop"
    assert found["load"].doubles is None


def test_a_feature_that_moved_is_unsteady(found: dict[str, Reviewed]) -> None:
    assert found["other"].moved == 1
    assert "unsteady" in found["other"].marks
    assert found["load"].moved < 0.2


def test_missing_values_are_counted(found: dict[str, Reviewed]) -> None:
    assert found["size"].missing == pytest.approx(0.1, abs=0.03)
    assert found["load"].missing == 0


@given(
    st.lists(st.sampled_from("abc"), min_size=1),
    st.lists(st.sampled_from("abc"), min_size=1),
)
def test_the_distance_of_texts_is_a_metric_between_0_and_1(
    one: list[str], other: list[str]
) -> None:
    a, b = pd.Series(one), pd.Series(other)

    assert moved(a, a) == 0
    assert moved(a, b) == pytest.approx(moved(b, a))
    assert 0 <= moved(a, b) <= 1
    assert moved(a, pd.Series(["z"])) == 1


def test_a_feature_that_vanished_has_moved_all_the_way() -> None:
    some, none = pd.Series([1.0, 2.0]), pd.Series([np.nan, np.nan])

    assert moved(some, none) == 1
    assert moved(none, none) == 0
