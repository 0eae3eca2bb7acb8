"""The smallest sets of platforms that cover every must-have, all of them.

Exact: branch on the must that the fewest platforms cover, deepen one platform
at a time. What the organisation already has costs nothing and is always in.
Only where a large catalogue has thousands of sets of one size are there fewer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MOST: Final = 6
# So many sets of one size are looked at; more of them help nobody choose.
CAP: Final = 2000
Covers = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Found:
    """Sets of platforms to add: the smallest ones, and those one larger.

    `impossible` names the musts that no platform covers; then nothing is found.
    A set of `near` needs each of its members. Of each size there are at most CAP,
    those of the broadest platforms; `capped`: so it is with the smallest.
    """

    smallest: tuple[frozenset[str], ...]
    near: tuple[frozenset[str], ...]
    impossible: tuple[str, ...] = ()
    capped: bool = False


def smallest_stacks(
    covers: Covers, musts: Sequence[str], owned: Sequence[str] = (), most: int = MOST
) -> Found:
    """Return every smallest set, and every necessary set one larger.

    `covers` gives the musts each platform meets; at most `most` are added.
    """
    held = frozenset(m for platform in owned for m in covers.get(platform, ()))
    open_ = frozenset(musts) - held
    useful = {
        platform: found & open_
        for platform, found in sorted(covers.items(), key=_broadest)
        if platform not in owned and found & open_
    }
    reachable = frozenset(m for found in useful.values() for m in found)
    if missing := open_ - reachable:
        return Found((), (), tuple(sorted(missing)))
    for size in range(most + 1):
        if smallest := _covering(useful, open_, size):
            near = _covering(useful, open_, size + 1) if size < most else set()
            return Found(
                _sorted(smallest),
                _sorted(s for s in near if _needs_all(useful, s, open_)),
                capped=len(smallest) == CAP,
            )
    return Found((), ())


def _covering(useful: Covers, open_: frozenset[str], size: int) -> set[frozenset[str]]:
    """Return the sets of exactly `size` platforms found by branching on musts."""
    found: set[frozenset[str]] = set()
    for stack in _branch(useful, open_, size, frozenset()):
        found.add(stack)
        if len(found) == CAP:
            break
    return found


def _branch(
    useful: Covers, open_: frozenset[str], room: int, chosen: frozenset[str]
) -> Iterator[frozenset[str]]:
    if not open_:
        if room == 0:
            yield chosen
        return
    if room == 0 or room * max(len(f & open_) for f in useful.values()) < len(open_):
        return
    rarest = min(open_, key=lambda m: (sum(m in f for f in useful.values()), m))
    for platform, found in useful.items():
        if rarest in found and platform not in chosen:
            yield from _branch(useful, open_ - found, room - 1, chosen | {platform})


def _broadest(item: tuple[str, frozenset[str]]) -> tuple[int, str]:
    platform, found = item
    return -len(found), platform


def _needs_all(useful: Covers, stack: frozenset[str], open_: frozenset[str]) -> bool:
    return all(
        not open_ <= frozenset(m for p in stack if p != left for m in useful[p])
        for left in stack
    )


def _sorted(
    stacks: Iterator[frozenset[str]] | set[frozenset[str]],
) -> tuple[frozenset[str], ...]:
    return tuple(sorted(stacks, key=sorted))
