"""The goal: can every key result be told from a figure that the stack measures?"""

from collections.abc import Collection

from reference_stack.case import Goal, Kpi
from reference_stack.gate import Gate

QUESTION = "Does every key result rest on a figure that will be measured?"
MEASURED = {
    "saving": "what the decisions cost, against never acting",
    "saving_on_rule": "what the decisions cost, against the plain rule",
    "ranking": "average precision over the share of cases",
    "latency": "99th percentile of the time of one prediction in service",
    "parity": "what the worst segment costs, against all together",
}
NEEDED = ("saving", "saving_on_rule")
SAVINGS = {"saving", "saving_on_rule"}


def measurable(goal: Goal, features: Collection[str]) -> Gate:
    """Answer whether the goal can be measured; `features` are those of the case.

    A no leads nowhere else: the line stops until the goal is mended.
    """
    faults = (*_unmeasured(goal), *_idle(goal), *_costs(goal), *_rule(goal, features))
    return Gate(
        id="goal_is_measurable",
        phase="business_understanding",
        question=QUESTION,
        passed=not faults,
        reason="; ".join(faults)
        or f"{len(goal.kpis)} KPIs have a threshold and a measure",
        figures={kpi.id: bound(kpi) for kpi in goal.kpis},
    )


def bound(kpi: Kpi) -> str:
    """Return a KPI's threshold in words, such as `at least 0.08`."""
    if kpi.min is not None:
        return f"at least {kpi.min:g}"
    return f"at most {kpi.max:g}"


def _unmeasured(goal: Goal) -> tuple[str, ...]:
    ids = [kpi.id for kpi in goal.kpis]
    unknown = [f"nothing measures the KPI {i}" for i in ids if i not in MEASURED]
    missing = [f"the KPI {i} is missing" for i in NEEDED if i not in ids]
    upside_down = [
        f"the KPI {kpi.id} is a saving and needs a `min`"
        for kpi in goal.kpis
        if kpi.id in SAVINGS and kpi.min is None
    ]
    return (*unknown, *missing, *upside_down)


def _idle(goal: Goal) -> tuple[str, ...]:
    used = {i for result in goal.objective.key_results for i in result.kpis}
    return tuple(
        f"no key result rests on the KPI {kpi.id}"
        for kpi in goal.kpis
        if kpi.id not in used
    )


def _costs(goal: Goal) -> tuple[str, ...]:
    if goal.costs.action < goal.costs.missed:
        return ()
    return ("acting costs as much as a missed case, so it never pays",)


def _rule(goal: Goal, features: Collection[str]) -> tuple[str, ...]:
    if goal.rule.feature in features:
        return ()
    return (f"the plain rule asks for {goal.rule.feature}, which is no feature",)
