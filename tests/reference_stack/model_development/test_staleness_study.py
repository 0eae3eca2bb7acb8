"""The curve of quality by age: it falls in a world that moves, and it is kept."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reference_stack.case import Case
from reference_stack.features import FeatureSet
from reference_stack.model_development.feature_table import FeatureTable, Span
from reference_stack.model_development.pipeline import Parameters
from reference_stack.model_development.staleness_study import (
    Point,
    added,
    decay,
    useful_days,
)

SPAN = Span(
    since=date(2021, 1, 1), holdout_from=date(2021, 3, 15), as_of=date(2021, 4, 1)
)


def moving(rows: int = 9000) -> pd.DataFrame:
    """Return rows whose load means less and less, until it means the opposite."""
    random = np.random.default_rng(5)
    day = np.sort(random.integers(0, 90, rows))
    load = random.normal(size=rows).astype("float32")
    odds = -1 + 3 * load * np.cos(day / 90 * np.pi)
    when = pd.Timestamp("2021-01-01") + pd.to_timedelta(day, "D")
    late = random.random(rows) < 1 / (1 + np.exp(-odds))
    frame = pd.DataFrame({"made_at": when, "day": when, "load": load})
    return frame.assign(label=late.astype("float64"), entity_id="o")


def point(age: int, loss: float | None, model: str = "version 1") -> Point:
    figures = dict.fromkeys(("saving", "average_precision", "roc_auc", "brier"), 0.5)
    day = date(2021, 1, 1)
    return Point(
        model=model, measured_on=day, age_days=age, cost=900, loss=loss, **figures
    )


def test_in_a_world_that_moves_quality_falls_with_age(case: Case) -> None:
    features = FeatureSet(texts=(), numbers=("load",), tables=())
    table = FeatureTable(SPAN, features, moving(), "")

    curve = decay(table, case.goal, Parameters(iterations=30), 1)

    assert [p.age_days for p in curve] == [0, 14, 28, 42]
    auc = [p.roc_auc for p in curve]
    assert auc == sorted(auc, reverse=True)
    assert auc[0] > 0.65
    assert auc[-1] < 0.4


def test_a_point_measured_again_replaces_itself(tmp_path: Path) -> None:
    path = tmp_path / "reports" / "staleness.json"

    added(path, [point(30, 0.1), point(60, 0.2)])
    curve = added(path, [point(30, 0.15)])

    assert [(p.age_days, p.loss) for p in curve] == [(30, 0.15), (60, 0.2)]
    assert added(path, []) == curve


@pytest.mark.parametrize(
    ("losses", "days"),
    [
        ({0: 0.0, 30: 0.01, 60: 0.02}, 90),
        ({0: 0.0, 30: 0.01, 60: 0.2}, 60),
        ({0: 0.3}, 0),
        ({}, None),
    ],
    ids=["never too old", "too old after two months", "never useful", "not measured"],
)
def test_the_useful_age_ends_where_the_loss_begins(
    losses: dict[int, float], days: int | None
) -> None:
    points = [point(age, loss) for age, loss in losses.items()]

    assert useful_days([*points, point(300, None)], tolerance=0.05) == days
