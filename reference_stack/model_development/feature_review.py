"""What every feature adds and costs; weak, doubled and unsteady ones are marked.

A feature adds what the Brier score loses when its values are shuffled between rows
(L. Breiman, Random Forests, Machine Learning 45, 2001).
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import ks_2samp

from reference_stack.features import FeatureSet
from reference_stack.model_development.resampling import Interval, days_drawn, ratio
from reference_stack.scorer import Scorer
from reference_stack.values import Value

MOST_ROWS = 2500
DOUBLED = 0.98
UNSTEADY = 0.5
DRAWS = 400


class Reviewed(Value):
    """A feature: what it adds to the Brier score, what it costs, and its marks.

    `missing` is the share of rows without a value; `moved` is how far its distribution
    on the holdout is from that in training, from 0 to 1; `doubles` names a feature that
    says nearly the same.
    """

    name: str
    adds: Interval
    missing: float
    moved: float
    doubles: str | None
    marks: tuple[str, ...]


def reviewed(
    scorer: Scorer,
    features: FeatureSet,
    training: pd.DataFrame,
    holdout: pd.DataFrame,
    seed: int,
) -> tuple[Reviewed, ...]:
    """Return the review of all features, the one that adds most first."""
    part = holdout.iloc[:: max(1, -(-len(holdout) // MOST_ROWS))]
    before = training.iloc[:: max(1, -(-len(training) // MOST_ROWS))]
    twins = _doubled(before, features)
    adds = _added(scorer, features.names, part, seed)
    found = [
        _marked(name, adds[name], (before[name], part[name]), twins.get(name))
        for name in features.names
    ]
    return tuple(sorted(found, key=lambda each: -each.adds.estimate))


def _added(
    scorer: Scorer, names: Sequence[str], rows: pd.DataFrame, seed: int
) -> dict[str, Interval]:
    label = rows["label"].to_numpy()
    days = days_drawn(rows["day"], seed, DRAWS)
    own = (scorer.score_frame(rows) - label) ** 2
    shuffled = np.random.default_rng(seed).permutation(len(rows))
    ones = np.ones(len(rows))
    found = {}
    for name in names:
        other = rows.assign(**{name: rows[name].to_numpy()[shuffled]})
        loss = (scorer.score_frame(other) - label) ** 2
        found[name] = ratio(loss - own, ones, days)
    return found


def _marked(
    name: str, adds: Interval, values: tuple[pd.Series, pd.Series], twin: str | None
) -> Reviewed:
    distance = moved(*values)
    marks = {
        "weak": adds.low <= 0,
        "doubled": twin is not None,
        "unsteady": distance > UNSTEADY,
    }
    return Reviewed(
        name=name,
        adds=adds,
        missing=float(_missing(values[0]).mean()),
        moved=distance,
        doubles=twin,
        marks=tuple(mark for mark, holds in marks.items() if holds),
    )


def moved(before: pd.Series, after: pd.Series) -> float:
    """Return the distance of two samples, from 0 to 1.

    For numbers that of Kolmogorov and Smirnov, for texts half the sum of the
    differences of shares (total variation).
    """
    if pd.api.types.is_numeric_dtype(before):
        old, new = before.dropna(), after.dropna()
        if old.empty or new.empty:
            return float(old.empty != new.empty)
        return float(ks_2samp(old, new, method="asymp").statistic)
    shares = before.value_counts(normalize=True)
    others = after.value_counts(normalize=True)
    return float(shares.sub(others, fill_value=0).abs().sum() / 2)


def _doubled(rows: pd.DataFrame, features: FeatureSet) -> dict[str, str]:
    """Return for a feature the earlier one that says nearly the same.

    Numbers by the absolute rank correlation of Spearman, texts where each value of one
    goes with one value of the other.
    """
    found: dict[str, str] = {}
    ranks = rows[list(features.numbers)].corr("spearman").abs().to_numpy()
    for one, other in combinations(range(len(features.numbers)), 2):
        if ranks[one, other] >= DOUBLED:
            found.setdefault(features.numbers[other], features.numbers[one])
    for text, twin in combinations(features.texts, 2):
        pairs = rows[[text, twin]].drop_duplicates()
        if len(pairs) == pairs[text].nunique() == pairs[twin].nunique() > 1:
            found.setdefault(twin, text)
    return found


def _missing(values: pd.Series) -> pd.Series:
    numeric = pd.api.types.is_numeric_dtype(values)
    return values.isna() if numeric else values.eq("")
