"""One model with 20 features, kept in every form that a server of `serving` wants."""

from pathlib import Path
from typing import Any, Final, NamedTuple

import mlflow.sklearn
import numpy as np
import pandas as pd
import yaml
from skops import io as skops

from reference_stack.features import FeatureSet
from reference_stack.model_deployment import loaded
from reference_stack.model_deployment.release import ModelFile, first
from reference_stack.model_development.onnx_export import onnx_export
from reference_stack.model_development.pipeline import Parameters, fitted
from reference_stack.settings import PACKAGE, Settings
from reference_stack.tracking.facts import sha256
from reference_stack.tracking.registry import TRUSTED
from reference_stack.values import month_start

FEATURES: Final = FeatureSet(
    texts=("carrier", "origin", "dest"),
    numbers=tuple(f"x{n}" for n in range(17)),
    tables=(),
)
TREES: Final = Parameters(iterations=200)
THRESHOLD: Final = 0.25


class Ready(NamedTuple):
    """Where everything lies, the settings of our service, and a row that it takes."""

    folder: Path
    settings: Settings
    row: dict[str, Any]
    probability: float


def made(folder: Path, rows: int = 20_000) -> Ready:
    """Train the model and put it down: ONNX and facts, skops, MLflow, a case."""
    frame = _rows(rows)
    pipeline = fitted(FEATURES, TREES, 1, frame)
    onnx = onnx_export(pipeline, FEATURES)
    settings = Settings(home=folder / "home", case=_case(folder / "case"))
    _released(settings, onnx)
    (folder / "model.onnx").write_bytes(onnx)
    skops.dump(pipeline, folder / "model.skops")
    mlflow.sklearn.save_model(
        pipeline,
        str(folder / "mlflow"),
        pip_requirements=["scikit-learn"],
        serialization_format="skops",
        skops_trusted_types=list(TRUSTED),
    )
    one = frame[list(FEATURES.names)].iloc[:1]
    probability = float(pipeline.predict_proba(one)[0, 1])
    (found,) = one.astype(object).to_dict("records")
    row = {str(name): value for name, value in found.items()}
    return Ready(folder, settings, row, probability)


def _rows(count: int) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    numbers = rng.normal(size=(count, len(FEATURES.numbers))).astype(np.float32)
    frame = pd.DataFrame(numbers, columns=list(FEATURES.numbers))
    for text in FEATURES.texts:
        frame[text] = rng.choice([f"{text}{n}" for n in range(16)], count)
    odds = (
        numbers[:, 0] + numbers[:, 1] * numbers[:, 2] + (frame["carrier"] < "carrier3")
    )
    frame["label"] = (rng.random(count) < 1 / (1 + np.exp(1 - odds))).astype(int)
    return frame


def _released(settings: Settings, onnx: bytes) -> None:
    folder = settings.models / "1"
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(onnx)
    inputs = loaded.Inputs(
        texts=FEATURES.texts, numbers=FEATURES.numbers, threshold=THRESHOLD
    )
    (folder / "facts.json").write_text(inputs.model_dump_json(), encoding="utf-8")
    file = ModelFile(onnx_sha256=sha256(onnx))
    loaded.write(settings.release, first("1", file, month_start("2013-04")))


def _case(folder: Path) -> Path:
    """Write a case whose callers send all features; the rest is as for the flights."""
    flights = PACKAGE / "cases" / "flights" / "goal.yaml"
    goal = yaml.safe_load(flights.read_text(encoding="utf-8"))
    goal["request"] = {
        **{name: {"type": "text"} for name in FEATURES.texts},
        **{name: {"type": "number"} for name in FEATURES.numbers},
    }
    goal |= {"keys": {}, "segments": ["carrier"]}
    files = {
        "goal.yaml": yaml.safe_dump(goal),
        "ingest/flights.sql": "-- grain: flight_id\nSELECT * FROM batch\n",
        "labels.sql": "-- grain: entity_id\nSELECT * FROM flights\n",
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder
