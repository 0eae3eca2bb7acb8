"""From pipeline to ONNX, with proof that both give the same answers."""

import warnings
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.pipeline import Pipeline

from reference_stack.features import FeatureSet
from reference_stack.scorer import Scorer

OPSET = 17
THREADS = 2


class Exported(NamedTuple):
    """The graph, its answers on the rows of the proof, and where it differs most.

    `probability` has shape (rows,); `difference` is the largest absolute difference
    from the pipeline's own answer.
    """

    onnx: bytes
    probability: NDArray[np.float32]
    difference: float


def exported(pipeline: Pipeline, features: FeatureSet, rows: pd.DataFrame) -> Exported:
    """Convert the whole pipeline and hold it against the pipeline on the given rows.

    A tenth of the rows is asked again with unseen texts and with missing values, so
    that what the rows happen not to hold is compared too. The gate judges `difference`.
    """
    onnx = onnx_export(pipeline, features)
    scorer = Scorer(onnx, features.texts, features.numbers, THREADS)
    probability = scorer.score_frame(rows)
    odd = _odd(rows, features)
    difference = max(
        _difference(pipeline, features, rows, probability),
        _difference(pipeline, features, odd, scorer.score_frame(odd)),
    )
    return Exported(onnx, probability, difference)


def onnx_export(pipeline: Pipeline, features: FeatureSet) -> bytes:
    """Return the pipeline as a graph with the inputs `texts` and `numbers`."""
    inputs = [
        ("texts", StringTensorType([None, len(features.texts)])),
        ("numbers", FloatTensorType([None, len(features.numbers)])),
    ]
    with warnings.catch_warnings():
        # skl2onnx hands protobuf truth values and numpy integers where plain ones are due.
        warnings.simplefilter("ignore", DeprecationWarning)
        graph = to_onnx(
            pipeline,
            initial_types=[(name, kind) for name, kind in inputs if kind.shape[1]],
            options={id(pipeline.steps[-1][1]): {"zipmap": False}},
            target_opset=OPSET,
        )
    return bytes(graph.SerializeToString())


def _difference(
    pipeline: Pipeline,
    features: FeatureSet,
    rows: pd.DataFrame,
    probability: NDArray[np.float32],
) -> float:
    own = pipeline.predict_proba(rows[list(features.names)])[:, 1]
    return float(np.abs(own - probability).max(initial=0.0))


def _odd(rows: pd.DataFrame, features: FeatureSet) -> pd.DataFrame:
    """Return a tenth of the rows twice: with unseen texts, and with missing values."""
    part = rows[list(features.names)].iloc[::10]
    unseen = part.assign(**dict.fromkeys(features.texts, "\N{BLACK STAR}"))
    missing = part.assign(
        **dict.fromkeys(features.texts, ""),
        **dict.fromkeys(features.numbers, np.float32("nan")),
    )
    return pd.concat([unseen, missing], ignore_index=True)
