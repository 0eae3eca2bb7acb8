"""The year through Dagster: each month a recorded run, so that its UI shows the year."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime

import dagster as dg
import yaml

from reference_stack.errors import StackError
from reference_stack.gate import Gate
from reference_stack.ledger import Entry
from reference_stack.lifecycle.phases import Task
from reference_stack.lifecycle.run import Show, StoppedError
from reference_stack.lifecycle.status import Reporter
from reference_stack.lifecycle.work import Bench
from reference_stack.orchestration.assets import ASSETS, assets
from reference_stack.settings import Settings
from reference_stack.stack import Stack
from reference_stack.values import Month, Value, months

SETTINGS = "REFERENCE_STACK_SETTINGS"
"""The variable that gives the settings of the run, as JSON, to Dagster's processes."""

WORKSPACE = "reference_stack.orchestration.workspace"
CONFIG = {
    "telemetry": {"enabled": False},
    "nux": {"enabled": False},
    # Months stand on one another, and the warehouse has one writer: a backfill's runs
    # wait for each other instead of failing because it is not their turn.
    "concurrency": {"runs": {"max_concurrent_runs": 1}},
}
MONTH = ("batches", "model", "release", "predictions", "alerts")


class Part(Value):
    """A run of Dagster: which assets, and of which month."""

    names: tuple[str, ...]
    month: Month


def parts(stack: Stack, until: Month | None = None) -> tuple[Part, ...]:
    """Return the runs of the year in order: the same tasks as without Dagster."""
    calendar = stack.case.goal.calendar
    end = min(until or calendar.until, calendar.until)
    history = months(calendar.bootstrap, calendar.serve_from)
    return (
        *(Part(names=("batches",), month=month) for month in history),
        Part(names=("goal",), month=calendar.serve_from),
        *(Part(names=MONTH, month=m) for m in months(calendar.serve_from, end)),
    )


def run(stack: Stack, until: Month | None = None, show: Show = lambda _: None) -> None:
    """Run all months that are not done, as `lifecycle.run.run` does, on Dagster.

    Raises:
        StoppedError: A blocking check failed, so nothing after it ran.
        StackError: A step failed for another reason; Dagster's log says which.
    """
    reporter = Reporter(stack.settings, datetime.now(UTC))

    def seen(day: date) -> None:
        show(reporter.change(day=day.isoformat()))

    todo = parts(stack, until)
    with closing(Bench(stack, seen)) as bench, instance(stack.settings) as recorded:
        for number, part in enumerate(todo):
            show(
                reporter.change(
                    month=part.month,
                    phase=ASSETS[part.names[0]],
                    done=number,
                    of=len(todo),
                )
            )
            if _left(stack, part):
                _run(bench, recorded, part)
            show(reporter.seen(stack))
    show(reporter.change(done=len(todo), finished=True))


@contextmanager
def instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """Open the place where Dagster keeps its runs, below the home of the run."""
    home = settings.home / "dagster"
    home.mkdir(parents=True, exist_ok=True)
    (home / "dagster.yaml").write_text(yaml.safe_dump(CONFIG), encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(home)
    os.environ[SETTINGS] = settings.model_dump_json()
    with dg.DagsterInstance.get() as found:
        yield found


def open_ui(settings: Settings) -> int:
    """Start Dagster's UI on the recorded runs and stay until it is stopped."""
    with instance(settings):
        command = [sys.executable, "-m", "dagster", "dev", "-m", WORKSPACE]
        return subprocess.run(command, check=False).returncode  # noqa: S603


def _left(stack: Stack, part: Part) -> bool:
    subjects = [Task(step=ASSETS[n], month=part.month).subject for n in part.names]
    return not all(stack.ledger.done(subject) for subject in subjects)


def _run(bench: Bench, recorded: dg.DagsterInstance, part: Part) -> None:
    partition = None if part.names == ("goal",) else part.month
    result = dg.materialize(
        assets(bench.stack.case.goal.calendar),
        selection=list(part.names),
        partition_key=partition,
        instance=recorded,
        resources={"bench": dg.ResourceDefinition.hardcoded_resource(bench)},
        raise_on_error=False,
        tags={"month": part.month},
    )
    if not result.success:
        raise _why(bench.stack, part)


def _why(stack: Stack, part: Part) -> Exception:
    for name in part.names:
        task = Task(step=ASSETS[name], month=part.month)
        refusals = [e for e in stack.ledger.entries() if _refused(e, task)]
        if not stack.ledger.done(task.subject) and refusals:
            return StoppedError(_gate(refusals[-1]), task)
    return StackError(
        f"run of {part.month}", "a step failed", "its log is in Dagster: dagster dev"
    )


def _refused(entry: Entry, task: Task) -> bool:
    here = entry.kind == "gate" and entry.verdict == "refused"
    return here and f"{entry.at:%Y-%m}" == task.month


def _gate(entry: Entry) -> Gate:
    return Gate(
        id=entry.subject.split()[0],
        phase=entry.phase,
        question=str(entry.figures.get("question", entry.subject)),
        passed=False,
        reason=entry.reason,
    )
