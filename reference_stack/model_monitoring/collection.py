"""From rows to evidence: what a day was like, counted where the rows are.

Every function reads the relation `served`, one row per prediction: entity_id, made_at, day,
arm, probability, wall_ms, cpu_ms, rss_mb, status, `rule` (what the plain rule would do) and
the features; and, for outcomes, `labels` (entity_id, label, known_at). The warehouse has
them of real days; a drill puts its own streams there.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reference_stack.case import Goal
from reference_stack.model_monitoring.dependence import Sample
from reference_stack.warehouse import Connection, frame, query

SQL = Path(__file__).parent / "sql"
ROWS_PER_DAY = 150


def label_lag(goal: Goal) -> int:
    """Return after how many days the outcomes of a day should be known."""
    return 1 + -(-goal.calendar.label_delay_hours // 24)


def service(con: Connection) -> pd.DataFrame:
    """Return day, hour, n, wall_ms, cpu_ms, rss_mb."""
    return dated(frame(con, query(SQL / "service.sql").text))


def outputs(con: Connection) -> pd.DataFrame:
    """Return day, n, entities, refused, broken, saturated."""
    return dated(frame(con, query(SQL / "outputs.sql").text))


def cohorts(
    con: Connection, goal: Goal, threshold: float | None = None
) -> pd.DataFrame:
    """Return outcomes by day, see `sql/cohorts.sql`.

    Args:
        con: The warehouse.
        goal: Says what acting and missing cost and when outcomes are in.
        threshold: The probability from which the model's user acts, if not the goal's.
    """
    parameters = {
        "lag": label_lag(goal),
        "threshold": goal.costs.threshold if threshold is None else threshold,
        "action": goal.costs.action,
        "missed": goal.costs.missed,
    }
    return dated(con.execute(query(SQL / "cohorts.sql").text, parameters).df())


def sample(con: Connection, relation: str, numbers: Sequence[str]) -> Sample:
    """Return some rows of each day, the same ones each time, for `dependence`."""
    columns = ", ".join(f'"{name}"::DOUBLE' for name in numbers)
    found = con.execute(
        f"SELECT day, {columns} FROM {relation} QUALIFY row_number() OVER "
        f"(PARTITION BY day ORDER BY hash(entity_id), entity_id) <= {ROWS_PER_DAY} "
        "ORDER BY day, hash(entity_id), entity_id"
    ).fetchnumpy()
    all_days = np.asarray(found.pop("day")).astype("datetime64[D]")
    days, place = np.unique(all_days, return_inverse=True)
    cells: list[NDArray[np.float64]] = [
        np.ma.filled(np.ma.asarray(c, dtype=float), np.nan) for c in found.values()
    ]
    values = np.column_stack(cells) if cells else np.zeros((len(place), 0))
    return Sample(tuple(numbers), tuple(d.item() for d in days), place, values)


def areas(found: Sequence[tuple[date, float]]) -> pd.DataFrame:
    """Return day and area as a frame."""
    return pd.DataFrame(found, columns=["day", "area"])


def dated(table: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with its days as dates."""
    days = [pd.Timestamp(day).date() for day in table["day"]]
    return table.assign(day=pd.Series(days, dtype=object, index=table.index))
