"""Histories of cases in which the truth is known."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from reference_stack.features import FeatureSet

FEATURES = FeatureSet(
    texts=("carrier",), numbers=("congestion_mean_delay", "hour"), tables=()
)


def drawn(
    days: int = 90,
    per_day: int = 60,
    low: float = 0.1,
    high: float = 0.6,
    seed: int = 7,
) -> pd.DataFrame:
    """Return cases of which those after noon are late with another probability."""
    random = np.random.default_rng(seed)
    count = days * per_day
    hour = random.integers(0, 24, count).astype("float32")
    late = random.random(count) < np.where(hour >= 12, high, low)
    first = date(2013, 1, 1)
    return pd.DataFrame(
        {
            "day": np.repeat([first + timedelta(days=n) for n in range(days)], per_day),
            "carrier": random.choice(["AA", "UA", ""], count),
            "congestion_mean_delay": random.normal(0, 5, count).astype("float32"),
            "hour": hour,
            "label": late.astype(float),
        }
    )
