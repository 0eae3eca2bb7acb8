"""The life cycle as assets: one partition per month, validation as blocking checks."""

from collections.abc import Iterator
from itertools import pairwise

import dagster as dg

from reference_stack.case import Calendar
from reference_stack.gate import Gate
from reference_stack.ledger import Entry
from reference_stack.lifecycle.phases import Step, Task
from reference_stack.lifecycle.work import Bench, Outcome, perform
from reference_stack.values import months

AGAIN = dg.RetryPolicy(max_retries=2, delay=1)
"""A step that fails is tried again; a gate that refuses is not a failure of the step."""

ASSETS: dict[str, Step] = {
    "batches": "acquire",
    "goal": "understand",
    "model": "develop",
    "release": "deploy",
    "predictions": "serve",
    "alerts": "watch",
}
GATED: dict[str, bool] = {
    "batches": True,
    "goal": True,
    "model": False,
    "release": False,
}
"""The assets with a gate, and whether its refusal blocks what comes after."""


def partitions(calendar: Calendar) -> dg.MonthlyPartitionsDefinition:
    """Return the months of the replay; their keys are those of the ledger."""
    return dg.MonthlyPartitionsDefinition(
        start_date=calendar.bootstrap,
        end_date=calendar.until,
        fmt="%Y-%m",
        end_offset=1,  # a month is due when it begins, not when it is over
    )


def assets(calendar: Calendar) -> list[dg.AssetsDefinition]:
    """Return the assets of the life cycle, each waiting for the one before."""
    monthly = partitions(calendar)
    history = dg.SpecificPartitionsPartitionMapping(
        list(months(calendar.bootstrap, calendar.serve_from))
    )
    before = dg.TimeWindowPartitionMapping(start_offset=-1, end_offset=-1)
    goal = _asset(
        "goal", calendar, None, [dg.AssetDep("batches", partition_mapping=history)]
    )
    chain = ["batches", "model", "release", "predictions", "alerts"]
    deps: dict[str, list[dg.AssetDep]] = {
        later: [dg.AssetDep(earlier)] for earlier, later in pairwise(chain)
    }
    deps["model"].append(dg.AssetDep("goal"))
    # A month waits for the one before; Dagster lets only an asset itself look back.
    deps["alerts"].append(dg.AssetDep("alerts", partition_mapping=before))
    return [goal, *(_asset(n, calendar, monthly, deps.get(n, [])) for n in chain)]


def _asset(
    name: str,
    calendar: Calendar,
    monthly: dg.MonthlyPartitionsDefinition | None,
    deps: list[dg.AssetDep],
) -> dg.AssetsDefinition:
    checks = (
        [dg.AssetCheckSpec("gate", asset=name, blocking=GATED[name])]
        if name in GATED
        else []
    )

    @dg.asset(
        name=name,
        partitions_def=monthly,
        deps=deps,
        check_specs=checks,
        retry_policy=AGAIN,
        required_resource_keys={"bench"},
        group_name="lifecycle",
        kinds={"duckdb" if name in {"batches", "alerts"} else "python"},
    )
    def work(context: dg.AssetExecutionContext) -> Iterator[object]:
        month = context.partition_key if monthly else calendar.serve_from
        bench: Bench = context.resources.bench
        task = Task(step=ASSETS[name], month=month)
        outcome = perform(bench, task)
        yield dg.MaterializeResult(
            metadata=_facts(outcome), check_results=_checked(bench, task, outcome, name)
        )

    return work


def _facts(outcome: Outcome) -> dict[str, str]:
    found = {"reason": outcome.reason, "version": outcome.version}
    return {key: value for key, value in found.items() if value}


def _checked(
    bench: Bench, task: Task, outcome: Outcome, name: str
) -> list[dg.AssetCheckResult]:
    if name not in GATED:
        return []
    passed, reason = _verdict(bench, task, outcome.gate)
    severity = (
        dg.AssetCheckSeverity.ERROR if GATED[name] else dg.AssetCheckSeverity.WARN
    )
    return [
        dg.AssetCheckResult(
            check_name="gate",
            passed=passed,
            severity=severity,
            metadata={"reason": reason},
        )
    ]


def _verdict(bench: Bench, task: Task, gate: Gate | None) -> tuple[bool, str]:
    """Return the answer of the gate, from the ledger when the step was done before."""
    if gate is not None:
        return gate.passed, gate.reason
    found: list[Entry] = [
        e
        for e in bench.stack.ledger.entries()
        if e.kind == "gate" and task.month in e.subject
    ]
    refused = [e for e in found if e.verdict == "refused"]
    return not refused, refused[0].reason if refused else "nothing refused"
