"""A local MLflow store of plain files (`mlruns`), as older projects have it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

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
from advisor.evidence.sources.plain_yaml import Block, YamlError, block, documents
from advisor.evidence.sources.skipped import Skipped

MOST_BYTES: Final = 100_000
_META: Final = "meta.yaml"
_STATUS: Final = {"3": "FINISHED", "4": "FAILED", "5": "KILLED"}


def is_store(folder: Path) -> bool:
    """Tell whether a folder holds experiments of MLflow."""
    return folder.is_dir() and any(folder.glob(f"*/{_META}"))


def read(folder: Path, address: str) -> Server:
    """Return what a folder of experiments holds."""
    reading = _Reading(folder, time.monotonic() + MOST_SECONDS)
    runs: dict[str, Run] = {}
    locations: dict[str, str] = {}
    for experiment in _folders(folder):
        if experiment.name in ("models", ".trash"):
            continue
        for place in _folders(experiment):
            if reading.over(len(runs)):
                break
            meta = _meta(place)
            if "run_id" in meta and meta.get("lifecycle_stage") != "deleted":
                runs[place.name] = _run(place, meta)
                locations[place.name] = text(meta.get("artifact_uri"))
    artifacts = Artifacts(folder)
    versions = artifacts.described(tuple(_versions(folder / "models")))
    return Server(
        address=address,
        runs=tuple(runs.values()),
        versions=versions[:MOST_VERSIONS],
        files=mlflow_artifacts.files(artifacts, versions, runs, locations),
        skipped=tuple(reading.skipped),
    )


@dataclass
class _Reading:
    folder: Path
    end: float
    skipped: list[Skipped] = field(default_factory=list)

    def over(self, runs: int) -> bool:
        """Tell whether no more runs are read, and note it once."""
        if runs < MOST_RUNS and time.monotonic() < self.end:
            return False
        if not self.skipped:
            reason = f"only {runs:,} runs could be read in {MOST_SECONDS} seconds"
            self.skipped.append(Skipped(place="mlflow", reason=reason))
        return True


def _run(place: Path, meta: Block) -> Run:
    tags = dict(_texts(place / "tags"))
    return Run(
        id=place.name,
        experiment=place.parent.name,
        name=text(meta.get("run_name")) or tags.get("mlflow.runName", ""),
        status=_STATUS.get(text(meta.get("status")), "RUNNING"),
        start=moment(meta.get("start_time")),
        end=moment(meta.get("end_time")),
        params=dict(_texts(place / "params")),
        metrics={k: _metric(v) for k, v in _texts(place / "metrics")},
        tags=tags,
        datasets=tuple(_datasets(place)),
    )


def _metric(lines: str) -> Metric:
    """Return the last value; a line is time, value and step."""
    time_, _, rest = lines.strip().rpartition("\n")[2].partition(" ")
    return Metric(number(rest.partition(" ")[0]), moment(time_))


def _datasets(place: Path) -> Iterator[Dataset]:
    for input_ in _folders(place / "inputs"):
        meta = _meta(input_)
        id_ = text(meta.get("source_id"))
        if meta.get("source_type") != "DATASET" or "/" in id_:
            continue
        found = _meta(place.parent / "datasets" / id_)
        context = block(meta.get("tags")).get("mlflow.data.context")
        yield Dataset(
            name=text(found.get("name")),
            digest=text(found.get("digest")),
            source=text(found.get("source")),
            context=text(context),
        )


def _versions(folder: Path) -> Iterator[Version]:
    for model in _folders(folder):
        aliases = block(_meta(model).get("aliases"))
        for place in _folders(model):
            if not place.name.startswith("version-"):
                continue
            meta = _meta(place)
            number_ = text(meta.get("version"))
            yield Version(
                model=model.name,
                number=number_,
                run_id=text(meta.get("run_id")),
                created=moment(meta.get("creation_timestamp")),
                status=text(meta.get("status")),
                stage=text(meta.get("current_stage")),
                tags=dict(_texts(place / "tags")),
                aliases=tuple(a for a, of in aliases.items() if of == number_),
                location=text(meta.get("storage_location") or meta.get("source")),
            )


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the files below a folder by name; a name may hold slashes."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(folder).as_posix(), _content(path)


def _meta(folder: Path) -> Block:
    path = folder / _META
    if path.is_symlink() or not path.is_file():
        return Block()
    try:
        found: tuple[Any, ...] = documents(_content(path))
    except YamlError:
        return Block()
    return block(found[0]) if found else Block()


def _content(path: Path) -> str:
    with path.open("rb") as opened:
        return opened.read(MOST_BYTES).decode("utf-8", "replace")


def _folders(folder: Path) -> Iterator[Path]:
    if folder.is_symlink() or not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            yield path
