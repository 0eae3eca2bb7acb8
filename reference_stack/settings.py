"""Where a run keeps its things, and what it may tell the world (nothing)."""

import os
from pathlib import Path

from reference_stack.values import Value

PACKAGE = Path(__file__).parent
ROOT = PACKAGE.parent

SILENT = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "BENTOML_DO_NOT_TRACK": "True",
    "DAGSTER_DISABLE_TELEMETRY": "yes",
    "DO_NOT_TRACK": "1",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "OMP_NUM_THREADS": "2",
    # Threads that wait by spinning make a fit five times slower on a busy machine.
    "OMP_WAIT_POLICY": "PASSIVE",
    # Small systems of equations gain nothing from a second thread and wait for it long.
    "OPENBLAS_NUM_THREADS": "1",
}


def quiet() -> None:
    """Switch off every tool's telemetry and set its threads, unless the caller did."""
    for name, value in SILENT.items():
        os.environ.setdefault(name, value)


def data_of(case: Path) -> Path:
    """Return the folder of a case's batches: `data/<name of its folder>`."""
    beside, within = ROOT / "data", ROOT / "advisor" / "data"
    return (beside if (beside / case.name).exists() else within) / case.name


FLIGHTS = PACKAGE / "cases" / "flights"


class Settings(Value):
    """Everything that differs between two runs of the same case.

    `home` holds all a run writes; `case` and `data` are only read. `seed` feeds every
    random choice. `port` 0 takes a free one; `workers` are processes of the service.
    """

    home: Path
    case: Path = FLIGHTS
    data: Path = data_of(FLIGHTS)
    seed: int = 2013
    port: int = 0
    workers: int = 1

    @property
    def ledger(self) -> Path:
        """The append-only record of decisions."""
        return self.home / "ledger.jsonl"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file."""
        return self.home / "warehouse.duckdb"

    @property
    def tracking_db(self) -> Path:
        """The SQLite file of MLflow."""
        return self.home / "mlflow.db"

    @property
    def artifacts(self) -> Path:
        """The artifacts of MLflow."""
        return self.home / "artifacts"

    @property
    def online(self) -> Path:
        """The features that the service looks up."""
        return self.home / "online.sqlite"

    @property
    def models(self) -> Path:
        """The models that the service loads, one folder per version."""
        return self.home / "models"

    @property
    def predictions(self) -> Path:
        """The prediction log, one folder per day."""
        return self.home / "predictions"

    @property
    def release(self) -> Path:
        """What the service is to do."""
        return self.home / "release.json"

    @property
    def snapshots(self) -> Path:
        """The training sets, named by their content."""
        return self.home / "snapshots"

    @property
    def approvals(self) -> Path:
        """Recorded approvals of people."""
        return self.home / "approvals"

    @property
    def reports(self) -> Path:
        """Model cards, data sheets and the figures behind the drawings."""
        return self.home / "reports"

    @property
    def status(self) -> Path:
        """How far the run is."""
        return self.home / "status.json"
