"""Fit: what one platform lacks for one use case, and what it is worth there.

A must is met or missing; no score pays for it. An unknown is missing until
somebody confirms it. An integration counts through the tool it goes through,
as deep as that tool goes, and only when the tool is there as well.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import numpy as np

from advisor.advise.catalogue import Catalogue
from advisor.advise.platforms import Platform
from advisor.advise.portfolio import Constraints, UseCase
from advisor.advise.ranking import TIE, Floats
from advisor.assess.capability import DEEPEST
from advisor.content import Value

How = Literal["lacks", "unknown", "with_tool"]

COSTS: Final = ("free", "low", "medium", "high")
DEGREES: Final = ("low", "medium", "high")
# What a tool outside the catalogue gives: it is not rated, so basic at most.
UNRATED: Final = 1


class Missing(Value):
    """A must or a constraint that is not met yet.

    `id` is a capability or the name of a constraint. `with_tool`: met once one
    of `tools` joins; `unknown`: met if it is confirmed; `lacks`: not met.
    """

    id: str
    how: How
    asked: int | None = None
    has: int | None = None
    tools: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ground:
    """What fits are judged on: the catalogue, and the ids that are at hand anyway.

    `assumed` holds depths taken for granted, by platform and capability, to ask
    what would be if an unknown were known.
    """

    catalogue: Catalogue
    owned: frozenset[str] = frozenset()
    assumed: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def assuming(self, platform: str, capability: str, depth: int) -> "Ground":
        """Return the ground on which this one cell is known."""
        return replace(self, assumed={(platform, capability): depth})


class Fit(Value):
    """How a platform stands in a use case.

    `depths` are those of the criteria, None where unknown; `value` runs from 0
    to 1 and takes an unknown at the middle of what it may be.
    """

    platform: str
    missing: tuple[Missing, ...]
    depths: Mapping[str, int | None]
    value: float

    @property
    def passes(self) -> bool:
        """Tell whether every must and constraint is surely met."""
        return not self.missing

    @property
    def lacks(self) -> int:
        """Return how many musts and constraints it cannot meet."""
        return sum(missing.how == "lacks" for missing in self.missing)


def fit(platform: Platform, use_case: UseCase, ground: Ground) -> Fit:
    """Judge a platform for a use case."""
    depths = {
        capability: depth(platform, capability, use_case.constraints, ground)
        for capability in use_case.weights
    }
    return Fit(
        platform=platform.id,
        missing=(
            *_barred(platform, use_case.constraints),
            *_unmet(platform, use_case, ground),
        ),
        depths=depths,
        value=_value(depths, use_case.weights),
    )


def in_order(fits: Iterable[Fit]) -> list[Fit]:
    """Return who passes, then who might, then who lacks something; by value."""
    return sorted(
        fits,
        key=lambda f: (not f.passes, f.lacks, -round(f.value, 9), f.platform),
    )


def leaders(fits: Iterable[Fit]) -> tuple[str, ...]:
    """Return who passes with the highest value; several where they tie."""
    passing = [found for found in in_order(fits) if found.passes]
    return tuple(f.platform for f in passing if f.value > passing[0].value - TIE)


def scaled(fits: Sequence[Fit], unknown: float) -> Floats:
    """Return depths as shares of the deepest, with something for the unknown."""
    rows = [[unknown if d is None else d for d in f.depths.values()] for f in fits]
    return np.array(rows, dtype=float) / DEEPEST


def weights_of(use_case: UseCase) -> Floats:
    """Return the weights of the criteria in the order of `Fit.depths`."""
    return np.array(list(use_case.weights.values()), dtype=float)


def depth(
    platform: Platform, capability: str, constraints: Constraints, ground: Ground
) -> int | None:
    """Return 0 to 3 under the constraints, None where unknown.

    What only the paid edition has is not there for those who cannot buy it.
    """
    cell = platform.cells[capability]
    if cell.edition == "paid" and _stays_free(platform, constraints):
        return 0
    return ground.assumed.get((platform.id, capability), cell.depth)


def meets(
    platform: Platform,
    must: tuple[str, int],
    constraints: Constraints,
    ground: Ground,
) -> bool:
    """Tell whether a platform surely meets a must (capability, depth) as it is."""
    barred = any(_barred(platform, constraints))
    return not barred and _gap(platform, must, constraints, ground) is None


def _stays_free(platform: Platform, constraints: Constraints) -> bool:
    """Tell whether only the open edition will do; its cost class says nothing else."""
    limited = constraints.cost_class is not None and platform.cost_class == "free"
    return constraints.open_licence or limited


def _value(depths: Mapping[str, int | None], weights: Mapping[str, float]) -> float:
    total = sum(
        weight * (DEEPEST / 2 if (known := depths[id_]) is None else known)
        for id_, weight in weights.items()
    )
    return total / DEEPEST / sum(weights.values())


def _barred(platform: Platform, constraints: Constraints) -> Iterator[Missing]:
    """Yield the constraints that the platform does not surely respect."""
    if platform.id in constraints.excluded:
        yield Missing(id="excluded", how="lacks")
    if constraints.hosting and not set(constraints.hosting) & set(platform.hosting):
        yield Missing(id="hosting", how="lacks")
    if constraints.open_licence and not platform.licence.open:
        yield Missing(id="open_licence", how="lacks")
    if constraints.cost_class and platform.cost_class == "unknown":
        yield Missing(id="cost_class", how="unknown")
    elif _above(platform.cost_class, constraints.cost_class, COSTS):
        yield Missing(id="cost_class", how="lacks")
    if _above(platform.skills.level, constraints.skills, DEGREES):
        yield Missing(id="skills", how="lacks")


def _above(found: str, limit: str | None, order: Sequence[str]) -> bool:
    return limit is not None and order.index(found) > order.index(limit)


def _unmet(platform: Platform, use_case: UseCase, ground: Ground) -> Iterator[Missing]:
    for must in sorted(use_case.musts.items()):
        gap = _gap(platform, must, use_case.constraints, ground)
        if gap is not None:
            yield gap


def _gap(
    platform: Platform,
    must: tuple[str, int],
    constraints: Constraints,
    ground: Ground,
) -> Missing | None:
    capability, asked = must
    known = depth(platform, capability, constraints, ground)
    if known is None:
        return Missing(id=capability, how="unknown", asked=asked)
    if known and platform.cells[capability].value == "integration":
        return _through(platform, must, constraints, ground)
    if known >= asked:
        return None
    return Missing(id=capability, how="lacks", asked=asked, has=known)


def _through(
    platform: Platform,
    must: tuple[str, int],
    constraints: Constraints,
    ground: Ground,
) -> Missing | None:
    """Return None if a tool that goes deep enough is owned, else what would help."""
    capability, asked = must
    via = platform.cells[capability].via
    tools = tuple(t for t in sorted(via) if _reaches(t, must, constraints, ground))
    if ground.owned & set(tools):
        return None
    how: How = "with_tool" if tools else "lacks"
    return Missing(id=capability, how=how, asked=asked, has=UNRATED, tools=tools)


def _reaches(
    tool: str, must: tuple[str, int], constraints: Constraints, ground: Ground
) -> bool:
    capability, asked = must
    rated = ground.catalogue.by_id.get(tool)
    if rated is None:
        return asked <= UNRATED
    if not rated.recommended or any(_barred(rated, constraints)):
        return False
    native = rated.cells[capability].value == "native"
    known = depth(rated, capability, constraints, ground) or 0
    return native and known >= asked
