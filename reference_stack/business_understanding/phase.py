"""The phase: goal, care and feasibility, in the order in which a no is cheapest."""

import json
from collections.abc import Iterator
from datetime import datetime

from reference_stack.business_understanding.deployment_style import STEPS, Risk, fits
from reference_stack.business_understanding.feasibility import can_help, weighed
from reference_stack.business_understanding.goal import bound, measurable
from reference_stack.case import Goal, read
from reference_stack.features import described, rows
from reference_stack.gate import Gate, first_refusal
from reference_stack.stack import Stack
from reference_stack.values import month_start


def understand(stack: Stack, at: datetime) -> Gate:
    """Answer the phase's gates at a time of the run's clock, until one refuses.

    Needs the feature tables of the bootstrap months; reads only outcomes known at `at`.
    Records each gate and writes `reports/goal.json`, the goal as other programs read it.

    Raises:
        CaseError: The case's risk.yaml is missing or wrong, or no features were built.
    """
    asked: list[Gate] = []
    for gate in _gates(stack, at):
        asked.append(gate)
        stack.ledger.record_gate(gate, at, stack.case.name, {"case": stack.case.digest})
        if not gate.passed:
            break
    _report(stack, asked)
    return first_refusal(tuple(asked))


def _gates(stack: Stack, at: datetime) -> Iterator[Gate]:
    case, goal = stack.case, stack.case.goal
    with stack.warehouse() as con:
        features = described(con, case)
        since = datetime.combine(goal.calendar.first_day, datetime.min.time())
        until = datetime.combine(
            month_start(goal.calendar.serve_from), datetime.min.time()
        )
        history = rows(con, case, since, min(until, at), as_of=at)
    yield measurable(goal, features.names)
    yield fits(goal, read(case.folder / "risk.yaml", Risk), at.date())
    yield can_help(weighed(history, features, goal), goal)


def _report(stack: Stack, asked: list[Gate]) -> None:
    path = stack.settings.reports / "goal.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    gates = [gate.model_dump(mode="json") for gate in asked]
    told = {"schema_version": 1, **_told(stack.case.goal), "gates": gates}
    fresh.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.replace(path)


def _told(goal: Goal) -> dict[str, object]:
    return {
        "name": goal.name,
        "title": goal.title,
        "problem": goal.problem,
        "question": goal.question,
        "style": goal.style,
        "steps": STEPS[goal.style],
        "objective": goal.objective.text,
        "key_results": [r.model_dump(mode="json") for r in goal.objective.key_results],
        "kpis": [
            {"id": k.id, "text": k.text, "unit": k.unit, "bound": bound(k)}
            for k in goal.kpis
        ],
        "rule": goal.rule.text,
    }
