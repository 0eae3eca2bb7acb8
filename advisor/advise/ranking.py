"""Additive value with honest doubt: SMAA-2 over weights and unknown cells.

Performance is on fixed scales from 0 to 1, so that adding or removing an
alternative never reorders the others. An unknown cell is a range, never a
zero. Sources: Lahdelma & Salminen (2001), "SMAA-2"; Tervonen & Lahdelma (2007).

Shapes: `low` and `high` are (alternatives, criteria), weights (criteria,).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

Floats = NDArray[np.float64]

# Values closer than this are a tie; ties share their ranks.
TIE: Final = 1e-9
# Of this many leaders every pair is compared.
LEADERS: Final = 12
# So many draws are ranked at a time: what they need fits into a processor's cache.
BATCH: Final = 1000


@dataclass(frozen=True)
class Doubt:
    """How weights are drawn: a Dirichlet around those stated.

    `firmness` is the number of observations the stated weights count for: 1 is
    nearly no opinion, 100 nearly exact.
    """

    firmness: float
    draws: int
    seed: int


@dataclass(frozen=True)
class Acceptability:
    """What the draws say about each alternative.

    `ranks` (alternatives, ranks) is the share of draws at each rank; `wins`
    (leaders, leaders) the share in which the row beats the column, a tie counting
    half; `central` (alternatives, criteria) the mean weights under which it comes
    first, NaN where it never does.
    """

    ranks: Floats
    leaders: tuple[int, ...]
    wins: Floats
    central: Floats

    @property
    def first(self) -> Floats:
        """Return the share of draws in which each alternative comes first."""
        return self.ranks[:, 0]


@dataclass(frozen=True)
class WeightFlip:
    """The smallest change of one weight, the others rescaled, that changes the winner."""

    criterion: int
    weight: float
    instead_of: float
    winner: int


def value(low: Floats, high: Floats, weights: Floats) -> Floats:
    """Return the additive value of each alternative, ranges at their middle."""
    middle: Floats = ((low + high) / 2) @ (weights / weights.sum())
    return middle


def dominated(low: Floats, high: Floats) -> tuple[int, ...]:
    """Return the alternatives that another one is sure to be as good as everywhere.

    Sure means whatever the ranges turn out to be, and better somewhere.
    """
    found = []
    for index, ceiling in enumerate(high):
        as_good = (low >= ceiling).all(axis=1)
        better = (low > ceiling).any(axis=1)
        as_good[index] = False
        if (as_good & better).any():
            found.append(index)
    return tuple(found)


def acceptability(
    low: Floats, high: Floats, weights: Floats, doubt: Doubt
) -> Acceptability:
    """Draw weights and unknown cells; return ranks, wins and central weights."""
    random = np.random.default_rng(doubt.seed)
    share = weights / weights.sum()
    drawn = random.dirichlet(share * doubt.firmness * len(share) + TIE, doubt.draws)
    # Not `@`: where cores are busy, threads that wait for each other double the time.
    values = np.einsum("dc,ca->da", drawn, np.ascontiguousarray(low.T))
    # Only ranges with a width add anything; most cells are known.
    for row, column in np.argwhere(high > low):
        part = random.random(doubt.draws) * (high[row, column] - low[row, column])
        values[:, row] += drawn[:, column] * part
    ranks, first = _ranks(values)
    leaders = tuple(int(i) for i in np.argsort(-ranks[:, 0], kind="stable")[:LEADERS])
    return Acceptability(
        ranks=ranks,
        leaders=leaders,
        wins=_wins(values[:, leaders]),
        central=_central(first, drawn),
    )


def weight_flip(values: Floats, weights: Floats) -> WeightFlip | None:
    """Return the smallest change of one weight that dethrones the winner.

    `values` is (alternatives, criteria) without ranges. With weight w for one
    criterion and the others scaled to 1 - w, each value is linear in w, so each
    rival overtakes at one point. None if nobody ever does.
    """
    share = weights / weights.sum()
    leader = int((values @ share).argmax())
    found: WeightFlip | None = None
    for criterion, now in enumerate(share):
        if now >= 1:
            continue
        rest = (values @ share - values[:, criterion] * now) / (1 - now)
        for rival in range(len(values)):
            at = _crossing(values[:, criterion], rest, leader, rival)
            if at is None or (
                found and abs(at - now) >= abs(found.weight - found.instead_of)
            ):
                continue
            found = WeightFlip(criterion, at, float(now), rival)
    return found


def _crossing(direct: Floats, rest: Floats, leader: int, rival: int) -> float | None:
    """Return the weight at which the rival draws level, None if outside 0 to 1."""
    ahead_rest = rest[leader] - rest[rival]
    ahead_here = direct[leader] - direct[rival]
    if rival == leader or abs(ahead_rest - ahead_here) < TIE:
        return None
    at = float(ahead_rest / (ahead_rest - ahead_here))
    return at if -TIE <= at <= 1 + TIE else None


def _ranks(values: Floats) -> tuple[Floats, csr_array]:
    """Return rank shares, and (alternatives, draws) their shares of first places."""
    draws, count = values.shape
    parts = [_placed(values[at : at + BATCH]) for at in range(0, draws, BATCH)]
    steps = np.sum([steps for steps, _ in parts], axis=0).reshape(count, count + 1)
    ranks = steps.cumsum(axis=1)[:, :count] / draws
    return ranks, hstack([first for _, first in parts], format="csr")


def _placed(values: Floats) -> tuple[Floats, csr_array]:
    """Return how rank counts rise and fall along the ranks, and first places.

    A tie over k ranks gives each of its members 1/k of each: the shares are
    collected as differences along the ranks, to be summed up at the end.
    """
    draws, count = values.shape
    order = np.argsort(-values, axis=1)
    ordered = np.take_along_axis(values, order, axis=1)
    leads = np.ones((draws, count), dtype=bool)
    leads[:, 1:] = ordered[:, :-1] - ordered[:, 1:] > TIE
    # Every draw begins with a leader of its own, so no tie reaches into the next.
    begins = np.flatnonzero(leads)
    members = np.diff(begins, append=leads.size)
    start = np.repeat(begins % count, members)
    size = np.repeat(members, members)
    share = 1.0 / size
    who = order.ravel()
    place = who * (count + 1) + start
    cells = count * (count + 1)
    steps: Floats = np.zeros(cells)
    steps += np.bincount(place, share, cells)
    steps -= np.bincount(place + size, share, cells)
    first = np.flatnonzero(start == 0)
    where = (who[first], first // count)
    return steps, csr_array((share[first], where), (count, draws))


def _wins(values: Floats) -> Floats:
    """Return (alternatives, alternatives), how often the row beats the column.

    What neither wins is a tie, of which each gets half.
    """
    by_alternative = np.ascontiguousarray(values.T)
    ahead = by_alternative[:, np.newaxis] - by_alternative > TIE
    won = np.count_nonzero(ahead, axis=2) / len(values)
    shares: Floats = (1 + won - won.T) / 2
    return shares


def _central(first: csr_array, drawn: Floats) -> Floats:
    total = first.sum(axis=1)
    with np.errstate(invalid="ignore"):
        mean: Floats = (first @ drawn) / total[:, np.newaxis]
    return mean
