"""Rows of figures, and how long an act takes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from time import perf_counter

import numpy as np

Row = Mapping[str, float]
Table = Mapping[str, Row]
Act = Callable[[], object]


def timed(act: Act) -> float:
    """Return how many seconds an act takes."""
    start = perf_counter()
    act()
    return perf_counter() - start


def repeated(act: Act, times: int) -> list[float]:
    """Return the seconds of each of several runs of the same act."""
    return [timed(act) for _ in range(times)]


def spread(seconds: Iterable[float], aim: float | None = None) -> Row:
    """Return least, median and 95th percentile in milliseconds, beside the aim."""
    found = np.array(list(seconds)) * 1000
    row = {
        "runs": float(len(found)),
        "min ms": float(found.min()),
        "median ms": float(np.median(found)),
        "p95 ms": float(np.percentile(found, 95)),
    }
    return row if aim is None else row | {"aim ms": aim}


def as_text(table: Table) -> str:
    """Return a table as aligned text, which is also Markdown."""
    columns = list(dict.fromkeys(c for row in table.values() for c in row))
    cells = [["", *columns]] + [
        [name, *(_number(row.get(c)) for c in columns)] for name, row in table.items()
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(_line(line, widths) for line in [cells[0], rule, *cells[1:]])


def _number(figure: float | None) -> str:
    if figure is None:
        return ""
    return f"{figure:.0f}" if abs(figure) >= 100 else f"{figure:.3g}"


def _line(line: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = line
    padded = [first.ljust(widths[0])] + [
        cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)
    ]
    return f"| {' | '.join(padded)} |"
