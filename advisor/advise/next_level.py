"""Maturity meets platforms: the gaps before the next level, as a use case.

A gap whose practice needs a capability asks for it: solid by itself where the
practice has to be automated, basic where it is to be done by hand. What no
capability serves, such as agreements between people, no platform closes.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from advisor.advise.catalogue import Catalogue
from advisor.advise.portfolio import (
    OUR_NEXT_LEVEL,
    Closing,
    Constraints,
    Gap,
    NextLevel,
    Portfolio,
    UseCase,
)
from advisor.advise.roadmap import RoadMap
from advisor.assess.assessment import Assessment
from advisor.assess.questionnaire import Questionnaire, Rung
from advisor.errors import PortfolioError
from advisor.language import mark, t

# Names that are made here, in values in English and worded anew where they are shown.
TITLE: Final = mark("Next level of {name}")
NAME: Final = mark("Our Level {level}")
NAMELESS: Final = mark("Our next level")
ANYTHING: Final = Constraints()
DEPTHS: Final[Mapping[Rung, int]] = {Rung.BY_HAND: 1, Rung.AUTOMATED: 2}


def from_assessment(
    found: Assessment, questionnaire: Questionnaire, catalogue: Catalogue
) -> NextLevel:
    """Return what closing the blockers of an assessment asks of a platform."""
    standing = found.standing
    gaps = [
        Gap(
            practice=blocker.practice,
            name=questionnaire.practices[blocker.practice].name,
            has=blocker.has,
            needs=blocker.needs,
        )
        for blocker in standing.blockers
    ]
    level = min((standing.level or 0) + 1, standing.top)
    return NextLevel(level=level, **_sorted(gaps, questionnaire, catalogue))


def from_roadmap(
    plan: RoadMap, questionnaire: Questionnaire, catalogue: Catalogue
) -> NextLevel:
    """Return what the steps of a road map ask of a platform."""
    gaps = [
        Gap(
            practice=step.practice,
            name=step.name,
            has=step.from_rung,
            needs=step.to_rung,
        )
        for step in plan.steps
    ]
    return NextLevel(level=plan.target, **_sorted(gaps, questionnaire, catalogue))


def portfolio_of(name: str, found: NextLevel) -> Portfolio:
    """Return a portfolio of the next level alone; nobody said how many projects.

    Raises PortfolioError where no platform can close anything.
    """
    if not found.closings:
        raise PortfolioError(
            t(
                "{name}: nothing before the next level that a platform could close; give "
                "a portfolio to match",
                name=name,
            )
        )
    return Portfolio(
        name=name, projects=None, use_cases=(_use_case(found),), next_level=found
    )


def joined(portfolio: Portfolio, found: NextLevel) -> Portfolio:
    """Return the portfolio with the next level as one more use case.

    It keeps within the constraints that all others share; its criteria keep weights
    of their own. Raises PortfolioError if another use case has its id.
    """
    if any(use_case.id == OUR_NEXT_LEVEL for use_case in portfolio.use_cases):
        raise PortfolioError(
            t(
                "use case '{id}': the answers bring one of that id; rename it",
                id=OUR_NEXT_LEVEL,
            )
        )
    limits = _shared(portfolio)
    added = (_use_case(found, limits),) if found.closings else ()
    return portfolio.model_copy(
        update={"use_cases": (*portfolio.use_cases, *added), "next_level": found}
    )


def _sorted(
    gaps: Iterable[Gap], questionnaire: Questionnaire, catalogue: Catalogue
) -> dict[str, Any]:
    """Return the gaps by the capability that closes them, and those without one."""
    known = catalogue.capabilities.by_id
    closed: dict[str, list[Gap]] = {}
    unaided = []
    for gap in gaps:
        capability = questionnaire.practices[gap.practice].capability
        # Somebody's own questionnaire may name what no platform is rated on.
        if capability is None or capability not in known:
            unaided.append(gap)
        else:
            closed.setdefault(capability, []).append(gap)
    closings = tuple(
        Closing(
            capability=capability,
            depth=max(DEPTHS[gap.needs] for gap in closed[capability]),
            blockers=tuple(closed[capability]),
        )
        for capability in sorted(closed)
    )
    return {"closings": closings, "unaided": tuple(unaided)}


def _shared(portfolio: Portfolio) -> Constraints:
    """Return the constraints that every use case has alike."""
    first, *others = [use_case.constraints for use_case in portfolio.use_cases]
    alike = {
        name: value
        for name, value in first
        if all(getattr(other, name) == value for other in others)
    }
    return Constraints(**alike)


def _use_case(found: NextLevel, constraints: Constraints = ANYTHING) -> UseCase:
    """Return the next level as a use case: what closes more gaps weighs more."""
    return UseCase(
        id=OUR_NEXT_LEVEL,
        name=NAMELESS if found.level is None else NAME.format(level=found.level),
        musts={closing.capability: closing.depth for closing in found.closings},
        shoulds={c.capability: float(len(c.blockers)) for c in found.closings},
        constraints=constraints,
    )
