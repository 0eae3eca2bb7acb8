"""Runs and versions as probes see them: which count, and what they are called.

Nothing in MLflow says what a tag is for but its name. The patterns here are the names
that teams and tools use; a name counts only with a value.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from advisor.evidence.finding import Observation, Pointer
from advisor.evidence.probes.answer import CONFIGURED, WIRED, no, partly, yes
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.mlflow_facts import Run, Server, Version
from advisor.language import mark

RAN: Final = 5
RECENT: Final = timedelta(days=90)
CONSIDERED: Final = 20
MOSTLY: Final = 0.8
POINTED_AT: Final = 3

_HEX: Final = re.compile(r"(?:[\w.-]+:)?[0-9a-f]{7,64}", re.IGNORECASE)
_CODE: Final = re.compile(
    r"(^|[._-])(git|commit|sha|revision|code|source_version)([._-]|$)", re.IGNORECASE
)
_DATA: Final = re.compile(
    r"(^|[._-])(data|dataset|training_set|dvc)([._-].*)?"
    r"(digest|hash|sha\d*|md5|version|snapshot|fingerprint|revision)$",
    re.IGNORECASE,
)
_SOFTWARE: Final = re.compile(
    r"(^|[._-])(env|environment|lock|lockfile|requirements|conda|docker|image|"
    r"container|pip|packages)([._-]|$)",
    re.IGNORECASE,
)
_SOFTWARE_FILES: Final = ("requirements.txt", "conda.yaml", "python_env.yaml")
_STARTER: Final = re.compile(
    r"trigger|cause|schedule|started_by|dagster|airflow|dag_id|dag_run|prefect|"
    r"flow_run|kfp|pipeline_run|argo|github|gitlab|jenkins|zenml|orchestrat|jobid|"
    r"^reason$",
    re.IGNORECASE,
)
_PROGRAMS: Final = frozenset({"JOB", "PROJECT"})


def strength(at: datetime | None, now: datetime) -> int:
    """Return 5 for what ran in the last 90 days, else 4."""
    return RAN if at is not None and now - at <= RECENT else WIRED


def ended(run: Run) -> datetime | None:
    """Return when a run last showed a sign of life."""
    return run.end or run.start


def at_run(run: Run, text: str = "") -> Pointer:
    """Point at a run."""
    said = text or run.name
    return Pointer(source="mlflow", place=f"run {run.id}", text=said, at=ended(run))


def at_version(version: Version, text: str = "") -> Pointer:
    """Point at a version of a model."""
    said = text or ", ".join(version.aliases) or version.stage
    place = str(version)
    return Pointer(source="mlflow", place=place, text=said, at=version.created)


def server(project: Project) -> Server:
    """Return what was read of MLflow."""
    return project.mlflow or Server(address="", runs=(), versions=())


def newest(versions: Iterable[Version]) -> tuple[Version, ...]:
    """Return versions, the one made last first."""
    order = sorted(versions, key=lambda v: (str(v.created or ""), v.order))
    return tuple(reversed(order))


def released(found: Server) -> tuple[Version, ...]:
    """Return the versions marked as live; without a mark each model's newest."""
    if found.live:
        return found.live
    last = {version.model: version for version in reversed(newest(found.versions))}
    return tuple(last.values())


def considered(found: Server) -> tuple[Run, ...]:
    """Return the runs behind the newest versions; without any, the newest runs.

    What never became a model may be a trial that nobody meant to keep.
    """
    made = (found.of(version) for version in newest(found.versions))
    runs = tuple(dict.fromkeys(run.id for run in made if run))[:CONSIDERED]
    return tuple(found.by_id[id_] for id_ in runs) or found.whole[:CONSIDERED]


def judged(
    project: Project, runs: tuple[Run, ...], good: Callable[[Run], bool], what: str
) -> Observation:
    """Answer yes where nearly all runs are good, partly where some are."""
    if not runs:
        return no(1, mark("no finished run is recorded"))
    seen = [run for run in runs if good(run)]
    told = Sentence.RUNS.format(number=len(seen), all=len(runs), what=what)
    pointers = [at_run(run) for run in seen[:POINTED_AT]]
    last = max((at for run in seen if (at := ended(run))), default=None)
    if len(seen) >= MOSTLY * len(runs):
        return yes(strength(last, project.now), told, *pointers, at=last)
    if seen:
        return partly(strength(last, project.now), told, *pointers, at=last)
    return no(CONFIGURED, told, *(at_run(run) for run in runs[:POINTED_AT]))


def code_of(run: Run) -> str:
    """Return the version of the code that a run notes, empty if none."""
    return _first(run, _CODE, _HEX)


def data_of(run: Run) -> str:
    """Return the fingerprint of the data that a run notes, empty if none."""
    digests = [data.digest for data in run.datasets if data.digest]
    return digests[0] if digests else _first(run, _DATA)


def has_software(found: Server, run: Run) -> bool:
    """Tell whether a run or its model says with which software it was made."""
    models = (v.packed for v in found.versions if v.run_id == run.id)
    if any(packed and packed.environment for packed in models):
        return True
    names = {name.rpartition("/")[2] for name in found.files.get(run.id, ())}
    return bool(names & set(_SOFTWARE_FILES)) or bool(_first(run, _SOFTWARE))


def starters(run: Run) -> dict[str, str]:
    """Return the tags and settings that say what started a run."""
    both = {**run.params, **run.tags}
    return {k: v for k, v in both.items() if v and _STARTER.search(k)}


def by_program(run: Run) -> bool:
    """Tell whether a run says that a program started it."""
    return run.tags.get("mlflow.source.type") in _PROGRAMS or bool(starters(run))


def _first(run: Run, key: re.Pattern[str], value: re.Pattern[str] | None = None) -> str:
    for name, said in (*run.tags.items(), *run.params.items()):
        if said and key.search(name) and (value is None or value.fullmatch(said)):
            return said
    return ""
