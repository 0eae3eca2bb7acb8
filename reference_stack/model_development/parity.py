"""Parity between groups: is any of them served worse than the goal allows?

The measure is what a group costs beyond doing nothing, as a share of it: it asks whether
a group would be better off without the model. A group counts as worse only where the
whole interval is beyond the limit, so that a small group is not judged by chance; a
group with fewer rows than `least_rows` is shown and not judged.
"""

from collections.abc import Sequence

from reference_stack.model_development.slices import Slice
from reference_stack.values import Value

LEAST = -1.0


class Parity(Value):
    """The largest excess that is beyond doubt, and the group that has it.

    It is never below -1, which would be a group that costs nothing at all; -1 too when no
    group is large enough to be judged.
    """

    worst: float
    group: str
    judged: int
    not_judged: int


def parity(groups: Sequence[Slice], least_rows: int) -> Parity:
    """Return the largest of the low ends of all groups' excess."""
    judged = [g for g in groups if g.rows >= least_rows]
    ends = [(_sure_excess(g), g.name) for g in judged]
    worst, group = max(ends, default=(LEAST, ""))
    return Parity(
        worst=worst,
        group=group,
        judged=len(judged),
        not_judged=len(groups) - len(judged),
    )


def _sure_excess(group: Slice) -> float:
    """Return what a group surely costs more than without the model or with the champion."""
    lows = [group.excess.low]
    if group.against_champion is not None:
        lows.append(group.against_champion.low)
    return max(LEAST, *lows)
