"""A gate: a question that a phase must pass, and where a no leads back to."""

from typing import Literal

from pydantic import Field

from reference_stack.values import Figure, Value

Phase = Literal[
    "business_understanding",
    "data_acquisition",
    "model_development",
    "model_deployment",
    "model_monitoring",
]
Back = Phase | Literal["no_ml"]


class Gate(Value):
    """The answer to one question of the life cycle, with its reason and its figures."""

    id: str
    phase: Phase
    question: str
    passed: bool
    reason: str
    figures: dict[str, Figure] = Field(default_factory=dict)
    otherwise: Back | None = None

    @property
    def verdict(self) -> str:
        """`passed` or `refused`."""
        return "passed" if self.passed else "refused"


def first_refusal(gates: tuple[Gate, ...]) -> Gate:
    """Return the first gate that refused, or the last one.

    Raises:
        ValueError: There is no gate at all.
    """
    if not gates:
        raise ValueError("a phase without a gate")
    return next((gate for gate in gates if not gate.passed), gates[-1])
