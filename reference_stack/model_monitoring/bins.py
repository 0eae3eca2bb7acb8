"""Features counted into bins per day: one scan of the rows, afterwards only bins.

Missing, infinite, zero, below and above all that training had are bins of their own,
so nothing is dropped and most faults can be read off the counts.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict

from reference_stack.values import Value
from reference_stack.warehouse import Connection

Counts = NDArray[np.int64]
QUANTILES: Final = tuple(round(0.1 * k, 1) for k in range(1, 10))
LARGEST: Final = sys.float_info.max
LISTED: Final = 30
MISSING: Final = 0
EXACT_UP_TO: Final = 200_000
CLOSE: Final = 1e-6
TINY: Final = 1e-30
"""Edges this close below a value are below it alone: features are float32, and DuckDB
merges edges that differ in the last bits of a float64."""


class Bins(Value):
    """How the features of one model version are counted, learnt on its training rows.

    A number has inclusive upper edges; counts are [missing, one per edge]. The first
    two edges bound minus infinity and "below training", the last two "above training"
    and plus infinity. A text has the places of the values seen in training; counts are
    [missing, unseen, rare, one per listed value].
    """

    model_config = ConfigDict(ser_json_inf_nan="strings")

    numbers: dict[str, tuple[float, ...]]
    texts: dict[str, dict[str, int]]

    @property
    def features(self) -> tuple[str, ...]:
        """All features, texts first."""
        return (*self.texts, *self.numbers)

    def size(self, feature: str) -> int:
        """Return how many counts a day of a feature has."""
        if feature in self.numbers:
            return len(self.numbers[feature]) + 1
        return max(self.texts[feature].values(), default=2) + 1


@dataclass(frozen=True)
class Daily:
    """Counts of days: per feature [days, bins], and the span [days, 2] of each number."""

    days: tuple[date, ...]
    counts: Mapping[str, Counts]
    spans: Mapping[str, NDArray[np.float64]]

    def of(self, days: tuple[date, ...]) -> Self:
        """Return these days only; days without rows have counts of 0."""
        place = {day: i for i, day in enumerate(self.days)}
        rows = np.array([place.get(day, -1) for day in days], dtype=int)
        there = (rows >= 0)[:, None]
        return type(self)(
            days,
            {f: np.where(there, c[rows], 0) for f, c in self.counts.items()},
            {f: np.where(there, s[rows], np.nan) for f, s in self.spans.items()},
        )


def learn(
    con: Connection, relation: str, texts: tuple[str, ...], numbers: tuple[str, ...]
) -> Bins:
    """Learn the bins from the training rows in a relation.

    Edges are deciles of the values that are not zero (of rows chosen by a hash of their values,
    where there are many: an edge may be anywhere, only counts must be exact).
    """
    (rows,) = _one(con, f"SELECT count(*) FROM {relation}")
    every = max(1, int(rows) // EXACT_UP_TO)
    columns = ", ".join(f'"{name}"' for name in (*numbers, *texts))
    some = f"WHERE hash({columns}) % {every} = 0" if every > 1 else ""
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE learning AS SELECT {columns} FROM {relation} {some}"
    )
    found = {}
    for name in numbers:
        low, high = _one(
            con,
            f'SELECT min("{name}"), max("{name}") FROM {relation} '
            f'WHERE isfinite("{name}")',
        )
        (inner,) = _one(
            con,
            f'SELECT quantile_disc("{name}"::DOUBLE, {list(QUANTILES)}) '
            f'FROM learning WHERE isfinite("{name}") AND "{name}" <> 0',
        )
        found[name] = _edges(low, high, inner or [])
    return Bins(numbers=found, texts={n: _places(con, relation, n) for n in texts})


def _one(con: Connection, text: str) -> tuple[Any, ...]:
    row = con.execute(text).fetchone()
    return row or ()


def _edges(
    low: float | None, high: float | None, inner: list[float]
) -> tuple[float, ...]:
    finite = set(inner)
    if low is not None and high is not None:
        finite |= {low - max(abs(low) * CLOSE, TINY), float(high)}
        if low <= 0 <= high:
            finite |= {-TINY, 0.0}
    return (-LARGEST, *sorted(finite), LARGEST, float("inf"))


def _places(con: Connection, relation: str, name: str) -> dict[str, int]:
    found = con.execute(
        f'SELECT "{name}", count(*) FROM {relation} '
        f"WHERE \"{name}\" <> '' GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()
    return {
        value: place + 3 if place < LISTED else 2
        for place, (value, _) in enumerate(found)
    }


def count(con: Connection, relation: str, bins: Bins) -> Daily:
    """Count the rows of a relation (with a `day`) into bins, in one scan of numbers."""
    numbers = ", ".join(
        f'map_values(histogram(CASE WHEN NOT isnan("{n}") THEN "{n}"::DOUBLE END, '
        f'{_literal(edges)})), min("{n}"), max("{n}")'
        for n, edges in bins.numbers.items()
    )
    found = con.execute(
        f"SELECT day, count(*){', ' if numbers else ''}{numbers} "
        f"FROM {relation} GROUP BY day ORDER BY day"
    ).fetchall()
    days = tuple(row[0] for row in found)
    counts, spans = {}, {}
    for place, name in enumerate(bins.numbers):
        cells = [row[2 + 3 * place : 5 + 3 * place] for row in found]
        inner = np.array(
            [c[0] or [0] * (bins.size(name) - 1) for c in cells], dtype=int
        )
        total = np.array([row[1] for row in found], dtype=int)
        inner = inner.reshape(len(days), bins.size(name) - 1)
        counts[name] = np.column_stack([total - inner.sum(axis=1), inner])
        spans[name] = np.array([c[1:] for c in cells], dtype=float).reshape(-1, 2)
    texts = {n: _text_counts(con, relation, bins, n, days) for n in bins.texts}
    return Daily(days, texts | counts, spans)


def _literal(edges: tuple[float, ...]) -> str:
    inner = ", ".join(repr(e) for e in edges[:-1])
    return f"[{inner}, 'inf'::DOUBLE]::DOUBLE[]"


def _text_counts(
    con: Connection, relation: str, bins: Bins, name: str, days: tuple[date, ...]
) -> Counts:
    place = {day: i for i, day in enumerate(days)}
    counts = np.zeros((len(days), bins.size(name)), dtype=int)
    found = con.execute(
        f"SELECT day, coalesce(\"{name}\", ''), count(*) FROM {relation} GROUP BY 1, 2"
    ).fetchall()
    for day, value, n in found:
        bin_ = bins.texts[name].get(value, 1) if value else MISSING
        counts[place[day], bin_] += n
    return counts
