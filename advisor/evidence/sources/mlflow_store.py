"""A local MLflow store in SQLite, opened for reading only.

The tables of several releases of MLflow are understood: a column or table that a store
does not have is taken as empty.
"""

import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.request import pathname2url

from advisor.errors import EvidenceError
from advisor.evidence.sources import mlflow_artifacts
from advisor.evidence.sources.mlflow_artifacts import Artifacts
from advisor.evidence.sources.mlflow_facts import (
    MOST_RUNS,
    MOST_SECONDS,
    MOST_VERSIONS,
    Dataset,
    Metric,
    Run,
    Server,
    Version,
    moment,
    number,
    text,
)
from advisor.evidence.sources.skipped import Skipped
from advisor.language import t

_STEPS: Final = 100_000
Row = tuple[Any, ...]
Key = tuple[str, str]


def read(path: Path, address: str) -> Server:
    """Return what a store knows; raise EvidenceError if it is none."""
    try:
        with closing(_opened(path)) as con:
            if not _columns(con, "runs"):
                raise EvidenceError(
                    t("{address}: no table of runs; expected MLflow's", address=address)
                )
            return _server(_Tables(con), path, address)
    except sqlite3.Error as fault:
        raise EvidenceError(
            t(
                "{address}: {fault}; expected a store of MLflow in SQLite",
                address=address,
                fault=fault,
            )
        ) from fault


class _Tables:
    """The tables of a store, read column by column."""

    def __init__(self, con: sqlite3.Connection) -> None:
        self._con = con

    def rows(self, table: str, *columns: str, end: str = "") -> Iterator[Row]:
        """Yield the rows of a table; None stands for a column it does not have."""
        there = _columns(self._con, table)
        if not there:
            return iter(())
        named = ", ".join(f'"{c}"' if c in there else "NULL" for c in columns)
        # Every name is one of ours, none comes from the store.
        return self._con.execute(f'SELECT {named} FROM "{table}" {end}')  # noqa: S608

    def texts(self, table: str, of: str = "run_uuid") -> Mapping[str, dict[str, str]]:
        """Return the keys and values of each run."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for owner, key, value in self.rows(table, of, "key", "value"):
            found[owner][text(key)] = text(value)
        return found


def _opened(path: Path) -> sqlite3.Connection:
    """Open a store so that nothing is written, not even beside it.

    Without changes that wait in a log of their own the file alone is all there is.
    """
    waiting = path.with_name(f"{path.name}-wal")
    mode = "mode=ro" if waiting.exists() else "mode=ro&immutable=1"
    uri = f"file:{pathname2url(str(path.absolute()))}?{mode}"
    con = sqlite3.connect(uri, uri=True, timeout=5)
    con.text_factory = lambda raw: raw.decode("utf-8", "replace")
    con.execute("PRAGMA query_only = ON")
    con.execute("PRAGMA trusted_schema = OFF")
    end = time.monotonic() + MOST_SECONDS
    con.set_progress_handler(lambda: int(time.monotonic() > end), _STEPS)
    return con


def _columns(con: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in con.execute(f'PRAGMA table_info("{table}")')}


def _server(tables: _Tables, path: Path, address: str) -> Server:
    artifacts = Artifacts(path.parent)
    runs, locations = _runs(tables)
    versions = artifacts.described(tuple(_versions(tables)))
    skipped = []
    if len(runs) == MOST_RUNS:
        skipped.append(Skipped(place="mlflow", reason=f"runs beyond {MOST_RUNS:,}"))
    return Server(
        address=address,
        runs=tuple(runs.values()),
        versions=versions,
        files=mlflow_artifacts.files(artifacts, versions, runs, locations),
        skipped=tuple(skipped),
    )


def _runs(tables: _Tables) -> tuple[dict[str, Run], dict[str, str]]:
    """Return the runs, newest first, and where the files of each lie."""
    params, tags = tables.texts("params"), tables.texts("tags")
    metrics, datasets = _metrics(tables), _datasets(tables)
    taken = _taken(tables)
    columns = "run_uuid name status start_time end_time experiment_id source_version"
    found: dict[str, Run] = {}
    locations: dict[str, str] = {}
    rows = tables.rows(
        "runs",
        *columns.split(),
        "artifact_uri",
        end=f"WHERE lifecycle_stage = 'active' ORDER BY start_time DESC LIMIT {MOST_RUNS}",
    )
    for id_, name, status, start, end, experiment, commit, location in rows:
        noted = {"mlflow.source.git.commit": commit} if commit else {}
        locations[id_] = text(location)
        found[id_] = Run(
            id=id_,
            experiment=text(experiment),
            name=text(name),
            status=text(status),
            start=moment(start),
            end=moment(end),
            params=params.get(id_, {}),
            metrics=metrics.get(id_, {}),
            tags=noted | tags.get(id_, {}),
            datasets=tuple(datasets.get(id_, ())),
            models=tuple(taken.get(id_, ())),
        )
    return found, locations


def _metrics(tables: _Tables) -> Mapping[str, dict[str, Metric]]:
    found: dict[str, dict[str, Metric]] = defaultdict(dict)
    rows = tables.rows(
        "latest_metrics", "run_uuid", "key", "value", "timestamp", "is_nan"
    )
    for owner, key, value, at, nan in rows:
        known = float("nan") if nan else number(value)
        found[owner][text(key)] = Metric(known, moment(at))
    return found


def _datasets(tables: _Tables) -> Mapping[str, list[Dataset]]:
    columns = ("dataset_uuid", "name", "digest", "dataset_source")
    known = {row[0]: row[1:] for row in tables.rows("datasets", *columns)}
    contexts = {
        input_: text(value)
        for input_, name, value in tables.rows(
            "input_tags", "input_uuid", "name", "value"
        )
        if name == "mlflow.data.context"
    }
    found: dict[str, list[Dataset]] = defaultdict(list)
    for input_, source, dataset, kind, run in tables.rows("inputs", *_INPUT):
        if source == "DATASET" and kind == "RUN" and dataset in known:
            name, digest, place = map(text, known[dataset])
            context = contexts.get(input_, "")
            found[run].append(Dataset(name, digest, place, context))
    return found


_INPUT: Final = (
    *("input_uuid", "source_type", "source_id"),
    *("destination_type", "destination_id"),
)


def _taken(tables: _Tables) -> Mapping[str, list[str]]:
    """Return the logged models that each run took as input."""
    found: dict[str, list[str]] = defaultdict(list)
    for _, source, run, kind, model in tables.rows("inputs", *_INPUT):
        if source == "RUN_INPUT" and kind == "MODEL_INPUT":
            found[run].append(text(model))
    return found


def _versions(tables: _Tables) -> Iterator[Version]:
    tags: dict[Key, dict[str, str]] = defaultdict(dict)
    for model, version, key, value in tables.rows(
        "model_version_tags", "name", "version", "key", "value"
    ):
        tags[text(model), text(version)][text(key)] = text(value)
    aliases: dict[Key, list[str]] = defaultdict(list)
    for model, version, alias in tables.rows(
        "registered_model_aliases", "name", "version", "alias"
    ):
        aliases[text(model), text(version)].append(text(alias))
    columns = "name version run_id creation_time status current_stage source"
    rows = tables.rows(
        "model_versions",
        *columns.split(),
        "storage_location",
        end=f"ORDER BY creation_time LIMIT {MOST_VERSIONS}",
    )
    for row in rows:
        name, version, run, created, status, stage, source, location = row
        if stage == "Deleted_Internal":
            continue
        key = (text(name), text(version))
        yield Version(
            model=key[0],
            number=key[1],
            run_id=text(run),
            created=moment(created),
            status=text(status),
            stage=text(stage),
            tags=tags.get(key, {}),
            aliases=tuple(aliases.get(key, ())),
            location=text(location or source),
            model_id=_model_id(text(source)),
        )


def _model_id(source: str) -> str:
    return source.removeprefix("models:/") if source.startswith("models:/m-") else ""
