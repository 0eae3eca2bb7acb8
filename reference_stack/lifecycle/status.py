"""How far a run is, in a small file that anyone may read at any time."""

import csv
import json
from collections import Counter
from datetime import datetime
from pathlib import Path

from pydantic import Field

from reference_stack.lifecycle.phases import Task
from reference_stack.settings import Settings
from reference_stack.stack import Stack
from reference_stack.values import Value


class Status(Value):
    """The state of a run; `day` is the last day that was served, both counts are tasks."""

    month: str = ""
    day: str = ""
    phase: str = ""
    done: int = 0
    of: int = 0
    started: str = ""
    finished: bool = False
    stopped: str = ""
    kpi: dict[str, float] = Field(default_factory=dict)
    champion: str = ""
    challenger: str = ""
    stage: str = ""
    alerts: int = 0
    gates_passed: int = 0
    gates_refused: int = 0


def write(settings: Settings, status: Status) -> None:
    """Replace the file in one step, so that a reader never sees half of it."""
    settings.home.mkdir(parents=True, exist_ok=True)
    part = settings.status.with_suffix(".part")
    part.write_text(status.model_dump_json(indent=1), encoding="utf-8")
    part.replace(settings.status)


def read(path: Path) -> Status | None:
    """Return what the last run wrote, or nothing when none did."""
    try:
        return Status.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


class Reporter:
    """Keeps the status up to date while a run goes on; `show` is told each change."""

    def __init__(self, settings: Settings, started: datetime) -> None:
        self._settings = settings
        self._status = Status(started=started.isoformat(timespec="seconds"))

    @property
    def status(self) -> Status:
        """The last state."""
        return self._status

    def change(self, **changes: object) -> Status:
        """Write the state with these fields changed."""
        self._status = Status.model_validate({**self._status.model_dump(), **changes})
        write(self._settings, self._status)
        return self._status

    def task(self, task: Task, done: int, of: int) -> Status:
        """Say which task begins, and how many are done."""
        return self.change(month=task.month, phase=task.step, done=done, of=of)

    def seen(self, stack: Stack) -> Status:
        """Take over what the ledger and the release say of models, gates and alerts."""
        entries = stack.ledger.entries()
        verdicts = Counter((entry.kind, entry.verdict) for entry in entries)
        return self.change(
            alerts=sum(entry.kind == "alert" for entry in entries),
            gates_passed=verdicts["gate", "passed"],
            gates_refused=verdicts["gate", "refused"],
            kpi=saved(stack.settings.reports / "kpi.csv"),
            **_released(stack.settings.release),
        )


def _released(path: Path) -> dict[str, str]:
    """Return who serves, as the release says; nothing before the first release."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {
        name: str(found.get(name) or "") for name in ("champion", "challenger", "stage")
    }


def saved(path: Path) -> dict[str, float]:
    """Return the shares of the costs saved so far, by KPI; nothing before any outcome.

    The file (model monitoring writes it) has the costs per 1,000 of each day; days
    count alike.
    """
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        cost, nothing, rule = (
            sum(float(row[name]) for row in rows)
            for name in ("cost_per_1000", "nothing_per_1000", "rule_per_1000")
        )
    except (OSError, ValueError, TypeError, KeyError):
        return {}
    if not nothing or not rule:
        return {}
    return {"saving": 1 - cost / nothing, "saving_on_rule": 1 - cost / rule}
