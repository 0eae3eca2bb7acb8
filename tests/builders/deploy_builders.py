"""A small case with real models: parcels that arrive late when they are heavy."""

import math
import warnings
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict
from sklearn.pipeline import Pipeline

from reference_stack.features import (
    FeatureSet,
    described,
    materialise,
    publish,
    rows,
)
from reference_stack.model_deployment import loaded
from reference_stack.model_deployment.release import ModelFile, Release, first
from reference_stack.model_development.onnx_export import onnx_export
from reference_stack.model_development.pipeline import Parameters, fitted
from reference_stack.settings import PACKAGE, Settings
from reference_stack.stack import Stack
from reference_stack.tracking import ModelFacts, registry, run
from reference_stack.warehouse import Connection

DAY = date(2013, 4, 1)
START = datetime(2013, 4, 1)
REQUEST = """entity: {table: parcels, id: parcel, made_at: asked}
request:
  route: {type: text, longest: 6}
  note: {type: text, longest: 9, feature: false, nullable: true}
  due: {type: timestamp, feature: false}
  weight: {type: number, min: 0, max: 100}
keys:
  hour: {of: due, first: 13}
segments: [route]
"""
ROW = {
    "id": "p0",
    "route": "north",
    "note": None,
    "due": "2013-04-01T02:00:00",
    "weight": 12.5,
}


def parcels_case(folder: Path) -> Path:
    """Write the folder of the case; style, steps and costs are those of the flights."""
    text = (PACKAGE / "cases" / "flights" / "goal.yaml").read_text(encoding="utf-8")
    head, tail = text.split("entity: {")[0], text.split("acquisition:")[1]
    goal = head + REQUEST + "acquisition:" + tail
    goal = goal.replace("{feature: congestion_mean_delay, ", "{feature: weight, ")
    files = {
        "goal.yaml": goal,
        "ingest/parcels.sql": "-- grain: parcel\nSELECT * FROM batch\n",
        "features/traffic.sql": "-- grain: route, hour\n"
        "SELECT route, strftime(due, '%Y-%m-%dT%H') AS hour, "
        "min(asked) AS known_at, sum(1.0) AS busy, max(mood) AS mood "
        "FROM parcels GROUP BY ALL\n",
        "labels.sql": "-- grain: entity_id\n"
        "SELECT parcel AS entity_id, CAST(late AS DOUBLE) AS label, "
        "due + to_hours($label_delay_hours) AS known_at FROM parcels\n",
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def parcels(days: int, each_hour: int = 4, seed: int = 1) -> pd.DataFrame:
    """Return parcels of some days; heavy ones on the north route tend to be late."""
    rng = np.random.default_rng(seed)
    count = days * 24 * each_hour
    asked = [START + timedelta(minutes=60 * n / each_hour) for n in range(count)]
    weight = rng.integers(0, 200, count) / 2
    north = rng.random(count) < 0.5
    chance = 0.05 + 0.5 * (weight > 50) * np.where(north, 1.0, 0.3)
    return pd.DataFrame(
        {
            "parcel": [f"p{n}" for n in range(count)],
            "asked": asked,
            "route": np.where(north, "north", "south"),
            "note": ["fragile" if some else None for some in rng.random(count) < 0.5],
            "due": [at + timedelta(hours=2) for at in asked],
            "weight": weight,
            "mood": rng.choice(["calm", "busy"], count),
            "late": (rng.random(count) < chance).astype(int),
        }
    )


def parcels_stack(folder: Path, days: int = 3, each_hour: int = 4) -> Stack:
    """Return a stack with some days of parcels; the first is published."""
    case = parcels_case(folder / "case")
    stack = Stack.open(Settings(home=folder / "home", case=case, data=folder))
    with stack.warehouse() as con:
        frame = parcels(days, each_hour)
        con.register("frame", frame)
        con.execute("CREATE TABLE parcels AS SELECT * FROM frame")
        materialise(con, stack.case, START, START + timedelta(days=days))
        publish(con, stack.case, DAY, stack.settings.online)
    return stack


class Trained(BaseModel):
    """A model of the parcels: pipeline, graph and inputs."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    pipeline: Pipeline
    onnx: bytes
    features: FeatureSet

    @property
    def file(self) -> ModelFile:
        """What a release says of it."""
        return ModelFile(onnx_sha256=sha256(self.onnx).hexdigest())


def trained(
    con: Connection, stack: Stack, seed: int = 1, flip: bool = False
) -> Trained:
    """Train a small model on all parcels; `flip` teaches it the opposite."""
    features = described(con, stack.case)
    known = rows(con, stack.case, START, START + timedelta(days=90), datetime.max)
    known["label"] = abs(known["label"] - flip)
    few = Parameters(iterations=5 + seed, leaves=8, rows_in_leaf=5)
    pipeline = fitted(features, few, seed, known)
    with warnings.catch_warnings():
        # skl2onnx gives protobuf truth values for numbers; a release of theirs mends it.
        warnings.simplefilter("ignore", DeprecationWarning)
        onnx = onnx_export(pipeline, features)
    return Trained(pipeline=pipeline, onnx=onnx, features=features)


def unpacked(settings: Settings, version: str, model: Trained) -> ModelFile:
    """Put a model where the service looks for it."""
    folder = settings.models / version
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(model.onnx)
    inputs = loaded.Inputs(
        texts=model.features.texts, numbers=model.features.numbers, threshold=0.25
    )
    (folder / "facts.json").write_text(inputs.model_dump_json(), encoding="utf-8")
    return model.file


def released(settings: Settings, version: str, model: Trained) -> Release:
    """Unpack a model and release it to all traffic."""
    release = first(version, unpacked(settings, version, model), DAY)
    loaded.write(settings.release, release)
    return release


def registered(stack: Stack, model: Trained, number: int) -> str:
    """Enter a model in the registry and return its version."""
    facts = ModelFacts(
        version="",
        run_id="",
        data_digest=f"data {number}",
        code_commit="commit",
        environment_digest="environment",
        case_digest=stack.case.digest,
        pipeline_version="1",
        onnx_sha256="",
        skops_sha256="",
        texts=model.features.texts,
        numbers=model.features.numbers,
        threshold=stack.case.goal.costs.threshold,
        trained_from=DAY,
        trained_until=DAY,
        registered_at=START,
        metrics={},
    )
    with run.started(stack.settings, f"model {number}") as opened:
        return registry.register(
            stack.settings, opened.id, model.pipeline, model.onnx, facts
        )


def at(hour: float, day: date = DAY) -> datetime:
    """Return a moment of a day."""
    return datetime.combine(day, time()) + timedelta(hours=hour)


def close(one: Sequence[float], other: Sequence[float], by: float = 1e-6) -> bool:
    """Tell whether two lists of numbers agree."""
    pairs = zip(one, other, strict=True)
    return all(math.isclose(a, b, abs_tol=by) for a, b in pairs)
