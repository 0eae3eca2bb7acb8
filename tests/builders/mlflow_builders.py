"""What MLflow and a log of predictions hold, built where a test needs them."""

import json
import warnings
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scan_builders import NOW

from advisor.evidence import probes
from advisor.evidence.finding import Finding
from advisor.evidence.probe import ask
from advisor.evidence.project import Project
from advisor.evidence.sources import predictions
from advisor.evidence.sources.mlflow_facts import (
    PARENT,
    Dataset,
    Metric,
    Packed,
    Run,
    Server,
    Version,
)

DAY = timedelta(days=1)
COMMIT = "c0ffee" + "0" * 34
DATA = Dataset("flights", "d1d1d1d1", '{"uri": "s3://lake/flights/1"}', "training")


def run(id_: str = "r1", age: float = 1, **fields: Any) -> Run:
    """Return a finished run that records everything, `age` days before now."""
    start = NOW - age * DAY
    metrics = fields.pop("metrics", {"auc": 0.8, "baseline_auc": 0.6})
    base = Run(
        id=id_,
        experiment="1",
        name=f"train {id_}",
        status="FINISHED",
        start=start,
        end=start + timedelta(minutes=5),
        params={"leaves": "31"},
        metrics={
            name: Metric(value, start + timedelta(minutes=4))
            for name, value in metrics.items()
        },
        tags={"mlflow.source.git.commit": COMMIT, "mlflow.user": "ada"},
        datasets=(DATA,),
    )
    return replace(base, **fields)


def child(of: str, number: int, **fields: Any) -> Run:
    """Return one trial below a run."""
    params = {"rate": str(number / 10)}
    return run(f"{of}-{number}", **{"params": params, "tags": {PARENT: of}} | fields)


def version(
    number: int = 1, run_id: str = "r1", age: float = 1, **fields: Any
) -> Version:
    """Return a registered version with all that belongs to it."""
    base = Version(
        model="flights",
        number=str(number),
        run_id=run_id,
        created=NOW - age * DAY + timedelta(minutes=5),
        tags={"validation_status": "passed"},
        model_id=f"m-{number}",
        packed=Packed(signature=True, environment=True),
    )
    return replace(base, **fields)


def server(
    *found: Run | Version, files: Mapping[str, tuple[str, ...]] | None = None
) -> Server:
    """Return a server that holds these runs and versions."""
    return Server(
        address="built",
        runs=tuple(one for one in found if isinstance(one, Run)),
        versions=tuple(one for one in found if isinstance(one, Version)),
        files=files or {},
    )


def line(at: datetime = NOW, version: str = "1", **fields: Any) -> dict[str, object]:
    """Return a complete line of a log."""
    base = {
        "request_id": f"q-{version}-{at.isoformat()}",
        "timestamp": at.isoformat(),
        "model_version": version,
        "features": {"distance": 1.0},
        "prediction": 0.5,
    }
    return {k: v for k, v in (base | fields).items() if v is not None}


def log(folder: Path, *lines: Mapping[str, object], name: str = "log.jsonl") -> Path:
    """Write lines as JSON and return the folder."""
    path = folder / "predictions" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
    return path.parent


def look(
    probe: str, mlflow: Server | None = None, logged: Path | None = None
) -> Finding:
    """Return the first finding of a probe about a server, a log or both."""
    read = predictions.read(logged) if logged else None
    found = next(one for one in probes.load() if one.text.id == probe)
    return ask(found, Project(now=NOW, mlflow=mlflow, predictions=read))[0]


def client(folder: Path) -> Any:
    """Return a client of a new real store of MLflow below a folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from reference_stack.tracking.door import MlflowClient

        uri = f"sqlite:///{folder / 'mlflow.db'}"
        return MlflowClient(tracking_uri=uri, registry_uri=uri)


def at(day: int, minute: int = 0) -> datetime:
    """Return a time in November 2026."""
    return datetime(2026, 11, day, 10, minute, tzinfo=UTC)
