"""Weighting: two ways to say what counts more, without inventing numbers.

Swing: the criterion whose step from worst to best matters most gets 100 points,
the others their share of it. Rank order: the criteria are only put in order, and
each gets the centroid of all weights in that order. Sources: von Winterfeldt &
Edwards (1986), "Decision Analysis and Behavioral Research" (swing); Barron &
Barrett (1996), "Decision Quality Using Ranked Attribute Weights" (centroid).
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from advisor.assess.questionnaire import Name
from advisor.content import Value
from advisor.errors import PortfolioError
from advisor.language import t

Points = Annotated[int, Field(ge=0, le=100)]


class Swing(Value):
    """Points from 0 to 100 for each criterion; 0 takes it out of the count."""

    method: Literal["swing"]
    points: Mapping[Name, Points] = Field(min_length=1)

    @property
    def criteria(self) -> tuple[str, ...]:
        """Return the criteria that are weighed."""
        return tuple(self.points)

    def weights(self, criteria: Iterable[str]) -> Mapping[str, float]:
        """Return the weight of each criterion that counts; all must have points."""
        return {id_: float(self.points[id_]) for id_ in criteria if self.points[id_]}


class RankOrder(Value):
    """Criteria in order, the most important first."""

    method: Literal["rank_order"]
    order: tuple[Name, ...] = Field(min_length=1)

    @property
    def criteria(self) -> tuple[str, ...]:
        """Return the criteria that are weighed."""
        return self.order

    def weights(self, criteria: Iterable[str]) -> Mapping[str, float]:
        """Return the rank-order centroid of those asked; all must be in the order."""
        asked = frozenset(criteria)
        ranked = [id_ for id_ in self.order if id_ in asked]
        return dict(zip(ranked, centroid(len(ranked)), strict=True))

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if twice := sorted({i for i in self.order if self.order.count(i) > 1}):
            raise ValueError(
                t("'{id}' stands in the order twice; expected once", id=twice[0])
            )
        return self


Weighting = Annotated[Swing | RankOrder, Field(discriminator="method")]


def centroid(count: int) -> tuple[float, ...]:
    """Return the mean of all falling weights that sum to 1: (1/n) Σ 1/k, k = i … n."""
    tails = [sum(1 / k for k in range(i, count + 1)) for i in range(1, count + 1)]
    return tuple(tail / count for tail in tails)


def weigh(weighting: Swing | RankOrder, criteria: Iterable[str]) -> Mapping[str, float]:
    """Return the weights of the criteria of a use case.

    Raises PortfolioError if one of them has no points or rank, or none counts.
    """
    asked = sorted(criteria)
    if without := [id_ for id_ in asked if id_ not in weighting.criteria]:
        raise PortfolioError(
            t(
                "no points for {criteria}; give each of them",
                criteria=", ".join(without),
            )
            if weighting.method == "swing"
            else t(
                "no rank for {criteria}; give each of them", criteria=", ".join(without)
            )
        )
    found = weighting.weights(asked)
    if not found:
        raise PortfolioError(
            t(
                "0 points for {criteria}; give one of them more",
                criteria=", ".join(asked),
            )
        )
    return found
