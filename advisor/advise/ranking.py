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

Floats = NDArray[np.float64]

# Values closer than this are a tie; ties share their ranks.
TIE: Final = 1e-9
# Of this many leaders every pair is compared.
LEADERS: Final = 12


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
    values = drawn @ low.T
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


def _ranks(values: Floats) -> tuple[Floats, Floats]:
    """Return rank shares, and each draw's share of the first place.

    A tie over k ranks gives each of its members 1/k of each: the shares are
    collected as differences along the ranks and summed up at the end.
    """
    draws, count = values.shape
    order = np.argsort(-values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    new = np.ones((draws, count), dtype=bool)
    new[:, 1:] = ordered[:, :-1] - ordered[:, 1:] > TIE
    place = np.arange(count)
    start = np.maximum.accumulate(np.where(new, place, 0), axis=1)
    last = np.ones((draws, count), dtype=bool)
    last[:, :-1] = new[:, 1:]
    end = np.minimum.accumulate(np.where(last, place, count)[:, ::-1], axis=1)[:, ::-1]
    share = 1.0 / (end - start + 1)
    row = order * (count + 1)
    size = count * (count + 1)
    steps = np.bincount((row + start).ravel(), share.ravel(), size)
    steps -= np.bincount((row + end + 1).ravel(), share.ravel(), size)
    ranks = steps.reshape(count, count + 1).cumsum(axis=1)[:, :count] / draws
    first = np.zeros((draws, count))
    np.put_along_axis(first, order, np.where(start == 0, share, 0.0), axis=1)
    return ranks, first


def _wins(values: Floats) -> Floats:
    difference = values[:, :, None] - values[:, None, :]
    won = (difference > TIE).mean(axis=0)
    tied = (np.abs(difference) <= TIE).mean(axis=0)
    shares: Floats = won + tied / 2
    return shares


def _central(first: Floats, drawn: Floats) -> Floats:
    total = first.sum(axis=0)
    with np.errstate(invalid="ignore"):
        mean: Floats = (first.T @ drawn) / total[:, None]
    return mean
