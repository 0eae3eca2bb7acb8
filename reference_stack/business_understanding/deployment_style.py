"""The deployment style: how strictly a model is released follows from what it may harm.

The case's `risk.yaml` keeps the judgement of risk; the style in `goal.yaml` must be at
least as strict as the class of risk asks, and the judgement must still be valid.
"""

from datetime import date, timedelta
from typing import Literal

from pydantic import Field

from reference_stack.case import Goal
from reference_stack.gate import Gate
from reference_stack.values import Value

Style = Literal["basic", "customer_facing", "regulated"]
RiskClass = Literal["minimal", "limited", "high", "prohibited"]
QUESTION = "Is the release as strict as the harm of a wrong prediction asks?"
_TESTED = ("expectations", "parity")
_TRIED = (*_TESTED, "contract_tests", "load_test", "shadow", "split", "verdict")
STEPS: dict[Style, tuple[str, ...]] = {
    "basic": _TESTED,
    "customer_facing": _TRIED,
    "regulated": (*_TRIED, "approval"),
}
WEAKEST: dict[RiskClass, Style] = {
    "minimal": "basic",
    "limited": "customer_facing",
    "high": "regulated",
}


class Risk(Value):
    """Who judged, before building began, what harm the system could do to whom."""

    risk_class: RiskClass
    affected: str = Field(min_length=1)
    worst_case: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    assessed_by: str = Field(min_length=1)
    assessed_on: date
    valid_days: int = Field(ge=1, le=366)

    @property
    def valid_until(self) -> date:
        """The last day on which the judgement counts."""
        return self.assessed_on + timedelta(days=self.valid_days)


def fits(goal: Goal, risk: Risk, on: date) -> Gate:
    """Answer whether the goal's style is strict enough on a day.

    A no stops the line until style or judgement is mended; a prohibited use ends it.
    """
    weakest = WEAKEST.get(risk.risk_class)
    if weakest is None:
        fault = f"a system of the class {risk.risk_class} must not be built"
    elif not risk.assessed_on <= on <= risk.valid_until:
        fault = (
            f"the judgement of risk counts from {risk.assessed_on} to "
            f"{risk.valid_until}, not on {on}"
        )
    elif set(STEPS[weakest]) - set(STEPS[goal.style]):
        fault = (
            f"the class {risk.risk_class} asks for the style {weakest}, "
            f"and the goal says {goal.style}"
        )
    else:
        fault = ""
    return Gate(
        id="style_fits_risk",
        phase="business_understanding",
        question=QUESTION,
        passed=not fault,
        reason=fault or f"{goal.style} suits the class {risk.risk_class}",
        figures={
            "style": goal.style,
            "steps": ", ".join(STEPS[goal.style]),
            "risk_class": risk.risk_class,
            "valid_until": risk.valid_until.isoformat(),
        },
        otherwise="no_ml" if weakest is None else None,
    )
