"""What a run of the reference stack wrote, read as any other program's files.

    status.json           how far the run is
    ledger.jsonl          every gate, alert and decision, one JSON line each
    reports/goal.json     the goal in words
    reports/kpi.csv       costs per 1,000 cases, one line a day
    reports/ab/*.json     what is known of each challenger, day by day

A run may be writing while we read, and another version of the stack may have written:
fields we do not know are left out, a torn last line is not there yet, and what cannot
be read becomes a message instead of an error.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MESSAGES: Final = 20
Read = TypeVar("Read", bound="Record")


class Record(BaseModel):
    """Something another program wrote; what we do not know of it is left out."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", coerce_numbers_to_str=True, ser_json_inf_nan="null"
    )


class Entry(Record):
    """A line of the ledger; `at` is the clock of the run."""

    at: datetime
    kind: str
    phase: str = ""
    subject: str = ""
    verdict: str = ""
    reason: str = ""
    figures: Mapping[str, Any] = Field(default_factory=dict)
    inputs: Mapping[str, Any] = Field(default_factory=dict)

    @property
    def version(self) -> str:
        """The model version it is about, empty if it names none."""
        named = (self.inputs.get("version"), self.inputs.get("from"))
        return str(next(filter(None, named), self.figures.get("version") or ""))


class Status(Record):
    """How far a run is; `done` and `of` count tasks, `kpi` are shares."""

    month: str = ""
    day: str = ""
    phase: str = ""
    done: int = 0
    of: int = 0
    finished: bool = False
    stopped: str = ""
    kpi: Mapping[str, float | None] = Field(default_factory=dict)
    champion: str | None = None
    challenger: str | None = None
    stage: str | None = None
    alerts: int = 0
    gates_passed: int = 0
    gates_refused: int = 0

    @property
    def share(self) -> float:
        """The part of the tasks that is done, 0 to 1."""
        return min(1.0, max(0.0, self.done / self.of)) if self.of > 0 else 0.0


class TestDay(Record):
    """A challenger's effect up to a day: cost per case minus the champion's.

    `low` and `high` hold the true effect at all times together; None: too few days yet.
    """

    day: date
    n: int = 0
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    stage: str = ""


class ModelTest(Record):
    """The evidence about one challenger."""

    challenger: str
    champion: str = ""
    days: tuple[TestDay, ...] = ()
    verdict: str | None = None
    reason: str = ""


class KpiDay(Record):
    """Costs per 1,000 cases of one day: the model's, of never acting, of the rule."""

    day: date
    cost_per_1000: float
    nothing_per_1000: float | None = None
    rule_per_1000: float | None = None


class KeyFigure(Record):
    """A KPI of the goal with its threshold in words."""

    id: str
    text: str = ""
    bound: str = ""


class GoalRecord(Record):
    """The goal of the run in words."""

    title: str = ""
    question: str = ""
    objective: str = ""
    style: str = ""
    steps: tuple[str, ...] = ()
    kpis: tuple[KeyFigure, ...] = ()


class StackRecord(Record):
    """Everything a home folder holds, and what in it could not be read."""

    entries: tuple[Entry, ...] = ()
    status: Status | None = None
    goal: GoalRecord | None = None
    tests: tuple[ModelTest, ...] = ()
    kpi: tuple[KpiDay, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing ever ran here."""
        return not (self.entries or self.status or self.faults)


def read(home: Path) -> StackRecord:
    """Read a home folder; never raises for what stands in it."""
    faults: list[str] = []
    reports = home / "reports"
    tests = (
        _json(path, ModelTest, faults) for path in _files(reports / "ab", "*.json")
    )
    return StackRecord(
        entries=tuple(_lines(home / "ledger.jsonl", faults)),
        status=_json(home / "status.json", Status, faults),
        goal=_json(reports / "goal.json", GoalRecord, faults),
        tests=tuple(sorted((t for t in tests if t), key=_begun)),
        kpi=tuple(sorted(_table(reports / "kpi.csv", faults), key=lambda k: k.day)),
        faults=_few(faults),
    )


def stamp(home: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what tells one state of the files from another: name, time and size."""
    reports = home / "reports"
    watched = (
        *(home / name for name in ("ledger.jsonl", "status.json")),
        *(reports / name for name in ("goal.json", "kpi.csv")),
        *_files(reports / "ab", "*.json"),
    )
    return tuple(mark for path in watched for mark in _mark(path))


def _mark(path: Path) -> Iterator[tuple[str, int, int]]:
    try:
        found = path.stat()
    except OSError:
        return
    yield str(path), found.st_mtime_ns, found.st_size


def _files(folder: Path, pattern: str) -> list[Path]:
    try:
        return sorted(folder.glob(pattern))
    except OSError:
        return []


def _begun(test: ModelTest) -> tuple[date, str]:
    return (min((d.day for d in test.days), default=date.max), test.challenger)


def _lines(path: Path, faults: list[str]) -> Iterator[Entry]:
    text = _text(path, faults)
    # What follows the last line break is still being written.
    for number, line in enumerate(text.split("\n")[:-1], 1):
        if line.strip() and (entry := _parsed(f"{path}:{number}", line, Entry, faults)):
            yield entry


def _json(path: Path, kind: type[Read], faults: list[str]) -> Read | None:
    text = _text(path, faults)
    return _parsed(str(path), text, kind, faults) if text else None


def _table(path: Path, faults: list[str]) -> Iterator[KpiDay]:
    for number, row in enumerate(csv.DictReader(io.StringIO(_text(path, faults))), 2):
        given = {name: value or None for name, value in row.items() if name}
        try:
            yield KpiDay.model_validate(given)
        except ValidationError as fault:
            faults.append(f"{path}:{number}: {_why(fault)}")


def _parsed(where: str, text: str, kind: type[Read], faults: list[str]) -> Read | None:
    try:
        return kind.model_validate(json.loads(text, parse_constant=lambda _: None))
    except ValidationError as fault:
        faults.append(f"{where}: {_why(fault)}")
    except (ValueError, RecursionError):
        faults.append(f"{where}: not JSON; start the run again to write it anew")
    return None


def _why(fault: ValidationError) -> str:
    first = fault.errors()[0]
    place = ".".join(str(part) for part in first["loc"]) or "the whole"
    return f"{place}: {first['msg'].lower()}"


def _text(path: Path, faults: list[str]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as fault:
        faults.append(f"{path}: cannot be read ({type(fault).__name__})")
        return ""


def _few(faults: list[str]) -> tuple[str, ...]:
    more = len(faults) - MESSAGES
    rest = [f"and {more} more of this kind"] if more > 0 else []
    return (*faults[:MESSAGES], *rest)
