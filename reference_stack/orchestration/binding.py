"""Binds the life cycle of a stack to Dagster."""

from collections.abc import Iterator
from contextlib import closing

import dagster as dg

from reference_stack.lifecycle.work import Bench
from reference_stack.orchestration.assets import ASSETS, assets
from reference_stack.orchestration.schedule import monthly
from reference_stack.orchestration.sensor import CAUSES, new_data, on_alert
from reference_stack.stack import Stack


def bench_of(stack: Stack) -> dg.ResourceDefinition:
    """Return the stack at work as a resource; its service stops with the run."""

    @dg.resource
    def bench(_: dg.InitResourceContext) -> Iterator[Bench]:
        with closing(Bench(stack)) as found:
            yield found

    return bench


def definitions(
    stack: Stack, bench: dg.ResourceDefinition | None = None
) -> dg.Definitions:
    """Bind the life cycle of a stack: assets, jobs, schedule and sensors."""
    calendar = stack.case.goal.calendar
    monthly_assets = [name for name in ASSETS if name != "goal"]
    month = dg.define_asset_job("month", selection=monthly_assets)
    feasible = dg.define_asset_job("understand", selection=["goal"])
    retrain = dg.define_asset_job("retrain", selection=["model", "release"])
    return dg.Definitions(
        assets=assets(calendar),
        jobs=[month, feasible, retrain],
        schedules=[monthly("month", calendar)],
        sensors=[
            new_data(stack, "month"),
            *(on_alert(stack, "retrain", c) for c in CAUSES),
        ],
        resources={"bench": bench or bench_of(stack)},
        executor=dg.in_process_executor,
    )
