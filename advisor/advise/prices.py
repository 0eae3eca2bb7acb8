"""Prices: how good can a half-made plan still become?

The plan over quarters, with fractions of options allowed, is a linear program.
Its dual prices say what a point of capacity is worth in each quarter, and what
it is worth that a task is done for another one to follow. Against prices each
task can be judged alone, so the best that can still follow is a sum over tasks:
a Lagrangian bound (Geoffrion 1974). It holds for every set of prices >= 0;
those of the linear program make it tight.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, diags_array, eye_array, kron, vstack

from advisor.advise.problem import Problem

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Prices:
    """The bound on the value in effect, in parts.

    A plan of value v in effect that has done the tasks D before quarter q ends
    with at most v + start[q] + sum of swing[q, D]. Taking an option in q changes
    that bound by gain[q, option] <= 0, leaving a task to later by -idle[q, task].
    """

    start: Floats
    swing: Floats
    gain: Floats
    idle: Floats


def price(problem: Problem, capacity: int, quarters: int) -> Prices:
    """Return the prices of a plan of `quarters` quarters of `capacity` each."""
    scarcity, favour = _duals(problem, capacity, quarters)
    due = _sum_from_here_on(favour)
    in_effect = np.arange(quarters, 0, -1)
    worth = np.outer(in_effect, problem.value) - np.outer(scarcity, problem.effort)
    worth += due[:-1, problem.task]
    later = _best_from_here_on(problem, worth)
    return Prices(
        start=capacity * _sum_from_here_on(scarcity) + later.sum(axis=1),
        swing=due - later,
        gain=worth - later[:-1, problem.task],
        idle=later[:-1] - later[1:],
    )


def _duals(problem: Problem, capacity: int, quarters: int) -> tuple[Floats, Floats]:
    """Return the prices of capacity by quarter, and of being done by quarter and task.

    Variable y[k, q] says that option k is taken by the end of quarter q.
    """
    waiting = len(problem.needs) * quarters
    rows, limits = _rows(problem, capacity, quarters)
    cost = -np.repeat(problem.value, quarters)
    found = linprog(cost, A_ub=rows, b_ub=limits)
    dual = np.maximum(0, -found.ineqlin.marginals)
    pull = dual[quarters : quarters + waiting].reshape(-1, quarters)
    return dual[:quarters], -(problem.waits.T @ pull).T


def _rows(problem: Problem, capacity: int, quarters: int) -> tuple[Any, Floats]:
    # Any, because scipy's stubs do not know that linprog takes sparse matrices.
    by_quarter = eye_array(quarters)
    newly = diags_array([1.0, -1.0], offsets=[0, -1], shape=(quarters, quarters))
    at_end = csr_array(np.eye(quarters)[[-1]])
    must = problem.of_task[problem.required]
    blocks: list[tuple[Any, float]] = [
        (kron(problem.effort[np.newaxis], newly), capacity),
        (kron(problem.waits @ problem.of_task, by_quarter), 0),
        (kron(problem.of_task, at_end), 1),
        (kron(-must, at_end), -1),
        (kron(-eye_array(problem.options), newly), 0),
    ]
    limits = [np.full(rows.shape[0], float(limit)) for rows, limit in blocks]
    return vstack([rows for rows, _ in blocks], format="csr"), np.concatenate(limits)


def _sum_from_here_on(by_quarter: Floats) -> Floats:
    """Return for each quarter the sum of it and all later ones; 0 after the last."""
    sums = np.cumsum(by_quarter[::-1], axis=0)[::-1]
    return np.concatenate([sums, np.zeros_like(by_quarter[:1])])


def _best_from_here_on(problem: Problem, worth: Floats) -> Floats:
    """Return the worth of each task if done in this quarter or later, or never."""
    # More than any plan can be worth, yet small enough to keep its sums exact.
    forbidden = 1.0 + len(worth) * problem.value.sum()
    never = np.where(problem.required, -forbidden, 0.0)
    best = np.tile(never, (len(worth) + 1, 1))
    np.maximum.at(best[:-1].T, problem.task, worth.T)
    latest: Floats = np.maximum.accumulate(best[::-1])[::-1]
    return latest
