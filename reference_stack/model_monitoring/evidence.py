"""All that monitors look at, as sums per day: the same from a warehouse and a drill."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reference_stack.model_monitoring.alerts import Severity
from reference_stack.model_monitoring.bins import Bins, Daily
from reference_stack.values import Value


class State(Value):
    """A figure of a day with the limit that it must not exceed, and what that means."""

    day: date
    monitor: str
    subject: str
    value: float
    limit: float
    severity: Severity
    text: str


@dataclass(frozen=True)
class Reference:
    """A model version's training: its bins, and what its days and holdout looked like.

    `supply`, `together` and `cohorts` are as in `Evidence`, of the days of training and,
    for outcomes, of the holdout.
    """

    bins: Bins
    daily: Daily
    supply: pd.DataFrame
    together: pd.DataFrame
    cohorts: pd.DataFrame


@dataclass(frozen=True)
class Evidence:
    """What was served, day by day, in the order of days; frames hold a column `day`.

    Attributes:
        days: The days to judge, without gaps in order.
        daily: Counts of the served features.
        outputs: day, n, entities, refused, broken, saturated.
        service: day, hour, n, wall_ms, cpu_ms, rss_mb.
        cohorts: day on which outcomes were in, and the outcomes, see `sql/cohorts.sql`.
        skew: day, feature, n, different.
        supply: day, source, hit (share of requests that found a row), hours (its age).
        probes: day, flipped, jump, lost, see `stability`.
        together: day (the last of a window), area, see `dependence`.
        states: exact comparisons of dates, versions and digests.
    """

    days: tuple[date, ...]
    daily: Daily
    outputs: pd.DataFrame
    service: pd.DataFrame
    cohorts: pd.DataFrame
    skew: pd.DataFrame
    supply: pd.DataFrame
    probes: pd.DataFrame
    together: pd.DataFrame
    states: tuple[State, ...]


def aligned(
    table: pd.DataFrame, column: str, days: tuple[date, ...]
) -> NDArray[np.float64]:
    """Return a column by day, NaN on days that the frame does not have."""
    found = dict(zip(table["day"], table[column], strict=True))
    return np.array([found.get(day, np.nan) for day in days], dtype=np.float64)
