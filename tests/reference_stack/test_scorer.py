"""Scoring with a graph: the same answer for a row alone, in a batch or in a frame."""

import numpy as np
import pandas as pd
import pytest

from reference_stack import scorer as scoring
from reference_stack.errors import ModelError
from reference_stack.features import FeatureSet
from reference_stack.model_development.onnx_export import onnx_export
from reference_stack.model_development.pipeline import Parameters, fitted
from reference_stack.scorer import Scorer

FEATURES = FeatureSet(texts=("kind",), numbers=("size", "age"), tables=())


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    random = np.random.default_rng(4)
    frame = pd.DataFrame(
        {
            "kind": random.choice(["a", "b", "c"], 800),
            "size": random.normal(size=800).astype("float32"),
            "age": random.normal(size=800).astype("float32"),
        }
    )
    return frame.assign(label=(frame["size"] + random.normal(size=800) > 0) * 1.0)


@pytest.fixture(scope="module")
def graph(rows: pd.DataFrame) -> bytes:
    return onnx_export(fitted(FEATURES, Parameters(iterations=20), 1, rows), FEATURES)


@pytest.fixture(scope="module")
def scorer(graph: bytes) -> Scorer:
    return Scorer(graph, FEATURES.texts, FEATURES.numbers)


def test_a_row_scores_the_same_alone_in_a_batch_and_in_a_frame(
    scorer: Scorer, rows: pd.DataFrame
) -> None:
    given: list[dict[str, str | float]] = [
        {"kind": kind, "size": size, "age": age}
        for kind, size, age in zip(*(rows[n] for n in FEATURES.names), strict=True)
    ]

    batch = scorer.score(given)

    assert batch == scorer.score_frame(rows).tolist()
    assert [scorer.score([row])[0] for row in given[:50]] == batch[:50]
    assert all(0 <= p <= 1 for p in batch)


def test_a_large_frame_gets_the_bits_that_its_rows_get_alone(
    graph: bytes, rows: pd.DataFrame
) -> None:
    many = pd.concat([rows] * (2 * scoring.CHUNK // len(rows) + 1), ignore_index=True)
    many.loc[::7, "kind"] = "never seen"
    many.loc[::11, "kind"] = ""
    many.loc[::5, "age"] = np.nan
    some = slice(scoring.CHUNK - 200, scoring.CHUNK + 200)
    cells = many.iloc[some][list(FEATURES.names)].itertuples(index=False)
    given = [dict(zip(FEATURES.names, row, strict=True)) for row in cells]

    for threads in (1, 2):
        scorer = Scorer(graph, FEATURES.texts, FEATURES.numbers, threads)
        assert scorer.score_frame(many).tolist()[some] == scorer.score(given)


def test_a_graph_without_numbers_or_without_texts_scores_large_frames_too(
    rows: pd.DataFrame,
) -> None:
    many = pd.concat([rows] * (scoring.MANY // len(rows) + 1), ignore_index=True)
    for texts, numbers in ((("kind",), ()), ((), ("size", "age"))):
        some = FeatureSet(texts=texts, numbers=numbers, tables=())
        model = fitted(some, Parameters(iterations=5), 1, rows)
        scorer = Scorer(onnx_export(model, some), texts, numbers)
        few = scorer.score_frame(many[:100])
        assert scorer.score_frame(many)[:100].tolist() == few.tolist()


def test_fields_that_are_no_features_do_not_matter(scorer: Scorer) -> None:
    row: dict[str, str | float] = {"kind": "a", "size": 0.1, "age": 2.0}

    assert scorer.score([row]) == scorer.score([{**row, "note": "x"}])


def test_no_rows_give_no_scores(scorer: Scorer) -> None:
    assert scorer.score([]) == []


def test_a_row_that_lacks_a_feature_is_named(scorer: Scorer) -> None:
    with pytest.raises(ModelError, match="lacks age"):
        scorer.score([{"kind": "a", "size": 0.1}])


def test_a_number_that_is_a_text_is_refused(scorer: Scorer) -> None:
    with pytest.raises(ModelError, match="a row to score"):
        scorer.score([{"kind": "a", "size": "much", "age": 1.0}])


def test_a_frame_that_lacks_a_feature_is_refused(
    scorer: Scorer, rows: pd.DataFrame
) -> None:
    with pytest.raises(ModelError, match="age"):
        scorer.score_frame(rows.drop(columns="age"))


def test_a_file_that_is_no_graph_is_refused() -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        Scorer(b"not a graph", ("kind",), ("size",))


def test_a_graph_with_other_inputs_is_refused(graph: bytes) -> None:
    with pytest.raises(ModelError, match="takes"):
        Scorer(graph, ("kind",), ("size",))
