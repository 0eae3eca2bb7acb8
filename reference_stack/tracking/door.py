"""Opening MLflow: one SQLite file and one folder of artifacts below the run's home."""

import logging
import warnings
from functools import cache
from pathlib import Path

from filelock import FileLock

from reference_stack.case import Goal, read
from reference_stack.settings import Settings, quiet

quiet()  # before MLflow is imported, which is when it looks
with warnings.catch_warnings():
    # What MLflow's modules say of themselves when they are read (a loader that SQLAlchemy
    # 2.1 will drop, type hints of agents) is not ours to mend.
    warnings.simplefilter("ignore")
    import mlflow
    import mlflow.pyfunc
    import mlflow.sklearn
    import mlflow.store.tracking.sqlalchemy_store
    from mlflow import MlflowClient

for name in ("mlflow", "alembic"):
    logging.getLogger(name).setLevel(logging.ERROR)

__all__ = ["MlflowClient", "client", "experiment", "model_name", "point_at"]


def address(settings: Settings) -> str:
    """Return where MLflow keeps its records: absolute, so that no folder matters."""
    return f"sqlite:///{settings.tracking_db.absolute()}"


def client(settings: Settings) -> MlflowClient:
    """Return a client; the tables are made at the first call, by one process alone."""
    return _client(address(settings), settings.tracking_db.absolute())


@cache
def _client(uri: str, path: Path) -> MlflowClient:
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{path}.lock"):
        return MlflowClient(tracking_uri=uri, registry_uri=uri)


def experiment(settings: Settings) -> str:
    """Return the id of the case's experiment, made if there is none."""
    name, opened = model_name(settings), client(settings)
    with FileLock(f"{settings.tracking_db.absolute()}.lock"):
        found = opened.get_experiment_by_name(name)
        if found is not None:
            return str(found.experiment_id)
        folder = settings.artifacts.absolute().as_uri()
        return str(opened.create_experiment(name, artifact_location=folder))


def model_name(settings: Settings) -> str:
    """Return the name of the case, which is that of its models and its experiment."""
    return _name(settings.case)


@cache
def _name(folder: Path) -> str:
    return read(folder / "goal.yaml", Goal).name


def point_at(settings: Settings) -> None:
    """Aim the parts of MLflow that know no client at the run's own records."""
    mlflow.set_tracking_uri(address(settings))
    mlflow.set_registry_uri(address(settings))
