"""Problem: what can be done, at what effort, after what, in whole numbers.

Tasks are numbered so that prerequisites come before their dependants. A task
is done by taking one of its options, at most once. Efforts and values are whole
numbers, so that two plans either differ by at least 1 or are equally good.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Problem:
    """Option k does `task[k]`; `needs` holds pairs of a task and one it waits for."""

    task: Ints
    effort: Ints
    value: Ints
    needs: tuple[tuple[int, int], ...]
    required: Bools

    @property
    def tasks(self) -> int:
        """Return how many tasks there are."""
        return len(self.required)

    @property
    def options(self) -> int:
        """Return how many options there are."""
        return len(self.task)

    @cached_property
    def of_task(self) -> csr_array:
        """Return, tasks × options, 1 where the option does the task."""
        place = (self.task, np.arange(self.options))
        return csr_array((np.ones(self.options), place), (self.tasks, self.options))

    @cached_property
    def waits(self) -> csr_array:
        """Return, needs × tasks, 1 for the task that waits, -1 for what it waits for."""
        number = np.repeat(np.arange(len(self.needs)), 2)
        sign = np.tile([1.0, -1.0], len(self.needs))
        task = np.array(self.needs, dtype=np.int64).ravel()
        return csr_array((sign, (number, task)), (len(self.needs), self.tasks))


def most_valuable(problem: Problem, capacity: int) -> Ints | None:
    """Return the options of greatest value within one capacity, None if not proved."""
    if not problem.options:
        return np.array([], dtype=np.int64)
    # Half a unit of slack keeps rounding in the solver out of a sum of whole numbers.
    room = LinearConstraint(problem.effort[np.newaxis], -np.inf, capacity + 0.5)
    found = milp(
        -problem.value,
        integrality=np.ones(problem.options, dtype=np.int8),
        bounds=Bounds(0, 1),
        constraints=[
            room,
            LinearConstraint(problem.of_task, problem.required, 1),
            LinearConstraint(problem.waits @ problem.of_task, -np.inf, 0),
        ],
        options={"mip_rel_gap": 0},
    )
    if found.x is None or not found.success:
        return None
    return np.flatnonzero(np.round(found.x))
