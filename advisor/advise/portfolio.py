"""Portfolio: the use cases of an organisation, and what it already has."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self, get_args

from pydantic import Field, NonNegativeInt, model_validator

from advisor.advise.platforms import Degree, Hosting
from advisor.advise.weighting import Weighting, weigh
from advisor.assess.capability import DEEPEST
from advisor.assess.questionnaire import Name, PracticeId, Rung, Text
from advisor.content import Value
from advisor.language import t

Asked = Annotated[int, Field(ge=1, le=DEEPEST)]
# Bounds far beyond any opinion, within which sums of weights stay exact enough.
Weight = Annotated[float, Field(ge=0.001, le=1000)]
Cost = Literal["free", "low", "medium", "high"]
# The deployment styles of the life cycle, the strictest last.
StyleId = Literal["basic", "customer_facing", "regulated"]
STYLES: Final[tuple[StyleId, ...]] = get_args(StyleId)
# The id of the use case that stands for the gaps before the next level.
OUR_NEXT_LEVEL: Final = "our_next_level"


class Constraints(Value):
    """What a platform must be, whatever it can do.

    One of the `hosting` forms suffices; `cost_class` and `skills` are upper limits;
    `excluded` are platforms that are ruled out.
    """

    hosting: tuple[Hosting, ...] = ()
    open_licence: bool = False
    cost_class: Cost | None = None
    skills: Degree | None = None
    excluded: tuple[Name, ...] = ()


class Reason(Value):
    """An answer behind a use case, and all that follows from it."""

    question: Name
    answer: Name
    text: Text
    musts: tuple[Name, ...] = ()
    shoulds: tuple[Name, ...] = ()
    constraints: tuple[Name, ...] = ()
    style: StyleId | None = None


class UseCase(Value):
    """Something the organisation wants to do with machine learning.

    `musts` gives the least depth, 1 to 3, of each capability it cannot do
    without; `shoulds` the weight of what else counts, 0.001 to 1000. `importance`
    weighs it among the use cases. `reasons` are the answers it was derived from.
    """

    id: Name
    name: Text
    musts: Mapping[Name, Asked] = Field(min_length=1)
    shoulds: Mapping[Name, Weight] = Field(default_factory=dict)
    constraints: Constraints = Constraints()
    style: StyleId = "basic"
    style_reasons: tuple[Text, ...] = ()
    importance: Weight = 1.0
    reasons: tuple[Reason, ...] = ()

    @property
    def weights(self) -> Mapping[str, float]:
        """Return the criteria by id: the shoulds, or else all musts alike."""
        return dict(sorted((self.shoulds or dict.fromkeys(self.musts, 1.0)).items()))

    def weighted_by(self, weighting: Weighting) -> "UseCase":
        """Return it with its criteria weighed anew; raise PortfolioError as weigh."""
        return self.model_copy(update={"shoulds": weigh(weighting, self.weights)})


class Gap(Value):
    """A practice below the rung that the next level needs."""

    practice: PracticeId
    name: Text
    has: Rung
    needs: Rung


class Closing(Value):
    """A capability, the depth that is needed of it, and the gaps it helps to close."""

    capability: Name
    depth: Asked
    blockers: tuple[Gap, ...] = Field(min_length=1)


class NextLevel(Value):
    """What the next level asks of a platform.

    `unaided` are the gaps that no platform closes; `level` is None where gaps
    come from a road map that leads to no level.
    """

    level: int | None
    closings: tuple[Closing, ...]
    unaided: tuple[Gap, ...]


class Portfolio(Value):
    """Use cases, the number of projects behind them, and what is owned already.

    `owned` names platforms of the catalogue and the tools outside it; `projects`
    is None where nobody said how many there are. `weights` tells how the shoulds
    were weighed, `next_level` what one of the use cases stands for.
    """

    name: Text
    projects: NonNegativeInt | None
    owned: tuple[Name, ...] = ()
    use_cases: tuple[UseCase, ...] = Field(min_length=1)
    weights: Weighting | None = None
    next_level: NextLevel | None = None

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        if len({use_case.id for use_case in self.use_cases}) < len(self.use_cases):
            raise ValueError(t("two use cases have the same id; ids are unique"))
        return self

    def weighted_by(self, weighting: Weighting) -> "Portfolio":
        """Return it with the criteria of every use case weighed anew."""
        use_cases = tuple(u.weighted_by(weighting) for u in self.use_cases)
        return self.model_copy(update={"use_cases": use_cases, "weights": weighting})
