"""When a new model is trained, as a pure function of what is known."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from reference_stack.case import Retraining
from reference_stack.model_monitoring.diagnosis import Diagnosis, faulty
from reference_stack.values import Value

Why = Literal["quality", "drift", "staleness", "schedule", "new_labels"]
QUARTER = timedelta(days=91)


class Trigger(Value):
    """Why a new model is to be trained."""

    why: Why
    reason: str


class Wait(Value):
    """Why no new model is trained, though something may ask for one."""

    reason: str
    asked: bool = False


class Situation(Value):
    """What the decision rests on.

    `trained` are the days of earlier trainings in order; `diagnoses` what monitoring
    found since the last one; `new_labels` the share of the next training set that the
    present model has not seen.
    """

    today: date
    trained: tuple[date, ...]
    diagnoses: tuple[Diagnosis, ...]
    new_labels: float


def decide(situation: Situation, rules: Retraining) -> Trigger | Wait:
    """Return why to train, or why not.

    Order: data that cannot be trusted block everything; then what asks for a model is
    found; then the cool-down and the circuit breaker may hold it back.
    """
    if faulty(situation.diagnoses, situation.today):
        return Wait(reason="a fault of the data is open; training would learn it")
    found = _asked(situation, rules)
    if found is None:
        return Wait(reason="nothing asks for a new model")
    held = _held_back(situation, rules)
    return Wait(reason=f"{held} ({found.reason})", asked=True) if held else found


def _asked(situation: Situation, rules: Retraining) -> Trigger | None:
    own = [d for d in situation.diagnoses if d.cause == "model"]
    pages = _of(own, {"quality", "kpi"})
    drifted = _of(own, {"drift", "drift_together"})
    if pages and drifted:
        first = f"{pages[0].alert.monitor} fell and features drifted"
        return Trigger(why="drift", reason=f"{first}, since {pages[0].alert.day}")
    if pages:
        reason = f"{pages[0].alert.monitor} fell on {pages[0].alert.day}"
        return Trigger(why="quality", reason=reason)
    return _by_calendar(situation, rules)


def _by_calendar(situation: Situation, rules: Retraining) -> Trigger | None:
    if not situation.trained:
        return Trigger(why="schedule", reason="there is no model yet")
    age = (situation.today - situation.trained[-1]).days
    if age >= rules.max_age_days:
        return Trigger(why="staleness", reason=f"the model is {age} days old")
    if _months(situation.trained[-1], situation.today) >= rules.every_months:
        return Trigger(why="schedule", reason=f"every {rules.every_months} months")
    if situation.new_labels >= 1.0:
        return Trigger(why="new_labels", reason="all training rows would be new ones")
    return None


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _held_back(situation: Situation, rules: Retraining) -> str | None:
    if not situation.trained:
        return None
    since = (situation.today - situation.trained[-1]).days
    if since < rules.cool_down_days:
        return f"the last training is {since} days ago, {rules.cool_down_days} are due"
    recent = sum(day > situation.today - QUARTER for day in situation.trained)
    if recent >= rules.most_per_quarter:
        return f"{recent} trainings in a quarter are the most allowed"
    return None


def _of(diagnoses: Iterable[Diagnosis], monitors: set[str]) -> list[Diagnosis]:
    return [d for d in diagnoses if d.alert.monitor in monitors]
