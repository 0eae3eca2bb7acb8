"""Groups: how far each kind of platform gets by itself."""

from collections.abc import Sequence

from advisor.advise.platforms import Group
from advisor.advise.stacking import Stack, Task, preference, stacks
from advisor.content import Value


class GroupStanding(Value):
    """How far a group gets by itself: its best stack and what it leaves open."""

    group: Group
    best: Stack | None
    uncovered: tuple[str, ...]


def standings(task: Task, groups: Sequence[Group]) -> tuple[GroupStanding, ...]:
    """Return how far each group gets by itself, the best first.

    The better leaves fewer demands open, then needs fewer platforms, and so on.
    """
    found = [_standing(group, task) for group in groups]
    return tuple(sorted(found, key=_order))


def _standing(group: Group, task: Task) -> GroupStanding:
    found = stacks(task.ground.catalogue.by_group(group), task, most=1)
    return GroupStanding(
        group=group,
        best=found.stacks[0] if found.stacks else None,
        uncovered=tuple(sorted({cover.capability for cover in found.uncovered})),
    )


def _order(standing: GroupStanding) -> tuple[object, ...]:
    if standing.best is None:
        return (True, len(standing.uncovered))
    return (False, len(standing.uncovered), *preference(standing.best))
