"""Settings: the stated numbers behind P(level) and the road map."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, PositiveInt, model_validator

from advisor import content
from advisor.content import Value
from advisor.language import t

Probability = Annotated[float, Field(gt=0, lt=1)]


class MissedShare(Value):
    """Bounds of the prior on the share of missed rungs."""

    least: Probability
    most: Probability


class Settings(Value):
    """What docs/scoring.md calls the stated numbers."""

    noise_floor: Probability
    gross_error: Probability
    evidence_reliability: tuple[Probability, ...] = Field(min_length=5, max_length=5)
    missed_share: MissedShare
    draws: Annotated[int, Field(ge=100, le=1_000_000)]
    seed: int
    settled_at: Probability
    hardly_moves: Probability
    least_coverage: Probability
    quarter_points: PositiveInt

    @model_validator(mode="after")
    def _errors_leave_room_for_truth(self) -> Self:
        if self.noise_floor + self.gross_error >= 0.5:  # noqa: PLR2004 - one half
            raise ValueError(t("noise_floor + gross_error must stay below 0.5"))
        return self


def load(path: Path | None = None) -> Settings:
    """Read the settings (default: the shipped ones)."""
    path = path or content.questionnaires_folder() / "scoring.yaml"
    return content.read(path, Settings)
