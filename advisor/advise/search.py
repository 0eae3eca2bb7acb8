"""Sweep: one pass of dynamic programming over the quarters.

A state is a set of tasks done. Quarter after quarter each state is extended by
every filling that leaves no room for another task (fuller is never worse); of
the states that have done the same tasks the most valuable one stays. This is
how the stations of an assembly line are filled (Jackson 1956), which has the
same precedence and the same capacity. A state whose bound (prices.py) cannot
beat the best plan known is dropped, and so are all but the `width` states of
the best bound.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from advisor.advise.prices import Floats, Prices, price
from advisor.advise.problem import Bools, Ints, Problem

OPEN: Final = -1
TOLERANCE: Final = 1e-6


@dataclass(frozen=True, eq=False)
class Frame:
    """A problem and the quarters, of one capacity each, in which it is to be solved."""

    problem: Problem
    capacity: int
    quarters: int

    @cached_property
    def prices(self) -> Prices:
        """Return the prices that bound what a state can still become."""
        return price(self.problem, self.capacity, self.quarters)

    @cached_property
    def waits_for(self) -> csr_array:
        """Return, tasks × tasks, 1 where the first waits for the second."""
        place = np.array(self.problem.needs, dtype=np.int64).reshape(-1, 2).T
        ones = np.ones(place.shape[1], dtype=np.int16)
        return csr_array((ones, tuple(place)), (self.problem.tasks,) * 2)

    @cached_property
    def largest(self) -> Bools:
        """Tell of each option whether its task has none that takes more effort."""
        most = np.zeros(self.problem.tasks, dtype=np.int64)
        np.maximum.at(most, self.problem.task, self.problem.effort)
        is_largest: Bools = self.problem.effort == most[self.problem.task]
        return is_largest

    @cached_property
    def owed(self) -> Ints:
        """Return the least effort of each required task, 0 for the others."""
        least = np.full(self.problem.tasks, self.capacity)
        np.minimum.at(least, self.problem.task, self.problem.effort)
        return np.where(self.problem.required, least, 0)


@dataclass(frozen=True, eq=False)
class States:
    """Many states, one a row.

    `choice[s, t]` is option + options × quarter of the task, or OPEN. `room` is
    what is left of the quarter that is being filled, `last` the task it took last.
    """

    choice: Ints
    value: Ints
    bound: Floats
    room: Ints
    last: Ints

    def __len__(self) -> int:
        return len(self.value)

    def only(self, rows: Ints | Bools) -> "States":
        """Return the states in these rows."""
        return States(
            self.choice[rows],
            self.value[rows],
            self.bound[rows],
            self.room[rows],
            self.last[rows],
        )

    @property
    def open(self) -> Bools:
        """Tell of each state and task whether it is still to be done."""
        is_open: Bools = self.choice == OPEN
        return is_open


class Sweep:
    """One pass; `dropped` is the best bound that was lost for lack of width."""

    def __init__(self, frame: Frame, width: int, to_beat: int) -> None:
        self.frame = frame
        self.problem = frame.problem
        self.width = width
        self.to_beat = to_beat
        self.dropped = -inf

    def run(self) -> States:
        """Return the finished states that beat the value `to_beat`."""
        states = self._opened(self._nothing_done(), 0)
        for quarter in range(self.frame.quarters):
            states = self._opened(self._filled(states, quarter), quarter + 1)
        return states

    def _nothing_done(self) -> States:
        none = np.zeros(1, dtype=np.int64)
        choice = np.full((1, self.problem.tasks), OPEN)
        return States(choice, none, none.astype(float), none, none)

    def _filled(self, states: States, quarter: int) -> States:
        """Return every filling of a quarter that leaves no room for another task."""
        filled: list[States] = []
        while len(states):
            fits = self._fits(states)
            is_full = ~fits[:, self.frame.largest].any(axis=1)
            # Tasks are taken in the order of their numbers, so that each filling
            # is met once only.
            fits &= self.problem.task > states.last[:, np.newaxis]
            is_stuck = ~fits.any(axis=1)
            filled.append(states.only(np.flatnonzero(is_full | is_stuck)))
            states = self._extended(states, fits, quarter)
        return _together(filled) if filled else states

    def _fits(self, states: States) -> Bools:
        """Tell of each state and option whether it can be taken in this quarter."""
        is_open = states.open
        is_waiting = (self.frame.waits_for @ is_open.T.astype(np.int16)).T > 0
        ready = is_open & ~is_waiting
        room = states.room[:, np.newaxis]
        fits: Bools = ready[:, self.problem.task] & (self.problem.effort <= room)
        return fits

    def _extended(self, states: States, fits: Bools, quarter: int) -> States:
        """Return the states with one more option taken, those that are worth it."""
        row, option = np.nonzero(fits)
        task = self.problem.task[option]
        passed = np.cumsum(states.open * self.frame.prices.idle[quarter], axis=1)
        passed = np.pad(passed, ((0, 0), (1, 0)))
        bound = states.bound[row] + self.frame.prices.gain[quarter, option]
        bound -= passed[row, task] - passed[row, states.last[row] + 1]
        kept = self._kept(bound)
        row, option, task = row[kept], option[kept], task[kept]
        choice = states.choice[row]
        choice[np.arange(len(row)), task] = option + self.problem.options * quarter
        in_effect = self.frame.quarters - quarter
        return States(
            choice=choice,
            value=states.value[row] + self.problem.value[option] * in_effect,
            bound=bound[kept],
            room=states.room[row] - self.problem.effort[option],
            last=task,
        )

    def _opened(self, states: States, quarter: int) -> States:
        """Return the states at the start of a quarter, those that are worth it."""
        ahead = self.frame.capacity * (self.frame.quarters - quarter)
        states = states.only(states.open @ self.frame.owed <= ahead)
        states = states.only(_most_valuable(states))
        prices = self.frame.prices
        bound = states.value + prices.start[quarter]
        bound += ~states.open @ prices.swing[quarter]
        kept = self._kept(bound)
        return States(
            choice=states.choice[kept],
            value=states.value[kept],
            bound=bound[kept],
            room=np.full(len(kept), self.frame.capacity),
            last=np.full(len(kept), -1),
        )

    def _kept(self, bound: Floats) -> Ints:
        """Return the rows that can beat the best plan, no more than the width."""
        rows = np.flatnonzero(bound > self.to_beat + 1 - TOLERANCE)
        if len(rows) <= self.width:
            return rows
        rows = rows[np.argsort(-bound[rows], kind="stable")]
        self.dropped = max(self.dropped, float(bound[rows[self.width]]))
        return rows[: self.width]


def _together(parts: Sequence[States]) -> States:
    """Return the states of all parts."""
    return States(
        np.concatenate([part.choice for part in parts]),
        np.concatenate([part.value for part in parts]),
        np.concatenate([part.bound for part in parts]),
        np.concatenate([part.room for part in parts]),
        np.concatenate([part.last for part in parts]),
    )


def _most_valuable(states: States) -> Ints:
    """Return one row for each set of tasks done: the most valuable one."""
    order = np.argsort(-states.value, kind="stable")
    done = np.packbits(~states.open[order], axis=1)
    _, first = np.unique(done, axis=0, return_index=True)
    return order[first]
