"""The evening of a day in service: what is known of a challenger, and what follows."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from math import isfinite
from statistics import fmean

from reference_stack.gate import Gate
from reference_stack.ledger import Event
from reference_stack.model_deployment import loaded
from reference_stack.model_deployment.ab_test import effect
from reference_stack.model_deployment.approval import approved
from reference_stack.model_deployment.guardrails import alarms, exposure
from reference_stack.model_deployment.release import (
    Evidence,
    Plan,
    Release,
    Verdict,
    applied,
    judged,
    plan,
)
from reference_stack.model_deployment.rollback import align
from reference_stack.model_deployment.shadow import DayCost, day_costs
from reference_stack.settings import Settings
from reference_stack.stack import Stack
from reference_stack.warehouse import Connection

ENDS = {"promote", "roll_back", "keep"}


def decide(con: Connection, stack: Stack, now: Release, day: date) -> Release:
    """Judge the challenger on the evening of a day and do what follows.

    The decision is recorded first and release.json is written last. Cut off in between
    and done again, it comes to the same decision and records it once.
    """
    if now.challenger is None:
        return now
    tomorrow = day + timedelta(days=1)
    goal, steps = stack.case.goal, plan(stack.case.goal)
    days = day_costs(con, goal, now, datetime.combine(tomorrow, time()))
    exposed = exposure(con, goal, now, tomorrow)
    onnx = now.models[now.challenger].onnx_sha256
    found = Evidence(
        days=len(days),
        effect=effect([d.difference for d in days], steps.error_rate),
        cost=fmean(d.champion for d in days) if days else 0.0,
        alarms=alarms(exposed, now.share, steps.error_rate),
        approved=not steps.approval or approved(stack.settings, now.challenger, onnx),
    )
    verdict = judged(now, steps, found)
    _report(stack.settings, now, days, (steps, verdict))
    if verdict.action == "wait":
        return now
    after = applied(now, verdict, tomorrow)
    settle(stack, now, after, verdict)
    return after


def settle(stack: Stack, now: Release, after: Release, verdict: Verdict) -> None:
    """Record a verdict once, move the aliases, and write release.json last."""
    at = datetime.combine(after.share_since or after.since, time())
    subject = f"release v{now.challenger}"
    same = {(e.subject, e.verdict, e.at) for e in stack.ledger.entries()}
    if (subject, verdict.action, at) not in same:
        stack.ledger.record(
            Event(
                at=at,
                kind="decision",
                phase="model_deployment",
                subject=subject,
                verdict=verdict.action,
                reason=verdict.reason,
                figures={**verdict.figures, "new_share": after.share},
                inputs={"champion": now.champion, "version": str(now.challenger)},
            )
        )
    gate = kpis_gate(verdict)
    if gate and (f"{gate.id} v{now.challenger}", gate.verdict, at) not in same:
        stack.ledger.record_gate(gate, at, f"v{now.challenger}")
    align(stack.settings, after)
    loaded.write(stack.settings.release, after)


def kpis_gate(verdict: Verdict) -> Gate | None:
    """Return the gate that a verdict answers, if it ends a release."""
    if verdict.action not in ENDS:
        return None
    passed = verdict.action == "promote"
    return Gate(
        id="kpis_met",
        phase="model_deployment",
        question="Are the KPIs met?",
        passed=passed,
        reason=verdict.reason,
        figures=verdict.figures,
        otherwise=None if passed else "model_development",
    )


def _report(
    settings: Settings,
    now: Release,
    days: Sequence[DayCost],
    judged_by: tuple[Plan, Verdict],
) -> None:
    """Write how the evidence grew, day by day, for whoever wants to see it."""
    steps, verdict = judged_by
    differences = [day.difference for day in days]
    rows = []
    for number, day in enumerate(days, 1):
        known = effect(differences[:number], steps.error_rate)
        rows.append(
            {
                "day": day.day.isoformat(),
                "n": day.labelled,
                "effect": known.mean,
                "low": known.low if isfinite(known.low) else None,
                "high": known.high if isfinite(known.high) else None,
                "stage": "split" if day.split else "shadow",
            }
        )
    content = {
        "challenger": now.challenger,
        "champion": now.champion,
        "days": rows,
        "verdict": verdict.action,
        "reason": verdict.reason,
    }
    path = settings.reports / "ab" / f"{now.challenger}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
