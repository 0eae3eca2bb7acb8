"""Exact optima over precedence: which tasks, and in which quarter.

Tasks are numbered 0 … n-1; `before[i]` lists the tasks that must be done in the
same or an earlier quarter than task i, all of them smaller numbers. What to do is
chosen by a mixed-integer linear program, solved by HiGHS through scipy; in which
quarter, by dynamic programming with bounds (plan.py), which is many times faster.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from advisor.advise.plan import Plan, plan_all, plan_within
from advisor.advise.problem import Problem
from advisor.errors import PlanError
from advisor.language import t

Floats = NDArray[np.float64]
Before = Sequence[Sequence[int]]
Term = tuple[int, float]
# A task, and whether it is done by half only.
Options = tuple[tuple[int, bool], ...]

# Efforts and values are whole or half points, and so are their sums over quarters.
HALVES: Final = 2
# A capacity that was computed may miss its half point by a hair.
TOLERANCE: Final = 1e-6


@dataclass(frozen=True)
class Tasks:
    """What is to be done: effort in points, value in points, and what comes before.

    `divisible` tasks may also be done by half, for half the effort and half the value.
    """

    effort: Floats
    value: Floats
    before: Before
    divisible: frozenset[int] = frozenset()

    def __len__(self) -> int:
        """Return how many tasks there are."""
        return len(self.effort)


@dataclass(frozen=True)
class Schedule:
    """The quarter of each task, from 0; -1 for a task that is left out."""

    quarter: tuple[int, ...]
    optimal: bool
    by_half: frozenset[int] = frozenset()

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
    """Return the tasks of least total effort that include all demanded ones.

    Raises PlanError if the solver fails; with sound input some set always exists.
    """
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
    if found.x is None:
        raise PlanError(t("the solver found no road: {reason}", reason=found.message))
    return tuple(int(i) for i in np.flatnonzero(np.round(found.x)))


def schedule_all(tasks: Tasks, capacity: float) -> Schedule:
    """Schedule every task in as few quarters as possible, then value earliest.

    `optimal` tells whether both were proved. Every task must fit into a quarter.
    """
    options = tuple((task, False) for task in range(len(tasks)))
    problem = _problem(tasks, options, required=True)
    return _schedule(tasks, options, plan_all(problem, _halves(capacity)))


def schedule_best(tasks: Tasks, capacity: float, quarters: int) -> Schedule:
    """Choose and schedule tasks so that value × quarters in effect is greatest."""
    options = tuple(
        (task, by_half)
        for task in range(len(tasks))
        for by_half in ((True, False) if task in tasks.divisible else (False,))
    )
    problem = _problem(tasks, options, required=False)
    return _schedule(tasks, options, plan_within(problem, _halves(capacity), quarters))


def in_effect(tasks: Tasks, plan: Schedule, quarters: int) -> float:
    """Return the sum over tasks of value × the quarters it is in effect."""
    return float(
        sum(
            tasks.value[task] * _share(task in plan.by_half) * (quarters - quarter)
            for task, quarter in enumerate(plan.quarter)
            if quarter >= 0
        )
    )


def _share(by_half: bool) -> float:
    return 1 / HALVES if by_half else 1.0


def _problem(tasks: Tasks, options: Options, *, required: bool) -> Problem:
    task = np.array([task for task, _ in options], dtype=np.int64)
    units = np.array([HALVES * _share(by_half) for _, by_half in options])
    return Problem(
        task=task,
        effort=np.rint(units * tasks.effort[task]).astype(np.int64),
        value=np.rint(units * tasks.value[task]).astype(np.int64),
        needs=tuple((t, b) for t, needed in enumerate(tasks.before) for b in needed),
        required=np.full(len(tasks), required),
    )


def _halves(capacity: float) -> int:
    return floor(HALVES * capacity + TOLERANCE)


def _schedule(tasks: Tasks, options: Options, plan: Plan) -> Schedule:
    quarter = np.full(len(tasks), -1)
    by_half: set[int] = set()
    for taken in plan.taken:
        task, half = options[taken.option]
        quarter[task] = taken.quarter
        by_half |= {task} if half else set()
    return Schedule(tuple(int(q) for q in quarter), plan.optimal, frozenset(by_half))
