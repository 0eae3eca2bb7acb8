"""What an old model costs: every older version is scored on the newest days.

The study starts before there is a version: a model of the first days of the history is
scored on each of the weeks after them.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from pydantic import TypeAdapter

from reference_stack.case import Goal
from reference_stack.model_development.comparison import (
    Figures,
    Floats,
    Holdout,
    figures,
    holdout,
)
from reference_stack.model_development.feature_table import FeatureTable
from reference_stack.model_development.pipeline import Parameters, fitted
from reference_stack.scorer import Scorer
from reference_stack.tracking import Package
from reference_stack.values import Value

WINDOW_DAYS = 14
LEAST_ROWS = 300


class Point(Value):
    """How a model did on days that began `age_days` after its last training day.

    `cost` is per 1,000 predictions. `loss` is what it costs more than a fresh model on
    the same days, as a share of doing nothing; None where no fresh model is known.
    """

    model: str
    measured_on: date
    age_days: int
    cost: float
    saving: float
    average_precision: float
    roc_auc: float
    brier: float
    loss: float | None = None


def aged(
    packages: Iterable[Package], held: Holdout, fresh: Figures, on: date
) -> tuple[Point, ...]:
    """Score older versions on the holdout that starts `on`, against a fresh model.

    Versions that want features which there are no more are left out.
    """
    found = []
    for package in packages:
        facts = package.facts
        if not {*facts.texts, *facts.numbers} <= {*held.rows.columns}:
            continue
        scorer = Scorer(package.onnx, facts.texts, facts.numbers, threads=2)
        said = scorer.score_frame(held.rows).astype("float64")
        age = (on - facts.trained_until).days
        found.append(_point(f"version {facts.version}", (on, age), held, said))
    nothing = fresh.cost / (1 - fresh.saving)
    return tuple(
        p.model_copy(update={"loss": (p.cost - fresh.cost) / nothing}) for p in found
    )


def decay(
    table: FeatureTable, goal: Goal, parameters: Parameters, seed: int
) -> tuple[Point, ...]:
    """Train on the first third of the table's days and score every fortnight after."""
    span = table.span
    split = span.since + (span.as_of - span.since) / 3
    model = fitted(table.features, parameters, seed, table.before(split))
    found = []
    for start in _windows(split, span.as_of):
        rows = table.between(start, start + timedelta(days=WINDOW_DAYS))
        if not _enough(rows):
            continue
        held = holdout(rows, goal.costs, goal.rule, seed)
        said = model.predict_proba(rows[list(table.features.names)])[:, 1]
        name = f"trained until {split}"
        found.append(_point(name, (start, (start - split).days), held, said))
    return tuple(found)


def added(path: Path, points: Sequence[Point]) -> tuple[Point, ...]:
    """Add points to the curve kept in a file; a point measured again replaces itself."""
    kept = TypeAdapter(tuple[Point, ...])
    old = kept.validate_json(path.read_bytes()) if path.exists() else ()
    all_points = {(p.measured_on, p.age_days, p.model): p for p in (*old, *points)}
    curve = tuple(all_points[key] for key in sorted(all_points))
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".writing")
    fresh.write_bytes(kept.dump_json(curve, indent=1))
    fresh.replace(path)
    return curve


def useful_days(points: Sequence[Point], tolerance: float) -> int | None:
    """Return the highest age before the mean loss first exceeds the tolerance.

    Ages are taken in months of 30 days. None when no loss was measured yet. What comes
    out is a proposal for the goal's `max_age_days`.
    """
    losses: dict[int, list[float]] = {}
    for point in points:
        if point.loss is not None:
            losses.setdefault(point.age_days // 30, []).append(point.loss)
    useful = None
    for age in sorted(losses):
        if sum(losses[age]) / len(losses[age]) > tolerance:
            return useful or 0
        useful = (age + 1) * 30
    return useful


def _point(model: str, when: tuple[date, int], held: Holdout, said: Floats) -> Point:
    on, age = when
    measured = figures(held, said)
    return Point(
        model=model,
        measured_on=on,
        age_days=age,
        cost=measured.cost,
        saving=measured.saving,
        average_precision=measured.average_precision,
        roc_auc=measured.roc_auc,
        brier=measured.brier,
    )


def _windows(start: date, end: date) -> tuple[date, ...]:
    number = (end - start).days // WINDOW_DAYS
    return tuple(start + timedelta(days=WINDOW_DAYS * n) for n in range(number))


def _enough(rows: pd.DataFrame) -> bool:
    return len(rows) >= LEAST_ROWS and rows["label"].nunique() > 1
