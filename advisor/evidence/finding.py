"""Finding: what a probe saw, how sure it is, and where it can be checked.

A probe returns an `Observation`. Joined with the probe's text it becomes one
`Finding` for each practice that the probe decides.
"""

from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BeforeValidator, Field

from advisor.assess.questionnaire import Rung
from advisor.content import Value

LONGEST_TEXT: Final = 300
MOST_POINTERS: Final = 20
# A finding shows a rung, or its absence, from this confidence on; below it stands
# only configuration, a dependency or a name, which is no evidence of use.
SHOWS_FROM: Final = 3
STRONGEST: Final = 5


class Outcome(StrEnum):
    """What a probe says to its yes/no question."""

    TRUE = "true"
    PARTIAL = "partial"
    FALSE = "false"
    NOT_AVAILABLE = "not_available"
    NOT_APPLICABLE = "not_applicable"
    ERROR = "error"


def printable(value: Any) -> Any:
    """Return text that is safe on a terminal: one line, no control characters."""
    if not isinstance(value, str):
        return value
    shown = "".join(map(_shown, value[: LONGEST_TEXT + 1]))
    return shown if len(shown) <= LONGEST_TEXT else shown[: LONGEST_TEXT - 1] + "…"


def _shown(letter: str) -> str:
    if letter.isprintable():
        return letter
    return " " if letter.isspace() else "\N{REPLACEMENT CHARACTER}"


# What is read in a foreign project reaches terminals, reports and pull requests.
Printable = Annotated[str, BeforeValidator(printable)]
Confidence = Annotated[int, Field(ge=1, le=STRONGEST)]


class Pointer(Value):
    """Where a finding can be checked.

    `place` is a path inside the scanned tree, a commit, a run, or a model version;
    `line` counts from 1; `at` is when what stands there last ran or changed.
    """

    source: Literal["tree", "history", "ci", "mlflow", "predictions"]
    place: Printable
    line: int | None = Field(default=None, ge=1)
    text: Printable = ""
    at: AwareDatetime | None = None

    def __str__(self) -> str:
        return self.place if self.line is None else f"{self.place}:{self.line}"


class Observation(Value):
    """What a probe saw.

    `confidence` runs from 1 (a name only) to 5 (ran lately and is pointed at);
    `true` and `partial` show a rung, and `false` shows its absence, from 3 on.
    `at` is when what was seen last ran or changed; from there evidence ages.
    """

    outcome: Outcome
    confidence: Confidence
    message: Printable
    pointers: tuple[Pointer, ...] = ()
    at: AwareDatetime | None = None


class Finding(Value):
    """What a probe saw of one practice.

    `sought` is the rung that `true` would have shown; `rung` is the one that is
    shown, None when none is.
    """

    probe: str
    practice: str
    sought: Rung
    rung: Rung | None
    outcome: Outcome
    confidence: Confidence
    message: Printable
    pointers: tuple[Pointer, ...] = ()
    remedy: str
    at: AwareDatetime | None = None
    tests: tuple[str, ...] = ()

    @property
    def pointer(self) -> Pointer | None:
        """Return the first pointer, the one to look at."""
        return self.pointers[0] if self.pointers else None


def shown_by(observation: Observation, sought: Rung) -> Rung | None:
    """Return the rung that an observation shows; half-way up is done by hand."""
    if observation.confidence < SHOWS_FROM:
        return None
    if observation.outcome is Outcome.TRUE:
        return sought
    if observation.outcome is Outcome.PARTIAL and sought is Rung.AUTOMATED:
        return Rung.BY_HAND
    return Rung.NONE if observation.outcome is Outcome.FALSE else None
