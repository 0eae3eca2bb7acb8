"""Exact optima over precedence: which tasks, and in which quarter.

Tasks are numbered 0 … n-1; `before[i]` lists the tasks that must be done in the
same or an earlier quarter than task i. All problems are mixed-integer linear
programs solved by HiGHS through scipy.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

Floats = NDArray[np.float64]
Before = Sequence[Sequence[int]]
Term = tuple[int, float]

# Branches that one schedule may explore before the best plan found is used. A
# limit in seconds would make the plan depend on how busy the machine is.
NODE_LIMIT: Final = 100
# Values are integers or halves, and so are their sums over quarters.
TOLERANCE: Final = 1e-6
SOLVED: Final = 0


@dataclass(frozen=True)
class Tasks:
    """What is to be done: effort in points, value in points, and what comes before."""

    effort: Floats
    value: Floats
    before: Before

    def __len__(self) -> int:
        """Return how many tasks there are."""
        return len(self.effort)


@dataclass(frozen=True)
class Schedule:
    """The quarter of each task, from 0; -1 for a task that is left out."""

    quarter: tuple[int, ...]
    optimal: bool

    @property
    def quarters(self) -> int:
        """Return how many quarters are used."""
        return max(self.quarter, default=-1) + 1


class _Rows:
    """Collects the rows of a sparse constraint matrix."""

    def __init__(self) -> None:
        self._entries: list[tuple[int, int, float]] = []
        self._bounds: list[tuple[float, float]] = []

    def add(self, terms: Iterable[Term], low: float, high: float) -> None:
        row = len(self._bounds)
        self._entries += [(row, column, factor) for column, factor in terms]
        self._bounds.append((low, high))

    def constraint(self, columns: int) -> list[LinearConstraint]:
        if not self._bounds:
            return []
        row, column, factor = zip(*self._entries, strict=True)
        shape = (len(self._bounds), columns)
        matrix = coo_array((factor, (row, column)), shape=shape).tocsr()
        low, high = zip(*self._bounds, strict=True)
        return [LinearConstraint(matrix, low, high)]


def cheapest(
    effort: Floats, before: Before, demanded: Sequence[int]
) -> tuple[int, ...]:
    """Return the tasks of least total effort that include all demanded ones."""
    count = len(effort)
    if not demanded:
        return ()
    rows = _Rows()
    for task, needed in enumerate(before):
        for other in needed:
            rows.add([(other, 1.0), (task, -1.0)], 0, np.inf)
    low = np.zeros(count)
    low[list(demanded)] = 1
    found = milp(
        effort,
        integrality=np.ones(count, dtype=np.int8),
        bounds=Bounds(low, 1),
        constraints=rows.constraint(count),
        options={"mip_rel_gap": 0},
    )
    done = np.zeros(count) if found.x is None else np.round(found.x)
    return tuple(int(i) for i in np.flatnonzero(done))


def schedule_all(tasks: Tasks, capacity: float) -> Schedule:
    """Schedule every task in as few quarters as possible, then value earliest.

    `optimal` tells whether both were proved. Every task must fit into a quarter.
    """
    filled = _fill(tasks, capacity)
    fewest = ceil(tasks.effort.sum() / capacity - TOLERANCE)
    proved = True
    for quarters in range(fewest, filled.quarters + 1):
        found, proved_here = _solve(tasks, capacity, quarters, everything=True)
        if found is not None:
            return Schedule(found, proved and proved_here)
        proved = proved and proved_here
    return Schedule(filled.quarter, optimal=False)


def schedule_best(tasks: Tasks, capacity: float, quarters: int) -> Schedule:
    """Choose and schedule tasks so that value × quarters in effect is greatest."""
    found, proved = _solve(tasks, capacity, quarters, everything=False)
    if found is None:
        filled = _fill(tasks, capacity, quarters)
        return Schedule(filled.quarter, optimal=False)
    return Schedule(found, proved)


def in_effect(tasks: Tasks, plan: Schedule, quarters: int) -> float:
    """Return the sum over tasks of value × the quarters it is in effect."""
    return float(
        sum(
            value * (quarters - quarter)
            for value, quarter in zip(tasks.value, plan.quarter, strict=True)
            if quarter >= 0
        )
    )


def _fill(tasks: Tasks, capacity: float, quarters: int | None = None) -> Schedule:
    """Fill quarter after quarter, each with the most valuable set that fits."""
    quarter = np.full(len(tasks), -1)
    number = 0
    while (quarter < 0).any() and (quarters is None or number < quarters):
        open_ = [int(task) for task in np.flatnonzero(quarter < 0)]
        place = {task: index for index, task in enumerate(open_)}
        rest = Tasks(
            tasks.effort[open_],
            tasks.value[open_],
            [[place[b] for b in tasks.before[t] if b in place] for t in open_],
        )
        found, _ = _solve(rest, capacity, 1, everything=False)
        chosen = found if found and max(found) == 0 else _in_order(rest, capacity)
        quarter[[t for t, q in zip(open_, chosen, strict=True) if q == 0]] = number
        number += 1
    return Schedule(tuple(int(q) for q in quarter), optimal=False)


def _in_order(tasks: Tasks, capacity: float) -> tuple[int, ...]:
    """Take tasks for one quarter as they come, for when the solver found nothing."""
    taken: set[int] = set()
    room = capacity
    for task, effort in enumerate(tasks.effort):
        if effort <= room and taken.issuperset(tasks.before[task]):
            taken.add(task)
            room -= effort
    return tuple(0 if task in taken else -1 for task in range(len(tasks)))


def _solve(
    tasks: Tasks, capacity: float, quarters: int, *, everything: bool
) -> tuple[tuple[int, ...] | None, bool]:
    """Solve the schedule over a horizon: the quarters or None, and whether proved.

    Variable y[i, q] says that task i is done by the end of quarter q.
    """
    count = len(tasks)
    low = np.zeros((count, quarters))
    if everything:
        low[:, -1] = 1
    found = milp(
        -np.repeat(tasks.value, quarters),
        integrality=np.ones(count * quarters, dtype=np.int8),
        bounds=Bounds(low.ravel(), 1),
        constraints=_rows(tasks, capacity, quarters).constraint(count * quarters),
        options={"node_limit": NODE_LIMIT, "mip_rel_gap": 0},
    )
    if found.x is None:
        # Status 2 is a proof that no plan fits; a limit reached proves nothing.
        return None, found.status == 2  # noqa: PLR2004 - scipy's code for infeasible
    done = np.round(found.x).reshape(count, quarters).astype(int)
    quarter = np.where(done.any(axis=1), done.argmax(axis=1), -1)
    return tuple(int(q) for q in quarter), found.status == SOLVED


def _rows(tasks: Tasks, capacity: float, quarters: int) -> _Rows:
    rows = _Rows()
    for task, needed in enumerate(tasks.before):
        mine = range(task * quarters, (task + 1) * quarters)
        for earlier, later in pairwise(mine):
            rows.add([(later, 1.0), (earlier, -1.0)], 0, np.inf)
        for other in needed:
            for quarter, column in enumerate(mine):
                rows.add([(other * quarters + quarter, 1.0), (column, -1.0)], 0, np.inf)
    for quarter in range(quarters):
        done = [(t * quarters + quarter, e) for t, e in enumerate(tasks.effort)]
        undone = [(t * quarters + quarter - 1, -e) for t, e in enumerate(tasks.effort)]
        rows.add(done + (undone if quarter else []), 0, capacity + TOLERANCE)
    return rows
