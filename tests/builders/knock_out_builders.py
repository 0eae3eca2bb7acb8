"""Small changes to a store of MLflow or a log, each of which ends one practice.

A home holds `mlflow.db`, `artifacts/` and `predictions/`, as a run of the reference
stack leaves it.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from mlflow_builders import COMMIT, at, client, line, log

MLMODEL = """\
flavors:
  python_function: {env: {conda: conda.yaml}, loader_module: mlflow.sklearn}
signature: {inputs: '[{"type": "double", "name": "x"}]', outputs: null}
"""
CAUSES = ("every 3 months", "new data arrived", "quality fell and features drifted")
TRIALS = 4
Line = dict[str, Any]


def live_home(folder: Path) -> Path:
    """Write a home whose MLflow and log show every practice that they can show."""
    opened = client(folder)
    experiment = opened.create_experiment("flights", (folder / "artifacts").as_uri())
    opened.create_registered_model("flights")
    for cause in CAUSES:
        _trained(opened, experiment, folder, cause)
    opened.set_registered_model_alias("flights", "champion", "2")
    lines = [
        line(
            at(day, minute),
            version="2" if day > 18 and minute % 3 == 2 else "1",
            arm="a",
        )
        for day in (18, 19, 20, 21)
        for minute in range(10)
    ]
    log(folder, *lines)
    return folder


def _trained(opened: Any, experiment: str, folder: Path, cause: str) -> None:
    from mlflow.entities import Dataset, DatasetInput, Metric, Param

    tags = {"cause": cause, "git_commit": COMMIT}
    run = str(opened.create_run(experiment, run_name="train", tags=tags).info.run_id)
    figures = {"auc": 0.8, "auc_women": 0.8, "auc_men": 0.7, "baseline_auc": 0.6}
    metrics = [Metric(name, value, 0, 0) for name, value in figures.items()]
    opened.log_batch(run, params=[Param("leaves", "31")], metrics=metrics)
    data = Dataset("rows", "abc123", "local", '{"uri": "s3://lake/rows"}')
    opened.log_inputs(run, datasets=[DatasetInput(data, [])])
    opened.log_text(run, MLMODEL, "model/MLmodel")
    opened.log_text(run, "{}", "gate.json")
    place = (folder / "artifacts" / run / "artifacts" / "model").as_uri()
    opened.create_model_version("flights", place, run)
    opened.set_terminated(run)
    for number in range(TRIALS):
        trial = opened.create_run(experiment, tags={"mlflow.parentRunId": run})
        rate = [Param("rate", str(number))]
        scored = [Metric("auc", 0.5, 0, 0)]
        opened.log_batch(trial.info.run_id, params=rate, metrics=scored)
        opened.set_terminated(trial.info.run_id)


def sql(*statements: str) -> Callable[[Path], None]:
    """Return a change of a home's store."""

    def change(home: Path) -> None:
        with closing(sqlite3.connect(home / "mlflow.db")) as con, con:
            for statement in statements:
                con.execute(statement)

    return change


def lines(edit: Callable[[Line], Line]) -> Callable[[Path], None]:
    """Return a change of each line of a home's log."""

    def change(home: Path) -> None:
        for path in sorted((home / "predictions").rglob("*.jsonl")):
            found = path.read_text(encoding="utf-8").splitlines()
            edited = [json.dumps(edit(json.loads(text))) for text in found]
            path.write_text("\n".join(edited) + "\n", encoding="utf-8")

    return change


def _without_features(raw: Line) -> Line:
    return {k: v for k, v in raw.items() if k not in ("features", "request")}


def _without_arm(raw: Line) -> Line:
    return {k: v for k, v in raw.items() if k != "arm"}


def _built_elsewhere(raw: Line) -> Line:
    name = _version(raw)
    return raw | {name: "local-build" if raw[name] == "2" else raw[name]}


def _version(raw: Line) -> str:
    return "model_version" if "model_version" in raw else "version"


def _no_verdict(home: Path) -> None:
    for path in (home / "artifacts").rglob("gate.json"):
        path.unlink()


_BEHIND = "(SELECT run_id FROM model_versions)"
BARE = (
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 60) "
    "INSERT INTO runs (run_uuid, status, lifecycle_stage, experiment_id, start_time) "
    "SELECT 'bare' || x, 'FINISHED', 'active', 1, 1795378152692 FROM n"
)
LIVE: Mapping[str, Callable[[Path], None]] = {
    "development.tracking": sql(BARE),
    "development.baseline": sql(
        "DELETE FROM latest_metrics WHERE key LIKE 'champion%' "
        "OR key LIKE 'baseline%' OR key LIKE '%_on_rule'"
    ),
    "deployment.registry": sql("DELETE FROM registered_model_aliases"),
    "deployment.validation_gate": _no_verdict,
    "deployment.model_delivery": lines(_built_elsewhere),
    "deployment.ab_test": lines(_without_arm),
    "automation.retraining_trigger": sql(
        "UPDATE tags SET value = 'manual' WHERE key = 'cause' "
        "AND (value LIKE '%every%' OR value LIKE '%new%')"
    ),
    "automation.degradation_trigger": sql(
        "UPDATE tags SET value = 'manual' WHERE key = 'cause' AND value LIKE '%drift%'"
    ),
    "monitoring.prediction_log": lines(_without_features),
    "traceability.code": sql(
        f"UPDATE tags SET value = 'source:{'ab' * 32}' WHERE key = 'git_commit'"
    ),
    "traceability.run_record": sql(f"DELETE FROM params WHERE run_uuid IN {_BEHIND}"),
    "traceability.dataset": sql("UPDATE datasets SET dataset_source = ''"),
    "traceability.pipeline_runs": sql(
        f"UPDATE runs SET end_time = NULL WHERE run_uuid IN {_BEHIND}"
    ),
    "traceability.lineage": sql(
        "UPDATE model_versions SET run_id = 'gone' WHERE version NOT IN "
        "(SELECT version FROM registered_model_aliases)"
    ),
}
"""For each practice that MLflow or a log shows, what ends it and nothing else."""
