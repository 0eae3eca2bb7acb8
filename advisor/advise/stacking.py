"""Stacking: the sets of platforms that meet every must of a portfolio.

The smallest first, then those with the fewest joins that no page documents,
then the most valuable, then those whose owners changed least of late.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations

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

    @property
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


def stacks(candidates: Sequence[Platform], task: Task, most: int) -> Stacks:
    """Return the best stacks of candidates beside what is owned, at most so many."""
    pool = {p.id: p for p in (*candidates, *task.owned) if p.recommended}
    covers = {id_: _covered(pool[id_], task) for id_ in sorted(pool)}
    found, impossible = _searched(covers, task)
    built = [_stack(added, pool, covers, task) for added in found.smallest]
    near = [_stack(added, pool, covers, task) for added in found.near]
    best = [*sorted(built, key=preference), *sorted(near, key=preference)]
    return Stacks(
        stacks=tuple(best[:most]),
        uncovered=tuple(_cover(d, ()) for d in task.demands if d.label in impossible),
        smallest=len(found.smallest),
        capped=found.capped,
    )


def preference(stack: Stack) -> tuple[object, ...]:
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


def _stack(
    added: frozenset[str],
    pool: Mapping[str, Platform],
    covers: Mapping[str, frozenset[str]],
    task: Task,
) -> Stack:
    helping = {platform.id for platform in task.owned if covers[platform.id]}
    members = tuple(sorted(added | helping))
    by = {
        d.label: tuple(m for m in members if d.label in covers[m]) for d in task.demands
    }
    return Stack(
        platforms=members,
        added=tuple(sorted(added)),
        covers=tuple(_cover(d, by[d.label]) for d in task.demands if by[d.label]),
        undocumented_pairs=tuple(
            pair
            for pair in combinations(members, 2)
            if added & set(pair) and frozenset(pair) not in task.documented
        ),
        value=round(_value([pool[m] for m in members], task), 9),
        changed_hands=tuple(m for m in members if task.changed_hands(pool[m])),
    )


def _cover(demand: Demand, by: tuple[str, ...]) -> Cover:
    return Cover(
        capability=demand.capability,
        depth=demand.depth,
        use_cases=demand.use_cases,
        by=by,
    )


def _value(members: Sequence[Platform], task: Task) -> float:
    """Return the mean over the use cases, each counting as much as it matters."""
    use_cases = task.portfolio.use_cases
    total = sum(u.importance * _reached(members, u, task) for u in use_cases)
    return total / sum(use_case.importance for use_case in use_cases)


def _reached(members: Sequence[Platform], use_case: UseCase, task: Task) -> float:
    """Return what the best members surely reach; what is unknown adds nothing."""
    weights = use_case.weights
    total = sum(
        weight
        * max(
            (
                depth(m, capability, use_case.constraints, task.ground) or 0
                for m in members
            ),
            default=0,
        )
        for capability, weight in weights.items()
    )
    return total / DEEPEST / sum(weights.values())


def _from(day: date, like: str) -> str:
    """Return a day as exactly as another one is known: a year, a month or a day."""
    return day.isoformat()[: len(like)]
