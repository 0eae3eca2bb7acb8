"""A release: what the service is to do, and the steps by which a version earns it.

Everything here is pure. Styles differ in the steps they demand: `basic` goes straight
live; `customer_facing` is tested, shadows, then gets a small and a larger share of the
traffic; `regulated` does the same and gets no share before a person has approved.
"""

from datetime import date
from math import isfinite
from typing import Literal

from pydantic import Field

from reference_stack.case import Goal
from reference_stack.model_deployment.ab_test import Effect
from reference_stack.values import Figure, Value

Stage = Literal["straight", "shadow", "split"]
Action = Literal["wait", "widen", "promote", "roll_back", "keep"]


class ModelFile(Value):
    """What the service checks before it loads a model."""

    onnx_sha256: str


class Release(Value):
    """What the service does; `number` grows with every change.

    `since` is the day on which the present champion (straight) or challenger began,
    `salt` fixes who belongs to which arm, `share` is the challenger's part from the day
    `share_since` on, `previous` the version that a rollback returns to.
    """

    number: int
    champion: str
    challenger: str | None = None
    stage: Stage = "straight"
    share: float = 0.0
    salt: str = ""
    since: date
    share_since: date | None = None
    previous: str | None = None
    models: dict[str, ModelFile]


class Plan(Value):
    """The steps that a style demands before all traffic goes to a new version.

    `margin` is the harm, as a share of the champion's costs, that must be ruled out
    when after `most_days` neither is shown to be better.
    """

    straight: bool
    approval: bool
    shadow_days: int
    shares: tuple[tuple[float, int], ...]
    most_days: int
    error_rate: float
    margin: float


class Evidence(Value):
    """What is known of a challenger on the evening of a day.

    `days` are those whose outcomes are in; `cost` is the champion's cost per entity.
    """

    days: int
    effect: Effect
    cost: float
    alarms: tuple[str, ...] = ()
    approved: bool = True


class Verdict(Value):
    """What to do with a release, and why."""

    action: Action
    reason: str
    share: float = 0.0
    figures: dict[str, Figure] = Field(default_factory=dict)


def plan(goal: Goal) -> Plan:
    """Return the steps of a goal's deployment style."""
    steps = goal.release
    return Plan(
        straight=goal.style == "basic",
        approval=goal.style == "regulated",
        shadow_days=steps.shadow_days,
        shares=((steps.first_share, steps.first_share_days), (steps.full_share, 1)),
        most_days=steps.most_days,
        error_rate=steps.error_rate,
        margin=steps.margin,
    )


def first(version: str, file: ModelFile, day: date) -> Release:
    """Return the first release of all: one version takes all traffic."""
    return Release(number=1, champion=version, since=day, models={version: file})


def started(now: Release, version: str, file: ModelFile, day: date) -> Release:
    """Return the release in which a new version begins: in the shadow, on a day."""
    return now.model_copy(
        update={
            "number": now.number + 1,
            "challenger": version,
            "stage": "shadow",
            "share": 0.0,
            "share_since": None,
            "salt": f"v{version}",
            "since": day,
            "models": now.models | {version: file},
        }
    )


def promoted(now: Release, day: date) -> Release:
    """Return the release in which the challenger has all traffic.

    Raises:
        ValueError: There is no challenger.
    """
    if now.challenger is None:
        raise ValueError("there is no challenger to promote")
    return _settled(now, now.challenger, now.champion, day)


def withdrawn(now: Release, day: date) -> Release:
    """Return the release in which the champion goes on alone."""
    return _settled(now, now.champion, now.previous, day)


def returned(now: Release, day: date) -> Release:
    """Return the release before: without the challenger, else the previous version.

    Raises:
        ValueError: There is neither.
    """
    if now.challenger is not None:
        return withdrawn(now, day)
    if now.previous is None:
        raise ValueError("there is no earlier version to return to")
    return _settled(now, now.previous, None, day)


def _settled(now: Release, champion: str, previous: str | None, day: date) -> Release:
    kept = {version for version in (champion, previous) if version}
    return Release(
        number=now.number + 1,
        champion=champion,
        since=day,
        previous=previous,
        models={v: file for v, file in now.models.items() if v in kept},
    )


def judged(now: Release, steps: Plan, found: Evidence) -> Verdict:
    """Decide about a challenger: alarms first, harm next, then time and benefit."""
    verdict = _stopped(found) or _stepped(now, steps, found) or _ended(steps, found)
    measured = {
        "cost_difference": found.effect.mean,
        "low": found.effect.low,
        "high": found.effect.high,
        "champion_cost": found.cost,
        "share": now.share,
    }
    finite = {name: value for name, value in measured.items() if isfinite(value)}
    return verdict.model_copy(update={"figures": {"days": found.days, **finite}})


def _stopped(found: Evidence) -> Verdict | None:
    if found.alarms:
        return Verdict(action="roll_back", reason="; ".join(found.alarms))
    if found.effect.judgement == "worse":
        return Verdict(action="roll_back", reason="the challenger costs more")
    return None


def _stepped(now: Release, steps: Plan, found: Evidence) -> Verdict | None:
    """Return the next step, or a wait; nothing when all steps are behind."""
    if steps.approval and not found.approved and found.days >= steps.shadow_days:
        late = found.days >= steps.most_days
        return Verdict(action="keep" if late else "wait", reason="not approved")
    due = steps.shadow_days
    for share, days in steps.shares:
        if now.share < share:
            if found.days < due:
                return Verdict(action="wait", reason=f"{found.days} of {due} days seen")
            return Verdict(
                action="widen", reason=f"no harm in {found.days} days", share=share
            )
        due += days
    if found.days < due:
        return Verdict(action="wait", reason=f"{found.days} of {due} days seen")
    return None


def _ended(steps: Plan, found: Evidence) -> Verdict:
    if found.effect.judgement == "better":
        return Verdict(action="promote", reason="the challenger costs less")
    if found.days < steps.most_days:
        return Verdict(action="wait", reason="neither is shown to be better")
    allowed = steps.margin * found.cost
    if found.effect.mean <= 0 and found.effect.high <= allowed:
        reason = f"no worse than {steps.margin:.0%}, by all that was seen"
        return Verdict(action="promote", reason=reason)
    reason = f"no benefit shown in {found.days} days"
    return Verdict(action="keep", reason=reason)


def applied(now: Release, verdict: Verdict, tomorrow: date) -> Release:
    """Return the release from tomorrow on; `wait` changes nothing."""
    if verdict.action == "wait" or now.challenger is None:
        return now
    if verdict.action == "promote":
        return promoted(now, tomorrow)
    if verdict.action != "widen":
        return withdrawn(now, tomorrow)
    return now.model_copy(
        update={
            "number": now.number + 1,
            "stage": "split",
            "share": verdict.share,
            "share_since": tomorrow,
        }
    )
