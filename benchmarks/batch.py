"""Scoring many rows at once: our ONNX graph beside the plain pipeline on pandas."""

import numpy as np
import pandas as pd

from benchmarks.measuring import Table, repeated
from reference_stack.features import FeatureSet
from reference_stack.model_development.onnx_export import onnx_export
from reference_stack.model_development.pipeline import Parameters, fitted
from reference_stack.scorer import Scorer

TEXTS = ("carrier", "origin", "dest")
NUMBERS = tuple(f"number_{n}" for n in range(17))
TRAINED = 60_000
TIMES = 3
THREADS = 2


def measure(rows: int = 1_000_000) -> Table:
    """Return rows per second of each way at its best, side by side on the same rows.

    Both may use both cores. Our way takes the same frame, so turning its columns into
    the graph's inputs is part of what is timed.
    """
    features = FeatureSet(texts=TEXTS, numbers=NUMBERS, tables=())
    pipeline = fitted(features, Parameters(), 0, _drawn(min(TRAINED, rows), 0))
    scorer = Scorer(onnx_export(pipeline, features), TEXTS, NUMBERS, THREADS)
    asked = _drawn(rows, 1)[list(features.names)]
    times: dict[str, list[float]] = {"pipeline": [], "ours": []}
    for _ in range(TIMES):
        times["pipeline"] += repeated(lambda: pipeline.predict_proba(asked), 1)
        times["ours"] += repeated(lambda: scorer.score_frame(asked), 1)
    best = {name: min(found) for name, found in times.items()}
    return {
        name: {
            "rows/s": rows / seconds,
            "times the pipeline": best["pipeline"] / seconds,
            "aim": 1.4 if name == "ours" else 1.0,
        }
        for name, seconds in best.items()
    }


def _drawn(rows: int, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    codes = np.array([f"C{n:02d}" for n in range(40)], dtype=object)
    frame = pd.DataFrame({name: codes[random.integers(0, 40, rows)] for name in TEXTS})
    for name in NUMBERS:
        frame[name] = random.normal(size=rows).astype(np.float32)
    odds = frame[NUMBERS[0]] + frame[NUMBERS[1]] * frame[NUMBERS[2]] - 1
    frame["label"] = (random.random(rows) < 1 / (1 + np.exp(-odds))).astype(float)
    return frame
