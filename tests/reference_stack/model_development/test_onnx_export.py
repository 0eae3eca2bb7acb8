"""Pipeline and graph give the same answers, or the difference is seen."""

import hashlib
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.pipeline import Pipeline

from reference_stack.features import FeatureSet
from reference_stack.model_development.onnx_export import exported, onnx_export
from reference_stack.model_development.pipeline import Parameters, build, fitted
from reference_stack.scorer import Scorer

FEW = Parameters(iterations=30)


@pytest.fixture(scope="module")
def pipeline(features: FeatureSet, rows: pd.DataFrame) -> Pipeline:
    return fitted(features, FEW, 7, rows)


def test_the_graph_answers_as_the_pipeline_does(
    pipeline: Pipeline, features: FeatureSet, rows: pd.DataFrame
) -> None:
    found = exported(pipeline, features, rows)

    own = pipeline.predict_proba(rows[list(features.names)])[:, 1]
    assert found.difference <= 1e-6
    assert found.probability == pytest.approx(own, abs=1e-6)


def test_unseen_and_missing_values_are_answered_alike(
    pipeline: Pipeline, features: FeatureSet
) -> None:
    nan = float("nan")
    odd: list[dict[str, Any]] = [
        {"shop": "never seen", "size": 1.0, "load": 0.3, "other": -2.0},
        {"shop": "", "size": nan, "load": nan, "other": nan},
        {"shop": "north", "size": np.inf, "load": -np.inf, "other": 3e38},
    ]
    frame = pd.DataFrame(odd).astype(dict.fromkeys(features.numbers, "float32"))
    graph = onnx_export(pipeline, features)

    said = Scorer(graph, features.texts, features.numbers).score(odd)

    own = pipeline[
        -1
    ].predict_proba  # rows with infinities pass the columns as they are
    codes = pipeline[0].transform(frame[list(features.names)])
    assert said[:2] == pytest.approx(own(codes[:2])[:, 1], abs=1e-6)


def test_trees_that_know_categories_convert_wrongly_and_it_is_seen(
    features: FeatureSet, rows: pd.DataFrame
) -> None:
    shops = rows.assign(shop=[f"s{n * 7919 % 31:02d}" for n in range(len(rows))])
    shops["label"] = shops["shop"].str[1:].astype(int).mod(2).astype(float)
    trap = build(features, FEW, 7).set_params(trees__categorical_features=[0])
    trap.fit(shops[list(features.names)], shops["label"])

    assert exported(trap, features, shops).difference > 0.1


def test_a_case_without_texts_or_without_numbers_is_exported_too(
    rows: pd.DataFrame,
) -> None:
    for texts, numbers in ((("shop",), ()), ((), ("size", "load"))):
        some = FeatureSet(texts=texts, numbers=numbers, tables=())
        assert exported(fitted(some, FEW, 7, rows), some, rows).difference <= 1e-6


def test_training_twice_gives_the_same_bits(
    pipeline: Pipeline, features: FeatureSet, rows: pd.DataFrame
) -> None:
    again = fitted(features, FEW, 7, rows)

    digests = {
        hashlib.sha256(onnx_export(each, features)).hexdigest()
        for each in (pipeline, again)
    }
    one, other = (
        p.predict_proba(rows[list(features.names)]) for p in (pipeline, again)
    )
    assert len(digests) == 1
    assert np.array_equal(one, other)
