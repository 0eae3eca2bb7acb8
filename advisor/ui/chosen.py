"""What is matched: the draft, the next level of the open assessment, or both."""

from collections.abc import Mapping
from typing import Final, cast

import streamlit as st

from advisor.advise import next_level
from advisor.advise.matching import Matching
from advisor.advise.portfolio import NextLevel, Portfolio, UseCase
from advisor.advise.weighting import Swing
from advisor.errors import PortfolioError
from advisor.language import mark, t
from advisor.ui import cache, components, draft, state

OURS, LEVEL, BOTH = "ours", "level", "both"
CHOICES: Final = {
    OURS: mark("Our use cases"),
    LEVEL: mark("Our next level"),
    BOTH: mark("Both together"),
}
WEIGHTS: Final = "match_weights"
MOST: Final = 100
Points = Mapping[str, int]


def portfolio() -> Portfolio | None:
    """Ask what is to be matched and return it; say what is missing if nothing can be."""
    sheet, level = draft.current(), _next_level()
    offered = [
        choice
        for choice, there in (
            (OURS, sheet is not None),
            (LEVEL, level is not None),
            (BOTH, sheet is not None and level is not None),
        )
        if there
    ]
    if not offered:
        _nothing()
        return None
    if state.keep_widget("match_for", offered[0]) not in offered:
        state.widget_shows("match_for", offered[0])
    choice = offered[0]
    if len(offered) > 1:
        picked = st.segmented_control(
            t("Find platforms for"),
            offered,
            format_func=lambda c: t(CHOICES[c]),
            key="match_for",
        )
        choice = picked or offered[0]
    try:
        return _assembled(choice, level)
    except PortfolioError as fault:
        components.fault(fault)
        state.link("use_cases", t("Look at the use cases"), ":material/category:")
        return None


def matched(found: Portfolio) -> Matching:
    """Return the answer under the weights that the sliders show."""
    use_cases = tuple(reweighted(use_case) for use_case in found.use_cases)
    changed = found.model_copy(update={"use_cases": use_cases})
    return cache.matched(changed, state.today())


def reweighted(use_case: UseCase) -> UseCase:
    """Return a use case with the points of its sliders, if they were moved."""
    given = points(use_case)
    if given is None or not any(given.values()):
        return use_case
    return use_case.weighted_by(Swing(method="swing", points=given))


def points(use_case: UseCase) -> Points | None:
    """Return the points given to the criteria of a use case, None if none were."""
    given = _all_points().get(use_case.id)
    return (
        given if given is not None and given.keys() == use_case.weights.keys() else None
    )


def stated(use_case: UseCase) -> Points:
    """Return the stated weights as points, 100 for the heaviest."""
    heaviest = max(use_case.weights.values())
    return {
        id_: max(1, round(MOST * weight / heaviest))
        for id_, weight in use_case.weights.items()
    }


def give(use_case: str, given: Points | None) -> None:
    """Give points to the criteria of a use case, or go back to the stated weights."""
    others = {id_: p for id_, p in _all_points().items() if id_ != use_case}
    state.hold(WEIGHTS, others | ({use_case: given} if given is not None else {}))


def _all_points() -> Mapping[str, Points]:
    return cast("Mapping[str, Points]", state.held(WEIGHTS) or {})


def _assembled(choice: str, level: NextLevel | None) -> Portfolio:
    ours = draft.resolved() if choice != LEVEL else None
    if level is None or choice == OURS:
        if ours is None:
            raise PortfolioError(t("there is no use case; expected one or more"))
        return ours
    if ours is None:
        return next_level.portfolio_of(t(CHOICES[LEVEL]), level)
    return next_level.joined(ours, level)


def _next_level() -> NextLevel | None:
    """Return what the next level of the open assessment asks of a platform, if anything."""
    record = state.opened()
    sheet = state.sheet(record) if record else None
    if sheet is None or not sheet.answers:
        return None
    questionnaire = cache.content().questionnaire
    found = cache.assessed(sheet)
    level = next_level.from_assessment(found, questionnaire, cache.catalogue())
    return level if level.closings else None


def _nothing() -> None:
    st.info(
        t(
            "Platforms are compared by what you need. Describe a use case first, or open "
            "an assessment with a level still ahead to ask which platform helps to reach "
            "it."
        )
    )
    state.link("use_cases", t("Describe a use case"), ":material/category:")
    state.link("start", t("Begin or continue an assessment"), ":material/home:")
