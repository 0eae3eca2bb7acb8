"""Plan: which option is taken in which quarter, and how good that is proved to be.

Sweeps (search.py) grow wider until nothing that was dropped could have beaten
the best plan. There is no clock in it: the same problem gives the same plan on
a busy machine.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import combinations
from math import ceil, floor, inf
from typing import Final

import numpy as np

from advisor.advise.problem import Ints, Problem, most_valuable
from advisor.advise.search import OPEN, TOLERANCE, Frame, Sweep

# A sweep may keep so many states, unless states × tasks × quarters are more than
# CELLS: beyond that it takes longer than a person likes to wait.
WIDTHS: Final = (50, 500, 5000, 20_000)
CELLS: Final = 10_000_000


@dataclass(frozen=True)
class Taken:
    """An option, and the quarter, from 0, in which it is taken."""

    option: int
    quarter: int


@dataclass(frozen=True)
class Plan:
    """What is taken.

    `value` is the sum over options of value × quarters in effect, the quarter it is
    taken in included. No plan of as many quarters has more than `ceiling`, and none
    does all that is required in less than `fewest`.
    """

    taken: tuple[Taken, ...]
    quarters: int
    fewest: int
    value: int
    ceiling: int

    @property
    def optimal(self) -> bool:
        """Tell whether both the number of quarters and the value are proved best."""
        return self.quarters == self.fewest and self.value == self.ceiling


@dataclass(frozen=True, eq=False)
class _Found:
    """The best choice known (none: value -1), and the most that any can be worth."""

    choice: Ints
    value: int = -1
    ceiling: float = inf

    @property
    def proved(self) -> bool:
        return self.ceiling < self.value + 1 - TOLERANCE


def plan_all(problem: Problem, capacity: int) -> Plan:
    """Do every task in as few quarters as possible, then with value earliest.

    Every task is required, has one option, and fits into a quarter.
    """
    fewest = quarters = ceil(problem.effort.sum() / capacity)
    found = _search(problem, capacity, quarters)
    while found.value < 0:
        fewest += found.proved and fewest == quarters
        quarters += 1
        found = _search(problem, capacity, quarters)
    return _plan(problem, found, quarters, fewest)


def plan_within(problem: Problem, capacity: int, quarters: int) -> Plan:
    """Take the options, each in the quarter, whose value in effect is greatest.

    Nothing is required.
    """
    found = _at_once(problem, capacity) if quarters == 1 else None
    found = found or _search(problem, capacity, quarters)
    return _plan(problem, found, quarters, quarters)


def _at_once(problem: Problem, capacity: int) -> _Found | None:
    """Return the proved best of a single quarter, None if the solver gives up.

    Without quarters this is a knapsack with precedence, which HiGHS solves faster.
    """
    taken = most_valuable(problem, capacity)
    if taken is None:
        return None
    choice = np.full(problem.tasks, OPEN)
    choice[problem.task[taken]] = taken
    value = int(problem.value[taken].sum())
    return _Found(choice, value, value)


def _search(problem: Problem, capacity: int, quarters: int) -> _Found:
    found = _Found(np.full(problem.tasks, OPEN))
    if not problem.options:
        return replace(found, value=0, ceiling=0)
    frame = Frame(problem, capacity, quarters)
    affordable = [w for w in WIDTHS if w * problem.tasks * quarters <= CELLS]
    for width in affordable or WIDTHS[:1]:
        found = _wider(frame, width, found)
        if found.proved:
            break
    return found


def _wider(frame: Frame, width: int, known: _Found) -> _Found:
    sweep = Sweep(frame, width, known.value)
    states = sweep.run()
    choice, value = known.choice, known.value
    if len(states):
        best = int(states.value.argmax())
        choice, value = states.choice[best], int(states.value[best])
    return _Found(choice, value, min(known.ceiling, max(sweep.dropped, value)))


def _plan(problem: Problem, found: _Found, quarters: int, fewest: int) -> Plan:
    return Plan(
        taken=_first_come(problem, found.choice, quarters),
        quarters=quarters,
        fewest=fewest,
        value=found.value,
        ceiling=max(found.value, floor(found.ceiling + TOLERANCE)),
    )


def _first_come(problem: Problem, choice: Ints, quarters: int) -> tuple[Taken, ...]:
    """Return what is taken, ties broken: of twins the first in order comes first.

    Twins, tasks with the same options, change places where what waits still waits.
    """
    first = np.searchsorted(problem.task, np.arange(problem.tasks))
    number, option = divmod(choice, problem.options)
    is_open = choice == OPEN
    place = np.stack([np.where(is_open, quarters, number), option - first], axis=1)
    twins = _twins(problem)
    while sum(_swap(problem, place, pair) for pair in twins):
        continue
    return tuple(
        Taken(int(first[task] + rank), int(quarter))
        for task, (quarter, rank) in enumerate(place)
        if quarter < quarters
    )


def _twins(problem: Problem) -> list[tuple[int, int]]:
    """Return the pairs of tasks that have options of the same efforts and values."""
    options = defaultdict[int, list[tuple[int, int]]](list)
    for task, *option in zip(problem.task, problem.effort, problem.value, strict=True):
        options[int(task)].append((int(option[0]), int(option[1])))
    alike = defaultdict[tuple[tuple[int, int], ...], list[int]](list)
    for task, kind in options.items():
        alike[tuple(kind)].append(task)
    return [pair for tasks in alike.values() for pair in combinations(tasks, 2)]


def _swap(problem: Problem, place: Ints, twins: tuple[int, int]) -> bool:
    """Let twins change places if the second is taken first; tell whether they did."""
    one, two = twins
    if place[one, 0] <= place[two, 0]:
        return False
    place[[one, two]] = place[[two, one]]
    if all(place[task, 0] >= place[other, 0] for task, other in problem.needs):
        return True
    place[[one, two]] = place[[two, one]]
    return False
