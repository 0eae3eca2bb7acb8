"""A small case with a served month, in a real warehouse, with a real ONNX model."""

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from reference_stack import features
from reference_stack.model_deployment.prediction_log import prepare
from reference_stack.model_development.onnx_export import onnx_export
from reference_stack.model_development.pipeline import Parameters, fitted
from reference_stack.scorer import Scorer
from reference_stack.settings import PACKAGE, Settings
from reference_stack.stack import Stack
from reference_stack.tracking import registry
from reference_stack.tracking.facts import ModelFacts, Package

PER_DAY = 120
FEATURE_SQL = """-- grain: departure_hour
SELECT strftime(prediction_time + INTERVAL 2 HOUR, '%Y-%m-%dT%H') AS departure_hour,
    min(prediction_time) - INTERVAL 1 HOUR AS known_at,
    avg(waiting) AS congestion_mean_delay
FROM flights WHERE prediction_time >= $since AND prediction_time < $until GROUP BY 1
"""
LABELS_SQL = """-- grain: entity_id
SELECT flight_id AS entity_id, late AS label,
    prediction_time + to_hours(4 + $label_delay_hours) AS known_at
FROM flights
"""


def case_folder(folder: Path) -> Path:
    """Write a case with two fields in a request and one feature table."""
    goal = yaml.safe_load((PACKAGE / "cases/flights/goal.yaml").read_text())
    goal["request"] = {
        "carrier": {"type": "text"},
        "scheduled_departure": {"type": "timestamp", "feature": False},
        "distance": {"type": "number"},
    }
    goal["keys"] = {"departure_hour": {"of": "scheduled_departure", "first": 13}}
    goal |= {"segments": ["carrier"], "static_sources": [], "barred": []}
    for name, text in {
        "goal.yaml": yaml.safe_dump(goal),
        "ingest/flights.sql": "-- grain: flight_id\nSELECT * FROM batch\n",
        "features/congestion.sql": FEATURE_SQL,
        "labels.sql": LABELS_SQL,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def flights() -> pd.DataFrame:
    """Return four months in which distance and waiting tell who is late."""
    random = np.random.default_rng(4)
    days = pd.date_range("2013-01-01", "2013-04-30")
    n = len(days) * PER_DAY
    made = np.repeat(days, PER_DAY) + pd.to_timedelta(
        random.integers(0, 24 * 60, n), unit="min"
    )
    waiting = np.abs(random.normal(5, 8, n))
    distance = random.uniform(100, 3000, n)
    chance = 1 / (1 + np.exp(2.5 - distance / 900 - waiting / 10))
    return pd.DataFrame(
        {
            "flight_id": [str(i) for i in range(n)],
            "prediction_time": made,
            "scheduled_departure": made + pd.Timedelta(hours=2),
            "carrier": random.choice(["AA", "UA", "DL"], n),
            "distance": distance,
            "waiting": waiting,
            "late": (random.random(n) < chance).astype(float),
        }
    )


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stack:
    """A stack whose first model served April."""
    settings = Settings(home=tmp_path / "home", case=case_folder(tmp_path / "case"))
    made = Stack.open(settings)
    with made.warehouse() as con:
        con.register("drawn", flights())
        con.execute("CREATE TABLE flights AS SELECT * FROM drawn")
        con.execute(
            "CREATE TABLE batches AS "
            "SELECT 'flights' AS source, '2013-04' AS period, 'd' AS digest, true AS active"
        )
        since, until = datetime(2013, 1, 1), datetime(2013, 5, 1)
        features.materialise(con, made.case, since, until)
        found = features.described(con, made.case)
        april = datetime(2013, 4, 1)
        rows = features.rows(con, made.case, since, april, april)
        model = fitted(found, Parameters(iterations=15), 1, rows)
        onnx = onnx_export(model, found)
        served = features.rows(con, made.case, april, until)
        probability = Scorer(onnx, found.texts, found.numbers).score_frame(served)
        prepare(con, found)
        con.register("log", _log(served, probability))
        con.execute("INSERT INTO predictions BY NAME SELECT * FROM log")
        names = ", ".join(f'"{name}"' for name in found.names)
        con.register("frame", served)
        con.execute(f"INSERT INTO served_features SELECT entity_id, {names} FROM frame")
    facts = ModelFacts(
        version="1", run_id="r", data_digest="d", code_commit="c",
        environment_digest="e", case_digest="c", pipeline_version="1", onnx_sha256="",
        skops_sha256="", texts=found.texts, numbers=found.numbers, threshold=0.25,
        trained_from=date(2013, 1, 1), trained_until=date(2013, 4, 1),
        registered_at=april, metrics={},
    )  # fmt: skip
    package = Package(onnx=onnx, facts=facts)
    monkeypatch.setattr(registry, "fetch", lambda _, __: package)
    monkeypatch.setattr(registry, "alias", lambda _, __: "1")
    monkeypatch.setattr(registry, "versions", lambda _: ("1",))
    return made


def _log(served: pd.DataFrame, probability: np.ndarray) -> pd.DataFrame:
    random = np.random.default_rng(6)
    n = len(served)
    return pd.DataFrame(
        {
            "request_id": served["entity_id"],
            "entity_id": served["entity_id"],
            "made_at": served["made_at"],
            "arm": "champion",
            "version": "1",
            "probability": probability.astype(float),
            "decision": probability >= 0.25,
            "wall_ms": random.gamma(20, 0.05, n),
            "cpu_ms": random.gamma(20, 0.02, n),
            "rss_mb": random.normal(200, 1, n),
            "status": "ok",
        }
    )
