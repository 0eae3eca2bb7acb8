"""MatchSettings: the stated numbers behind the choice of platforms."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt

from advisor import content
from advisor.advise.ranking import Doubt
from advisor.content import Value

Share = Annotated[float, Field(gt=0, lt=1)]


class MatchSettings(Value):
    """What docs/platforms.md explains under "How matching decides"."""

    few_projects: NonNegativeInt
    shared_by: Annotated[int, Field(ge=2)]
    draws: Annotated[int, Field(ge=100, le=1_000_000)]
    seed: int
    firmness: PositiveFloat
    wide_portfolio: PositiveInt
    least_used_share: Share
    recent_years: PositiveInt
    stacks: PositiveInt

    @property
    def doubt(self) -> Doubt:
        """Return how weights are drawn."""
        return Doubt(firmness=self.firmness, draws=self.draws, seed=self.seed)


def load_match_settings(path: Path | None = None) -> MatchSettings:
    """Read the settings (default: the shipped ones); raise ContentError."""
    path = path or content.questionnaires_folder() / "matching.yaml"
    return content.read(path, MatchSettings)
