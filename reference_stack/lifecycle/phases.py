"""The phases in order, month by month, and where each "no" leads back to."""

from typing import Literal

from reference_stack.case import Calendar
from reference_stack.gate import Back, Phase
from reference_stack.values import Month, Value, months

Step = Literal["acquire", "understand", "develop", "deploy", "serve", "watch"]

PHASE_OF: dict[Step, Phase] = {
    "understand": "business_understanding",
    "acquire": "data_acquisition",
    "develop": "model_development",
    "deploy": "model_deployment",
    "serve": "model_deployment",
    "watch": "model_monitoring",
}

WAY_BACK: dict[Phase, tuple[Back, ...]] = {
    "business_understanding": ("no_ml",),
    "data_acquisition": ("no_ml",),
    "model_development": ("data_acquisition", "model_development", "no_ml"),
    "model_deployment": ("model_deployment", "model_development"),
    "model_monitoring": (
        "model_deployment",
        "model_development",
        "business_understanding",
    ),
}
"""The phases that a refusal in a phase may lead back to (data/lifecycle.yaml)."""

STOPS: frozenset[Step] = frozenset({"acquire", "understand"})
"""Steps whose refusal stops the line; a refused model leaves the champion in place."""


class Task(Value):
    """A step of the life cycle in a month."""

    step: Step
    month: Month

    @property
    def subject(self) -> str:
        """The name under which the ledger keeps that it is done."""
        return f"{self.step} {self.month}"


def tasks(calendar: Calendar, until: Month | None = None) -> tuple[Task, ...]:
    """Return all tasks of the replay in order, up to but without the month `until`."""
    end = min(until or calendar.until, calendar.until)
    history = months(calendar.bootstrap, calendar.serve_from)
    first = [Task(step="acquire", month=month) for month in history]
    first.append(Task(step="understand", month=calendar.serve_from))
    monthly: tuple[Step, ...] = ("acquire", "develop", "deploy", "serve", "watch")
    served = months(calendar.serve_from, end)
    return (*first, *(Task(step=s, month=m) for m in served for s in monthly))
