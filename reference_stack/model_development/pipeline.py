"""The model: texts to ordinal codes, numbers as they are, gradient-boosted trees.

Codes go in as plain numbers. Trees that are told which columns are categories convert
to ONNX without an error and then answer wrongly (`onnx_export` refuses them).
"""

import pandas as pd
from pydantic import Field
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OrdinalEncoder

from reference_stack.features import FeatureSet
from reference_stack.values import Value

UNSEEN = -1


class Parameters(Value):
    """What may be tuned of the trees."""

    iterations: int = Field(default=120, ge=1)
    learning_rate: float = Field(default=0.08, gt=0, le=1)
    leaves: int = Field(default=31, ge=2)
    rows_in_leaf: int = Field(default=40, ge=1)
    l2: float = Field(default=1.0, ge=0)


def build(features: FeatureSet, parameters: Parameters, seed: int) -> Pipeline:
    """Return the untrained pipeline; columns are taken by place, texts first.

    Trained twice on the same rows it gives the same bits: no early stopping, no
    sampling, and sums that do not depend on the number of threads.
    """
    split = len(features.texts)
    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=UNSEEN)
    columns = ColumnTransformer(
        [
            ("texts", codes, list(range(split))),
            ("numbers", "passthrough", list(range(split, len(features.names)))),
        ]
    )
    trees = HistGradientBoostingClassifier(
        max_iter=parameters.iterations,
        learning_rate=parameters.learning_rate,
        max_leaf_nodes=parameters.leaves,
        min_samples_leaf=parameters.rows_in_leaf,
        l2_regularization=parameters.l2,
        early_stopping=False,
        random_state=seed,
    )
    return Pipeline([("columns", columns), ("trees", trees)])


def fitted(
    features: FeatureSet, parameters: Parameters, seed: int, rows: pd.DataFrame
) -> Pipeline:
    """Return the pipeline trained on rows with the features and `label` as columns."""
    pipeline = build(features, parameters, seed)
    return pipeline.fit(rows[list(features.names)], rows["label"].to_numpy())
