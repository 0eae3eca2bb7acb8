"""How values are put into words, the same in every report and on every page."""

from collections.abc import Mapping
from typing import Final

from advisor.assess.questionnaire import Rung
from advisor.assess.scoring import Standing

RUNGS: Final[Mapping[Rung, str]] = {
    Rung.NONE: "not done",
    Rung.BY_HAND: "by hand",
    Rung.AUTOMATED: "automated",
    Rung.UNKNOWN: "unknown",
    Rung.NOT_APPLICABLE: "not applicable",
}


def percent(share: float) -> str:
    """Return a share from 0 to 1 as whole percent; never 0 or 100 by rounding."""
    if 0 < share < 0.005:  # noqa: PLR2004 - half a percent
        return "<1 %"
    if 0.995 < share < 1:  # noqa: PLR2004
        return ">99 %"
    return f"{share * 100:.0f} %"


def points(number: float) -> str:
    """Return a number of points without a needless decimal."""
    return f"{number:g}"


def band(standing: Standing) -> str:
    """Return the level with its band, never a bare number."""
    low, high = standing.level_pessimistic, standing.level_optimistic
    if low is None or high is None:
        return "no level: this reading asks nothing here"
    if low == high:
        return f"Level {low} of {standing.top}"
    return f"Level {low} to {high} of {standing.top}"


def counted(number: int, one: str, many: str) -> str:
    """Return a number with its noun in the right form."""
    return f"{number} {one if number == 1 else many}"


def role(role_id: str) -> str:
    """Return a role's id as words."""
    return ACRONYMS.get(role_id, role_id.replace("_", " ").capitalize())


ACRONYMS: Final[Mapping[str, str]] = {
    "devops": "DevOps",
    "ml_architect": "ML architect",
}
