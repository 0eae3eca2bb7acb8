"""Portfolio: the use cases of an organisation, and what it already has."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Annotated, Literal, Self

from pydantic import Field, NonNegativeInt, model_validator

from advisor import content
from advisor.advise.catalogue import Catalogue
from advisor.advise.platforms import Degree, Hosting
from advisor.assess.capability import DEEPEST
from advisor.assess.questionnaire import Name, Text
from advisor.content import Place, Value
from advisor.errors import PortfolioError

Asked = Annotated[int, Field(ge=1, le=DEEPEST)]
# Bounds far beyond any opinion, within which sums of weights stay exact enough.
Weight = Annotated[float, Field(ge=0.001, le=1000)]
Cost = Literal["free", "low", "medium", "high"]
Fault = tuple[Place, str]


class Constraints(Value):
    """What a platform must be, whatever it can do.

    One of the `hosting` forms suffices; `cost_class` and `skills` are upper limits.
    """

    hosting: tuple[Hosting, ...] = ()
    open_licence: bool = False
    cost_class: Cost | None = None
    skills: Degree | None = None


class UseCase(Value):
    """Something the organisation wants to do with machine learning.

    `musts` gives the least depth, 1 to 3, of each capability it cannot do
    without; `shoulds` the weight of what else counts, 0.001 to 1000.
    """

    id: Name
    name: Text
    musts: Mapping[Name, Asked] = Field(min_length=1)
    shoulds: Mapping[Name, Weight] = Field(default_factory=dict)
    constraints: Constraints = Constraints()

    @property
    def weights(self) -> Mapping[str, float]:
        """Return the criteria by id: the shoulds, or else all musts alike."""
        return dict(sorted((self.shoulds or dict.fromkeys(self.musts, 1.0)).items()))


class Portfolio(Value):
    """Use cases, the number of projects behind them, and what is owned already.

    `owned` names platforms of the catalogue and the tools outside it.
    """

    name: Text
    projects: NonNegativeInt
    owned: tuple[Name, ...] = ()
    use_cases: tuple[UseCase, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        if len({use_case.id for use_case in self.use_cases}) < len(self.use_cases):
            raise ValueError("two use cases have the same id; ids are unique")
        return self


def load_portfolio(raw: bytes, name: str, catalogue: Catalogue) -> Portfolio:
    """Read a portfolio from YAML; `name` is how errors call the file.

    Raises PortfolioError naming every fault by line, an id that the catalogue
    does not know with the closest one.
    """
    document = content.parse(raw, name, PortfolioError)
    portfolio: Portfolio = content.check(document, Portfolio, PortfolioError)
    faults = [
        f"{document.where(place)}: {'.'.join(map(str, place))}: {message}"
        for place, message in _strange(portfolio, catalogue)
    ]
    if faults:
        raise PortfolioError("\n".join(faults))
    return portfolio


def _strange(portfolio: Portfolio, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield every id that the catalogue does not know."""
    tools = {*catalogue.by_id, *catalogue.integrations.tools}
    for i, id_ in enumerate(portfolio.owned):
        if id_ not in tools:
            yield ("owned", i), _unknown("platform or tool", id_, tools)
    capabilities = catalogue.capabilities.by_id
    for i, use_case in enumerate(portfolio.use_cases):
        for part in ("musts", "shoulds"):
            for id_ in getattr(use_case, part):
                if id_ not in capabilities:
                    message = _unknown("capability", id_, capabilities)
                    yield ("use_cases", i, part, id_), message


def _unknown(kind: str, id_: str, known: Iterable[str]) -> str:
    ids = sorted(known)
    closest = get_close_matches(id_, ids, n=1, cutoff=0)
    return f"'{id_}' is no known {kind}; did you mean '{closest[0]}'?"
