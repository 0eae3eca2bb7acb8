"""Sensors: new data, drift, staleness and degraded quality ask for a run."""

from collections.abc import Iterable

import dagster as dg

from reference_stack.ledger import Entry
from reference_stack.lifecycle.phases import Task
from reference_stack.lifecycle.work import next_task
from reference_stack.stack import Stack
from reference_stack.values import Month, month_of, shifted

CAUSES = ("drift", "staleness", "quality")
"""Monitors whose alerts may ask for a new model; the policy has the last word."""


def arrived(stack: Stack, month: Month) -> bool:
    """Tell whether the files of a month are all there."""
    return all(
        (stack.settings.data / s.file(month)).exists() for s in stack.case.sources
    )


def new_data(stack: Stack, job: str) -> dg.SensorDefinition:
    """Return the sensor that asks for a month as soon as its files are there."""

    @dg.sensor(name="new_data", job_name=job, minimum_interval_seconds=30)
    def look(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        due = next_task(stack)
        if due is None:
            return dg.SkipReason("every month is done")
        month = due.month
        if not arrived(stack, month):
            return dg.SkipReason(f"the files of {month} are not there yet")
        context.update_cursor(month)
        return dg.RunRequest(run_key=f"data {month}", partition_key=month)

    return look


def on_alert(stack: Stack, job: str, monitor: str) -> dg.SensorDefinition:
    """Return the sensor that asks for development in the month after an alert."""

    @dg.sensor(name=f"on_{monitor}", job_name=job, minimum_interval_seconds=30)
    def look(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        seen = int(context.cursor or 0)
        found = latest(stack.ledger.entries(), monitor, seen)
        if found is None:
            return dg.SkipReason(f"no new alert of the monitor {monitor}")
        context.update_cursor(str(found.number))
        month = shifted(month_of(found.at.date()), 1)
        if not may_develop(stack, month):
            return dg.SkipReason(f"{month} has no data yet, or was developed already")
        return dg.RunRequest(run_key=f"{monitor} {month}", partition_key=month)

    return look


def latest(entries: Iterable[Entry], monitor: str, after: int) -> Entry | None:
    """Return the last alert of a monitor that came after an entry."""
    found = [
        e
        for e in entries
        if e.kind == "alert" and e.number > after and e.subject.startswith(monitor)
    ]
    return found[-1] if found else None


def may_develop(stack: Stack, month: Month) -> bool:
    """Tell whether a month is to be served, its data are in, and it has no model yet."""
    calendar = stack.case.goal.calendar
    if not calendar.serve_from <= month < calendar.until:
        return False
    acquired, developed = (Task(step=s, month=month) for s in ("acquire", "develop"))
    done = stack.ledger.done
    return done(acquired.subject) and not done(developed.subject)
