"""Stacking: the sets of platforms that meet every must of a portfolio.

The smallest first, then those with the fewest joins that no page documents,
then the most valuable, then those whose owners changed least of late.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import nsmallest
from itertools import combinations
from math import fsum
from typing import NamedTuple

from advisor.advise.fit import Ground, depth, meets
from advisor.advise.platforms import Platform
from advisor.advise.portfolio import Constraints, Portfolio, UseCase
from advisor.advise.stacks import Found, smallest_stacks
from advisor.assess.capability import DEEPEST
from advisor.content import Value

Join = tuple[str, str]


class Demand(Value):
    """A must of some use cases that share their constraints, at its deepest."""

    capability: str
    depth: int
    constraints: Constraints
    use_cases: tuple[str, ...]

    @cached_property
    def label(self) -> str:
        """Return what tells it from the other demands of a portfolio."""
        return f"{self.capability} {' '.join(self.use_cases)}"


class Cover(Value):
    """A demand and the platforms of a stack that meet it."""

    capability: str
    depth: int
    use_cases: tuple[str, ...]
    by: tuple[str, ...] = ()


class Stack(Value):
    """Platforms that together meet every demand that can be met.

    `added` are those not owned yet. `value`, 0 to 1, is what its best member
    surely reaches in each criterion, the mean over the use cases by importance.
    """

    platforms: tuple[str, ...]
    added: tuple[str, ...]
    covers: tuple[Cover, ...]
    undocumented_pairs: tuple[Join, ...]
    value: float
    changed_hands: tuple[str, ...]


class Stacks(Value):
    """The best stacks, the demands nobody meets, and how many are smallest.

    `capped` tells that there may be more of them than were looked at.
    """

    stacks: tuple[Stack, ...]
    uncovered: tuple[Cover, ...]
    smallest: int
    capped: bool


@dataclass(frozen=True)
class Task:
    """What stacks are sought for; owner changes count between two days."""

    portfolio: Portfolio
    ground: Ground
    since: date
    today: date

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        """Return the union of the musts, each at the greatest depth asked."""
        deepest: dict[tuple[str, Constraints], int] = {}
        asking: dict[tuple[str, Constraints], list[str]] = {}
        for use_case in self.portfolio.use_cases:
            for capability, asked in use_case.musts.items():
                key = (capability, use_case.constraints)
                deepest[key] = max(asked, deepest.get(key, 0))
                asking.setdefault(key, []).append(use_case.id)
        found = [
            Demand(
                capability=key[0],
                depth=asked,
                constraints=key[1],
                use_cases=tuple(sorted(asking[key])),
            )
            for key, asked in deepest.items()
        ]
        return tuple(sorted(found, key=lambda demand: demand.label))

    @cached_property
    def owned(self) -> tuple[Platform, ...]:
        """Return the platforms at hand that have a future."""
        ids = sorted(self.ground.owned & self.ground.catalogue.by_id.keys())
        found = [self.ground.catalogue.by_id[id_] for id_ in ids]
        return tuple(platform for platform in found if platform.recommended)

    @cached_property
    def documented(self) -> frozenset[frozenset[str]]:
        """Return the pairs that a page says work together."""
        edges = self.ground.catalogue.integrations.integrations
        return frozenset(frozenset({edge.a, edge.b}) for edge in edges)

    def changed_hands(self, platform: Platform) -> bool:
        """Tell whether its owner or steward changed between the two days."""
        return any(
            _from(self.since, change.on) <= change.on <= _from(self.today, change.on)
            for change in platform.owner_changes
        )


class Candidate(NamedTuple):
    """A stack before it is described: thousands are compared, few are shown."""

    platforms: tuple[str, ...]
    added: tuple[str, ...]
    undocumented_pairs: tuple[Join, ...]
    value: float
    changed_hands: tuple[str, ...]


def stacks(candidates: Sequence[Platform], task: Task, most: int) -> Stacks:
    """Return the best stacks of candidates beside what is owned, at most so many."""
    pool = {p.id: p for p in (*candidates, *task.owned) if p.recommended}
    covers = {id_: _covered(pool[id_], task) for id_ in sorted(pool)}
    found, impossible = _searched(covers, task)
    helping = frozenset(p.id for p in task.owned if covers[p.id])
    bench = _Bench(pool, helping, task)
    best = bench.best(found.smallest, most)
    best += bench.best(found.near, most - len(best))
    return Stacks(
        stacks=tuple(_stack(candidate, covers, task) for candidate in best),
        uncovered=tuple(_cover(d, ()) for d in task.demands if d.label in impossible),
        smallest=len(found.smallest),
        capped=found.capped,
    )


def preference(stack: Stack | Candidate) -> tuple[object, ...]:
    """Return what stacks are sorted by, the best first."""
    return (
        len(stack.added),
        len(stack.undocumented_pairs),
        -stack.value,
        len(stack.changed_hands),
        stack.added,
    )


def _searched(
    covers: Mapping[str, frozenset[str]], task: Task
) -> tuple[Found, frozenset[str]]:
    """Return what covers all that can be covered, and what cannot."""
    labels = [demand.label for demand in task.demands]
    owned = [platform.id for platform in task.owned]
    found = smallest_stacks(covers, labels, owned)
    impossible = frozenset(found.impossible)
    if impossible:
        rest = [label for label in labels if label not in impossible]
        found = smallest_stacks(covers, rest, owned) if rest else Found((), ())
    return found, impossible


def _covered(platform: Platform, task: Task) -> frozenset[str]:
    return frozenset(
        d.label
        for d in task.demands
        if meets(platform, (d.capability, d.depth), d.constraints, task.ground)
    )


def _stack(found: Candidate, covers: Mapping[str, frozenset[str]], task: Task) -> Stack:
    by = {
        d.label: tuple(m for m in found.platforms if d.label in covers[m])
        for d in task.demands
    }
    described = tuple(_cover(d, by[d.label]) for d in task.demands if by[d.label])
    return Stack(**found._asdict(), covers=described)


def _cover(demand: Demand, by: tuple[str, ...]) -> Cover:
    return Cover(
        capability=demand.capability,
        depth=demand.depth,
        use_cases=demand.use_cases,
        by=by,
    )


class _Bench:
    """Compares sets of platforms to add; `helping` is what is owned and of use."""

    def __init__(
        self, pool: Mapping[str, Platform], helping: frozenset[str], task: Task
    ) -> None:
        self._pool = pool
        self._helping = helping
        self._task = task
        self._shares = _shares(task.portfolio.use_cases)
        self._reached: dict[str, tuple[float, ...]] = {}

    def best(self, sets: Iterable[frozenset[str]], most: int) -> list[Candidate]:
        """Return at most so many, the best first."""
        return nsmallest(most, map(self._candidate, sets), key=preference)

    def _candidate(self, added: frozenset[str]) -> Candidate:
        members = tuple(sorted(added | self._helping))
        return Candidate(
            platforms=members,
            added=tuple(sorted(added)),
            undocumented_pairs=tuple(
                pair
                for pair in combinations(members, 2)
                if not added.isdisjoint(pair)
                and frozenset(pair) not in self._task.documented
            ),
            value=self._value(members),
            changed_hands=tuple(
                m for m in members if self._task.changed_hands(self._pool[m])
            ),
        )

    def _value(self, members: tuple[str, ...]) -> float:
        """Return what the best member surely reaches in each criterion, summed up."""
        best = (
            max(reached) for reached in zip(*map(self._parts, members), strict=True)
        )
        return round(fsum(best), 9)

    def _parts(self, id_: str) -> tuple[float, ...]:
        """Return what a platform adds by each criterion; an unknown adds nothing."""
        if id_ not in self._reached:
            platform, ground = self._pool[id_], self._task.ground
            self._reached[id_] = tuple(
                share * (depth(platform, capability, constraints, ground) or 0)
                for capability, constraints, share in self._shares
            )
        return self._reached[id_]


def _shares(use_cases: Sequence[UseCase]) -> list[tuple[str, Constraints, float]]:
    """Return what one step of depth is worth in each criterion of each use case.

    The value is the mean over the use cases, each counting as much as it matters.
    """
    importance = sum(use_case.importance for use_case in use_cases)
    return [
        (
            capability,
            use_case.constraints,
            use_case.importance
            / importance
            * weight
            / sum(use_case.weights.values())
            / DEEPEST,
        )
        for use_case in use_cases
        for capability, weight in use_case.weights.items()
    ]


def _from(day: date, like: str) -> str:
    """Return a day as exactly as another one is known: a year, a month or a day."""
    return day.isoformat()[: len(like)]
