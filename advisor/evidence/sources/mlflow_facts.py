"""What an MLflow server or store knows: runs, and versions of registered models."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final

from advisor.evidence.sources.plain_yaml import YamlError, block, documents
from advisor.evidence.sources.skipped import Skipped

MOST_RUNS: Final = 50_000
MOST_VERSIONS: Final = 5_000
MOST_SECONDS: Final = 60
# Of how many versions of each model the files are looked at: the live and the newest.
LOOKED_INTO: Final = 5
MOST_FILES: Final = 200
PARENT: Final = "mlflow.parentRunId"
_ASIDE: Final = (
    "challenger candidate shadow staging canary baseline previous rollback archived "
    "latest newest dev development test qa fallback old"
)
_NOT_LIVE: Final = frozenset(_ASIDE.split())


@dataclass(frozen=True, slots=True)
class Dataset:
    """Data that a run has used; `source` says where they can be fetched."""

    name: str
    digest: str
    source: str
    context: str = ""


@dataclass(frozen=True, slots=True)
class Metric:
    """The last value of a figure; `at` is None where no time is noted."""

    value: float
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is not deleted; `models` are the logged models it took as input."""

    id: str
    experiment: str
    name: str
    status: str
    start: datetime | None
    end: datetime | None
    params: Mapping[str, str]
    metrics: Mapping[str, Metric]
    tags: Mapping[str, str]
    datasets: tuple[Dataset, ...] = ()
    models: tuple[str, ...] = ()

    @property
    def parent(self) -> str | None:
        """The run that this one is a part of."""
        return self.tags.get(PARENT)

    @property
    def finished(self) -> bool:
        """Whether it came to its end without an error."""
        return self.status == "FINISHED"


@dataclass(frozen=True, slots=True)
class Packed:
    """What the description of a logged model (`MLmodel`) says it brings along."""

    signature: bool
    environment: bool


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a registered model; `packed` is None where it was not looked into.

    `location` is where its files lie, `model_id` the logged model that it is.
    """

    model: str
    number: str
    run_id: str
    created: datetime | None
    status: str = "READY"
    stage: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    location: str = ""
    model_id: str = ""
    packed: Packed | None = None

    def __str__(self) -> str:
        return f"{self.model} version {self.number}"

    @property
    def live(self) -> bool:
        """Whether an alias or a stage marks it as the one in use."""
        aliases = {alias.lower() for alias in self.aliases} - _NOT_LIVE
        return bool(aliases) or self.stage.lower() == "production"

    @property
    def order(self) -> int:
        """Its place among the versions of its model."""
        return int(self.number) if self.number.isdecimal() else 0


@dataclass(frozen=True)
class Server:
    """What was read of a server or a store.

    `files` are the names of the artifacts of the runs that were looked into.
    """

    address: str
    runs: tuple[Run, ...]
    versions: tuple[Version, ...]
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Run]:
        """Each run by its id."""
        return {run.id: run for run in self.runs}

    @cached_property
    def live(self) -> tuple[Version, ...]:
        """The versions that are marked as in use."""
        return tuple(version for version in self.versions if version.live)

    @cached_property
    def whole(self) -> tuple[Run, ...]:
        """The finished runs that are no part of another, newest first."""
        found = [run for run in self.runs if run.finished and not run.parent]
        return tuple(sorted(found, key=_started, reverse=True))

    def of(self, version: Version) -> Run | None:
        """Return the run that made a version."""
        return self.by_id.get(version.run_id)


def looked_into(versions: Iterable[Version]) -> tuple[Version, ...]:
    """Return the versions whose files are looked at: of each model live and newest."""
    models: dict[str, list[Version]] = {}
    for version in versions:
        models.setdefault(version.model, []).append(version)
    return tuple(
        one
        for found in models.values()
        for one in sorted(found, key=lambda v: (v.live, v.order))[-LOOKED_INTO:]
    )[: 4 * LOOKED_INTO]


def packed(text: str) -> Packed | None:
    """Return what an `MLmodel` text describes; None if it cannot be read."""
    try:
        found = block(documents(text)[0])
    except (YamlError, IndexError):
        return None
    flavours = block(found.get("flavors")).values()
    environment = any(block(flavour).get("env") for flavour in flavours)
    inputs = block(found.get("signature")).get("inputs")
    return Packed(signature=inputs not in (None, "", "null"), environment=environment)


def moment(milliseconds: Any) -> datetime | None:
    """Return a time in milliseconds since 1970; 0 stands for a time not noted."""
    try:
        whole = int(milliseconds)
        return datetime.fromtimestamp(whole / 1000, UTC) if whole > 0 else None
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def number(value: Any) -> float:
    """Return a figure; what is none is not a number."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def text(value: Any) -> str:
    """Return a value as text, nothing as the empty one."""
    return "" if value is None else str(value)


def _started(run: Run) -> datetime:
    return run.start or datetime.min.replace(tzinfo=UTC)
