"""Platform: a product or open-source tool, rated capability by capability.

What is not known stays unknown and has no depth; a judgement is called one.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from advisor.assess.capability import DEEPEST, Depth
from advisor.assess.questionnaire import Name, Text
from advisor.assess.sources import Address
from advisor.content import Value
from advisor.language import t

Offer = Literal["native", "integration", "none", "unknown"]
Basis = Literal["sourced", "absence", "judgement", "unknown"]
CellEdition = Literal["free", "paid", "unknown"]
Group = Literal["model_training", "mlops_core", "open_source", "cloud"]
Status = Literal["active", "maintenance", "dormant", "sunset", "historical"]
Hosting = Literal["library", "self_hosted", "hybrid", "cloud_managed", "saas"]
Edition = Literal["open", "open_core", "commercial"]
CostClass = Literal["free", "low", "medium", "high", "unknown"]
Degree = Literal["low", "medium", "high"]
Kubernetes = Literal["required", "optional", "not_needed", "unknown"]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]

RECOMMENDED: Final[frozenset[Status]] = frozenset({"active", "maintenance"})

# Which depths an offer can have; a native one is at most basic where it is limited.
DEPTHS: Final[Mapping[Offer, tuple[int | None, ...]]] = {
    "native": (2, DEEPEST),
    "integration": (1,),
    "none": (0,),
    "unknown": (None,),
}
LIMITED_DEPTHS: Final[tuple[int | None, ...]] = (1,)
BASES: Final[Mapping[Offer, frozenset[Basis]]] = {
    "native": frozenset({"sourced", "judgement"}),
    "integration": frozenset({"sourced", "judgement"}),
    "none": frozenset({"sourced", "absence", "judgement"}),
    "unknown": frozenset({"unknown"}),
}
WITH_SOURCE: Final[frozenset[Basis]] = frozenset({"sourced", "absence"})


class Cell(Value):
    """What a platform offers in one capability, and how that is known.

    `checked_on` is the day the fact was looked up or the judgement made, `basis`
    tells which: `sourced` by a page, `absence` by a search of the documentation
    that found nothing. `edition` says where it is established whether the free
    edition has it.
    """

    value: Offer
    depth: Depth | None
    limited: bool = False
    edition: CellEdition = "unknown"
    via: tuple[Name, ...] = ()
    source: Address | None = None
    checked_on: date
    basis: Basis
    note: Text | None = None

    @model_validator(mode="after")
    def _depth_follows_the_offer(self) -> Self:
        allowed = LIMITED_DEPTHS if self._is_limited_native else DEPTHS[self.value]
        if self.depth not in allowed:
            named = " or ".join("null" if d is None else str(d) for d in allowed)
            values = {"depth": self.depth, "value": self.value, "named": named}
            raise ValueError(
                t(
                    "depth {depth} of a limited '{value}' offer; expected {named}",
                    **values,
                )
                if self._is_limited_native
                else t("depth {depth} of a '{value}' offer; expected {named}", **values)
            )
        return self

    @model_validator(mode="after")
    def _says_what_it_rests_on(self) -> Self:
        if self.basis not in BASES[self.value]:
            known = ", ".join(sorted(BASES[self.value]))
            raise ValueError(
                t(
                    "basis '{basis}' of value '{value}'; expected one of {known}",
                    basis=self.basis,
                    value=self.value,
                    known=known,
                )
            )
        if (self.source is None) is (self.basis in WITH_SOURCE):
            raise ValueError(
                t("basis '{basis}' needs source", basis=self.basis)
                if self.source is None
                else t("basis '{basis}' has no source", basis=self.basis)
            )
        if self.value == "integration" and not self.via:
            raise ValueError(
                t("an integration names in 'via' the tools it goes through")
            )
        if self.depth == DEEPEST and self.note is None:
            raise ValueError(
                t("depth {depth} needs a note that says why", depth=DEEPEST)
            )
        return self

    @property
    def _is_limited_native(self) -> bool:
        return self.limited and self.value == "native"


class OwnerChange(Value):
    """Something that happened to who owns or stewards a platform."""

    on: Day
    what: Text


class Licence(Value):
    """Under which terms it may be used; open means approved as open source."""

    name: Text
    open: bool
    note: Text | None = None


class Skills(Value):
    """How much a team has to know to run it, and what."""

    level: Degree
    needs: Text


class Health(Value):
    """The newest sign of life that was found; `last_release` where it is known."""

    last_release: Text | None = None
    on: Day
    note: Text | None = None


class Platform(Value):
    """A product or open-source tool that offers capabilities.

    `cost_class` is about licence and subscription, without own infrastructure;
    it, `lock_in` and `skills` are judgements.
    """

    id: Name
    name: Text
    seed_name: Text | None = None
    former_names: tuple[Text, ...] = ()
    summary: Text
    owner: Text
    owner_changes: tuple[OwnerChange, ...] = ()
    status: Status
    status_note: Text | None = None
    status_sources: tuple[Address, ...] = ()
    successor: Name | None = None
    group: Group
    also_groups: tuple[Group, ...] = ()
    licence: Licence
    hosting: tuple[Hosting, ...] = Field(min_length=1)
    kubernetes: Kubernetes
    edition: Edition
    cost_class: CostClass
    lock_in: Degree
    skills: Skills
    health: Health
    works_with: tuple[Name, ...] = ()
    cells: Mapping[Name, Cell]

    @property
    def recommended(self) -> bool:
        """Tell whether it may be recommended: it is alive and still sold or kept."""
        return self.status in RECOMMENDED

    @property
    def groups(self) -> frozenset[Group]:
        """Return every group it belongs to."""
        return frozenset({self.group, *self.also_groups})

    def depth(self, capability: str) -> int | None:
        """Return 0 to 3, or None where it is unknown."""
        return self.cells[capability].depth

    @model_validator(mode="after")
    def _what_is_over_has_a_successor(self) -> Self:
        if not self.recommended and self.successor is None:
            raise ValueError(
                t(
                    "status '{status}' needs a successor: the platform to look at now",
                    status=self.status,
                )
            )
        return self
