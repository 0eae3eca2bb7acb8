"""The schedule: the first of each month, the month's partition is due."""

import dagster as dg

from reference_stack.case import Calendar
from reference_stack.values import month_of


def monthly(job: str, calendar: Calendar) -> dg.ScheduleDefinition:
    """Return the schedule that asks for the current month's partition."""

    @dg.schedule(
        name="monthly",
        job_name=job,
        cron_schedule="0 0 1 * *",
        execution_timezone="UTC",
    )
    def due(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        month = month_of(context.scheduled_execution_time.date())
        if not calendar.serve_from <= month < calendar.until:
            return dg.SkipReason(f"there are no data of {month}")
        return dg.RunRequest(run_key=f"schedule {month}", partition_key=month)

    return due
