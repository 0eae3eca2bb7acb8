"""Integration: a documented join of two tools, by what one gets from the other."""

from collections.abc import Mapping
from typing import Self

from pydantic import model_validator

from advisor.assess.questionnaire import Name, Text
from advisor.assess.sources import Address
from advisor.content import Value
from advisor.language import t


class Integration(Value):
    """Platform `a` gets `capability` through `b`, as the page at `source` says.

    `b` is a platform of the catalogue or one of the tools outside it.
    """

    a: Name
    b: Name
    capability: Name
    source: Address


class Integrations(Value):
    """Every documented integration, and the tools outside the catalogue by id."""

    tools: Mapping[Name, Text]
    integrations: tuple[Integration, ...]

    @model_validator(mode="after")
    def _stand_once(self) -> Self:
        seen: set[tuple[str, str, str]] = set()
        for edge in self.integrations:
            triple = (edge.a, edge.b, edge.capability)
            if triple in seen:
                raise ValueError(
                    t(
                        "{a} gets {capability} from {b} twice; an integration is "
                        "listed once",
                        a=edge.a,
                        capability=edge.capability,
                        b=edge.b,
                    )
                )
            seen.add(triple)
        return self

    @model_validator(mode="after")
    def _are_between_two(self) -> Self:
        for edge in self.integrations:
            if edge.a == edge.b:
                raise ValueError(
                    t("'{a}' is integrated with itself; expected two tools", a=edge.a)
                )
        return self
