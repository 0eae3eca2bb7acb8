"""Settings of sessions: the stated numbers of docs/sessions.md."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from advisor import content
from advisor.assess.questionnaire import Name
from advisor.assess.settings import Probability
from advisor.content import Value


class SessionSettings(Value):
    """What questionnaires/session.yaml holds.

    Privacy has a floor that no file can lower: 20 organisations, groups of 5.
    """

    seconds_per_question: Annotated[int, Field(ge=5, le=600)]
    leadership: frozenset[Name] = Field(min_length=1)
    practitioners: frozenset[Name] = Field(min_length=1)
    agenda_items: Annotated[int, Field(ge=1, le=10)]
    reliable: Probability
    tentative: Probability
    resamples: Annotated[int, Field(ge=2000, le=100_000)]
    confidence: Probability
    seed: int
    least_organisations: Annotated[int, Field(ge=20)]
    least_group: Annotated[int, Field(ge=5)]

    def questions_in(self, minutes: int) -> int:
        """Return how many questions a person can answer in so many minutes."""
        return minutes * 60 // self.seconds_per_question

    def minutes_for(self, questions: int) -> float:
        """Return how many minutes so many questions take."""
        return questions * self.seconds_per_question / 60

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if both := self.leadership & self.practitioners:
            raise ValueError(
                f"'{min(both)}' stands in leadership and practitioners; keep it in one"
            )
        if self.tentative > self.reliable:
            raise ValueError("tentative is above reliable; expected at most the same")
        return self


def load(path: Path | None = None) -> SessionSettings:
    """Read the settings (default: the shipped ones)."""
    path = path or content.questionnaires_folder() / "session.yaml"
    return content.read(path, SessionSettings)
