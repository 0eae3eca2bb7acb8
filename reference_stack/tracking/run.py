"""Runs: what was tried, with which settings and data, and what came out."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param
from mlflow.exceptions import MlflowException

from reference_stack.errors import ModelError
from reference_stack.settings import Settings
from reference_stack.tracking.door import MlflowClient, client, experiment
from reference_stack.values import Figure, Value

PARENT = "mlflow.parentRunId"


class Recorded(Value):
    """What a finished run left behind."""

    run_id: str
    name: str
    params: dict[str, str]
    metrics: dict[str, float]
    tags: dict[str, str]


class Run:
    """An open run; each call writes at once, many values in one transaction."""

    def __init__(self, run_id: str, opened: MlflowClient) -> None:
        self.id = run_id
        self._client = opened

    def params(self, values: Mapping[str, Figure]) -> None:
        """Record settings; a setting cannot be recorded twice with two values."""
        found = [Param(name, str(value)) for name, value in values.items()]
        self._client.log_batch(self.id, params=found)

    def metrics(self, values: Mapping[str, float], at: datetime) -> None:
        """Record figures at a moment of the run's own clock (UTC, without a zone)."""
        moment = round(at.replace(tzinfo=UTC).timestamp() * 1000)
        found = [Metric(name, float(v), moment, 0) for name, v in values.items()]
        self._client.log_batch(self.id, metrics=found)

    def dataset(self, digest: str, path: Path, rows: int) -> None:
        """Record which data it was trained on, by digest.

        MLflow keeps 36 characters of a digest; the whole one is a tag.
        """
        entity = Dataset(
            name=path.name,
            digest=digest[:36],
            source_type="local",
            source=json.dumps({"uri": path.absolute().as_uri()}),
            profile=json.dumps({"num_rows": rows}),
        )
        tags = [InputTag("mlflow.data.context", "training")]
        self._client.log_inputs(self.id, datasets=[DatasetInput(entity, tags)])
        self._client.set_tag(self.id, "data_digest", digest)

    def text(self, name: str, content: str) -> None:
        """Keep a text as an artifact of that name."""
        self._client.log_text(self.id, content, name)


@contextmanager
def started(
    settings: Settings,
    name: str,
    tags: Mapping[str, str] | None = None,
    parent: str | None = None,
) -> Iterator[Run]:
    """Open a run (below `parent` if one is given) and close it, failed on an error."""
    opened = client(settings)
    under = {PARENT: parent} if parent else {}
    run = opened.create_run(
        experiment(settings), run_name=name, tags={**(tags or {}), **under}
    )
    status = "FAILED"
    try:
        yield Run(run.info.run_id, opened)
        status = "FINISHED"
    finally:
        opened.set_terminated(run.info.run_id, status)


def recorded(settings: Settings, run_id: str) -> Recorded:
    """Return what a run recorded.

    Raises:
        ModelError: There is no such run.
    """
    try:
        run = client(settings).get_run(run_id)
    except MlflowException:
        raise ModelError(f"run {run_id}", "is not recorded") from None
    return _read(run)


def children(settings: Settings, run_id: str) -> tuple[Recorded, ...]:
    """Return the runs below a run, oldest first."""
    found = client(settings).search_runs(
        [experiment(settings)],
        f"tags.`{PARENT}` = '{run_id}'",
        order_by=["attributes.start_time ASC", "attributes.run_name ASC"],
    )
    return tuple(_read(run) for run in found)


def _read(run: object) -> Recorded:
    data, info = run.data, run.info  # type: ignore[attr-defined]
    return Recorded(
        run_id=info.run_id,
        name=info.run_name,
        params=dict(data.params),
        metrics=dict(data.metrics),
        tags={k: v for k, v in data.tags.items() if not k.startswith("mlflow.")},
    )
