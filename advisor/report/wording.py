"""How values are put into words, the same in every report and on every page."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from advisor import language
from advisor.assess.questionnaire import Rung
from advisor.assess.scoring import Standing
from advisor.evidence.sentences import Sentence
from advisor.language import mark, number, t

NOTHING: Final = "–"
RUNGS: Final[Mapping[Rung, str]] = {
    Rung.NONE: mark("not done"),
    Rung.BY_HAND: mark("by hand"),
    Rung.AUTOMATED: mark("automated"),
    Rung.UNKNOWN: mark("unknown"),
    Rung.NOT_APPLICABLE: mark("not applicable"),
}
ROLES: Final[Mapping[str, str]] = {
    "data_engineer": mark("Data engineer"),
    "data_scientist": mark("Data scientist"),
    "devops": mark("DevOps"),
    "everyone": mark("Everyone"),
    "ml_architect": mark("ML architect"),
    "risk_manager": mark("Risk manager"),
    "subject_matter_expert": mark("Subject matter expert"),
}


def rung(value: Rung) -> str:
    """Return a rung in words."""
    return t(RUNGS[value])


def percent(share: float) -> str:
    """Return a share from 0 to 1 as whole percent; never 0 or 100 by rounding."""
    if 0 < share < 0.005:  # noqa: PLR2004 - half a percent
        return "<1 %"
    if 0.995 < share < 1:  # noqa: PLR2004
        return ">99 %"
    return f"{number(share * 100, 0)} %"


def points(value: float) -> str:
    """Return a number of points without a needless decimal."""
    return number(value)


def level(value: int) -> str:
    """Return a level by its number."""
    return t("Level {level}", level=value)


def levels(low: int, high: int, top: int) -> str:
    """Return the levels from `low` to `high` on a scale up to `top`."""
    if low == high:
        return t("Level {low} of {top}", low=low, top=top)
    return t("Level {low} to {high} of {top}", low=low, high=high, top=top)


def band(standing: Standing) -> str:
    """Return the level with its band, never a bare number."""
    low, high = standing.level_pessimistic, standing.level_optimistic
    if low is None or high is None:
        return t("no level: this reading asks nothing here")
    return levels(low, high, standing.top)


def chances(probability: Mapping[int, float]) -> str:
    """Return the probability of every level."""
    return " · ".join(
        t("Level {level}: {share}", level=value, share=percent(share))
        for value, share in probability.items()
    )


def role(role_id: str) -> str:
    """Return a role's id as words."""
    known = ROLES.get(role_id)
    return t(known) if known else role_id.replace("_", " ").capitalize()


def again(stored: str, *templates: str) -> str:
    """Return a text that stands in a value in English, by the template it came from.

    What comes from none of the templates stays as it is.
    """
    for template in templates:
        if found := _pattern(template).fullmatch(stored):
            return t(template, **found.groupdict())
    return stored


def told(message: str) -> str:
    """Return what a probe said; findings are kept in English, as data of a scan."""
    if language.current() == language.SOURCE:
        return message
    whole = t(message)
    if whole != message:
        return whole
    for sentence in Sentence:
        if found := _pattern(sentence).fullmatch(message):
            parts = found.groupdict()
            return t(sentence, **{name: told(part) for name, part in parts.items()})
    topic, colon, said = message.partition(": ")
    return f"{t(topic)}{colon}{told(said)}" if colon else message


def seen(message: str, pointer: object | None) -> str:
    """Return what a probe said and where, as a part of a sentence."""
    said = told(message).rstrip(".")
    return t("{said} at {place}", said=said, place=pointer) if pointer else said


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(template)))
