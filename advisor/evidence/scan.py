"""Scan: what was seen of a project at one time, and what it amounts to."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AwareDatetime, Field

from advisor import content
from advisor.assess import assessment as assessing
from advisor.assess import bundle as bundles
from advisor.assess.bundle import Bundle
from advisor.assess.questionnaire import Questionnaire, Rung
from advisor.assess.reading import LevelReading
from advisor.assess.scoring import Rungs
from advisor.content import Document, Value
from advisor.errors import EvidenceError
from advisor.evidence import aggregate, half_life, probes
from advisor.evidence import project as projects
from advisor.evidence.finding import Finding, Printable
from advisor.evidence.probe import Probe, Source, ask
from advisor.evidence.project import Project, Skipped
from advisor.language import mark, t

SCHEMA_VERSION: Final = 1
MOST_SKIPPED: Final = 200
READ: Final = "read"
GIVEN: Final = ("mlflow", "predictions")

Progress = Callable[[str, int, int], None]
Share = Annotated[float, Field(ge=0, le=1)]


class ReadingLevel(Value):
    """The level that is established under a reading, and the one still possible."""

    established: int
    possible: int
    top: int
    name: str
    coverage: Share


class Scan(Value):
    """What was seen of one project; as JSON, what `scan --format json` prints.

    `sources` tells of each source that it was read, or why not. `level` repeats the
    established level of each reading. `content_digest` is the SHA-256 of all else.
    """

    schema_version: Literal[1] = SCHEMA_VERSION
    content_digest: str = ""
    questionnaire: str
    questionnaire_digest: str
    project: Printable
    at: AwareDatetime
    sources: Mapping[str, Printable]
    findings: tuple[Finding, ...]
    practices: Mapping[str, Rung]
    level: Mapping[str, int]
    readings: Mapping[str, ReadingLevel]
    coverage: Share
    skipped: tuple[Skipped, ...] = ()
    skipped_in_all: int = 0

    def of(self, practice: str) -> tuple[Finding, ...]:
        """Return the findings of one practice."""
        return tuple(f for f in self.findings if f.practice == practice)


def scan(
    path: Path | None,
    mlflow: str | None,
    predictions: Path | None,
    now: datetime,
    progress: Progress,
) -> Scan:
    """Read a project and ask every probe about it.

    Raises EvidenceError where nothing is given, or what is given cannot be used.
    """
    if path is None and mlflow is None and predictions is None:
        raise EvidenceError(
            t("nothing to scan: give a PATH, --mlflow URI or --predictions PATH")
        )
    project = projects.read(path, mlflow, predictions, now, progress)
    findings = look(project, probes.load(), progress)
    name = named(path, mlflow, predictions)
    return summed_up(name, project, findings, bundles.load())


def look(
    project: Project, asked: Iterable[Probe], progress: Progress
) -> tuple[Finding, ...]:
    """Return what the probes see, as sure as its age allows."""
    every = tuple(asked)
    half_lives = half_life.load()
    findings: list[Finding] = []
    for number, probe in enumerate(every, 1):
        seen = ask(probe, project)
        findings += [half_life.aged(f, half_lives, project.now) for f in seen]
        progress("probes", number, len(every))
    return tuple(findings)


def summed_up(
    name: str, project: Project, findings: tuple[Finding, ...], bundle: Bundle
) -> Scan:
    """Return the scan: the rung of each practice and the level of each reading."""
    known = bundle.questionnaire.practices
    practices = aggregate.rungs(findings, known)
    ceilings = aggregate.ceilings(findings, known)
    readings = {
        reading.id: _level(bundle.questionnaire, reading, practices, ceilings)
        for reading in bundle.readings.levelled
    }
    found = Scan(
        questionnaire=bundle.questionnaire.id,
        questionnaire_digest=bundle.questionnaire.digest,
        project=name,
        at=project.now,
        sources=_sources(project),
        findings=findings,
        practices=practices,
        level={id_: level.established for id_, level in readings.items()},
        readings=readings,
        coverage=readings[bundle.readings.default.id].coverage,
        skipped=project.skipped[:MOST_SKIPPED],
        skipped_in_all=len(project.skipped),
    )
    return found.model_copy(update={"content_digest": _digest(found)})


def load(raw: bytes, name: str) -> Scan:
    """Return the scan in a JSON file; raise EvidenceError with every fault by line."""
    document = content.parse(raw, name, EvidenceError)
    plain = Document(_without_extras(document.value), name, document.lines)
    found: Scan = content.check(plain, Scan, EvidenceError)
    if found.content_digest != _digest(found):
        raise EvidenceError(
            t(
                "{name}: changed since it was written; expected what `mlops-advisor "
                "scan --format json` printed",
                name=name,
            )
        )
    return found


def named(path: Path | None, mlflow: str | None, predictions: Path | None) -> str:
    """Return what was scanned, without the user and password of an address."""
    folder = path or predictions
    if folder is not None:
        return folder.resolve().name or str(folder)
    address = urlsplit(mlflow or "")
    return address.hostname or Path(address.path).name


def _level(
    questionnaire: Questionnaire, reading: LevelReading, rungs: Rungs, ceilings: Rungs
) -> ReadingLevel:
    standing = assessing.stand(questionnaire, reading, rungs)
    highest = assessing.stand(questionnaire, reading, ceilings)
    established = standing.level_pessimistic or 0
    return ReadingLevel(
        established=established,
        possible=highest.level_pessimistic or 0,
        top=reading.top,
        name=reading.levels[established].name,
        coverage=standing.coverage,
    )


def _sources(project: Project) -> Mapping[str, str]:
    reasons = {skipped.place: skipped.reason for skipped in project.skipped}
    return {
        source: READ
        if project.has(source)
        else reasons.get(
            source, mark("not given") if source in GIVEN else mark("nothing found")
        )
        for source in get_args(Source)
    }


def _digest(scan: Scan) -> str:
    bare = scan.model_copy(update={"content_digest": ""})
    return hashlib.sha256(content.canonical(bare).encode()).hexdigest()


def _without_extras(value: object) -> object:
    """Drop what the JSON repeats for scripts: first pointers, and what changed."""
    if not isinstance(value, dict) or not isinstance(value.get("findings"), list):
        return value
    findings = [_without(item, "pointer") for item in value["findings"]]
    return _without(value, "changes") | {"findings": findings}


def _without(value: Any, key: str) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: part for name, part in value.items() if name != key}
