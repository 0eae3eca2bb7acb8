"""The training table: features and labels as they were known, named by their content."""

import hashlib
import io
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from reference_stack import features as definitions
from reference_stack.case import Calendar
from reference_stack.errors import BatchError
from reference_stack.features import FeatureSet
from reference_stack.stack import Stack
from reference_stack.values import Month, Value, month_start, shifted

LEAST_ROWS = 500
BETWEEN = "\x1f"


class Span(Value):
    """Which predictions a model is trained on and proved on.

    Trained on those made in [`since`, `holdout_from`), proved on those in
    [`holdout_from`, `as_of`), with the labels known at `as_of`.
    """

    since: date
    holdout_from: date
    as_of: date


@dataclass(frozen=True)
class FeatureTable:
    """Rows in the order of time, their features and the digest of their content.

    Columns: `entity_id`, `made_at`, `day`, the features and `label`. `left_out` are the
    days within the span whose data had a fault.
    """

    span: Span
    features: FeatureSet
    rows: pd.DataFrame
    digest: str
    left_out: tuple[date, ...] = ()

    def before(self, day: date) -> pd.DataFrame:
        """Return the rows of predictions made before a day."""
        return self.rows[self.rows["made_at"] < pd.Timestamp(day)]

    def between(self, day: date, end: date) -> pd.DataFrame:
        """Return the rows of predictions made from a day on and before another."""
        made = self.rows["made_at"]
        return self.rows[(made >= pd.Timestamp(day)) & (made < pd.Timestamp(end))]

    @property
    def training(self) -> pd.DataFrame:
        """The rows before the holdout."""
        return self.before(self.span.holdout_from)

    @property
    def holdout(self) -> pd.DataFrame:
        """The last days, which no candidate has seen."""
        return self.between(self.span.holdout_from, self.span.as_of)


def span(calendar: Calendar, month: Month) -> Span:
    """Return the span of a model that is made on the first of a month."""
    as_of = month_start(month)
    return Span(
        since=month_start(shifted(month, -calendar.training_months)),
        holdout_from=as_of - timedelta(days=calendar.holdout_days),
        as_of=as_of,
    )


def read(stack: Stack, month: Month) -> FeatureTable:
    """Return the table of a month and keep it as Parquet, named by its digest.

    Raises:
        BatchError: There are too few rows, or only one kind of label.
    """
    chosen = span(stack.case.goal.calendar, month)
    with stack.warehouse() as con:
        found = definitions.described(con, stack.case)
        since, until = _moment(chosen.since), _moment(chosen.as_of)
        rows = definitions.rows(con, stack.case, since, until, until)
        faulty = definitions.distrusted(con, chosen.since, chosen.as_of)
    rows = without(rows, faulty)
    table = FeatureTable(chosen, found, rows, digest(rows), tuple(faulty))
    for name, part in (("training", table.training), ("holdout", table.holdout)):
        _check(f"the {name} rows of {month}", part)
    _keep(stack.settings.snapshots, table)
    return table


def kept(
    folder: Path, digest_: str, chosen: Span, features: FeatureSet
) -> FeatureTable:
    """Return a table that was kept, by its digest.

    Raises:
        BatchError: It is gone, or its content is not what its name says.
    """
    path = folder / f"{digest_}.parquet"
    try:
        rows = pd.read_parquet(path)
    except OSError:
        raise BatchError(f"snapshot {digest_[:12]}", "is gone", str(path)) from None
    if digest(rows) != digest_:
        raise BatchError(f"snapshot {digest_[:12]}", "was changed", str(path))
    return FeatureTable(chosen, features, rows, digest_)


def without(rows: pd.DataFrame, days: Collection[date]) -> pd.DataFrame:
    """Return the rows of predictions that were not made on certain days."""
    made_on = rows["made_at"].dt.normalize()
    kept = ~made_on.isin([pd.Timestamp(day) for day in days])
    return rows if kept.all() else rows[kept].reset_index(drop=True)


def digest(rows: pd.DataFrame) -> str:
    """Return the SHA-256 of the rows: names, order and every bit of every value.

    Rows are taken in the order of `made_at` and `entity_id`, so that it does not matter
    how they were read.
    """
    ordered = rows.sort_values(["made_at", "entity_id"], kind="stable")
    total = hashlib.sha256()
    for name in ordered.columns:
        column = ordered[name]
        total.update(f"{name}{BETWEEN}{len(column)}{BETWEEN}".encode())
        if pd.api.types.is_datetime64_any_dtype(column):
            total.update(column.to_numpy("datetime64[us]").astype("<i8").tobytes())
        elif pd.api.types.is_numeric_dtype(column):
            total.update(str(column.dtype).encode())
            total.update(np.ascontiguousarray(column.to_numpy()).tobytes())
        else:
            total.update(BETWEEN.join(column.astype(str)).encode())
    return total.hexdigest()


def _check(where: str, rows: pd.DataFrame) -> None:
    if len(rows) < LEAST_ROWS:
        raise BatchError(where, f"{len(rows)} with a label", f"at least {LEAST_ROWS}")
    if rows["label"].nunique() < 2:  # noqa: PLR2004
        raise BatchError(where, "all labels are equal", "some of each kind")


def _keep(folder: Path, table: FeatureTable) -> None:
    path = folder / f"{table.digest}.parquet"
    if path.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    content = io.BytesIO()
    table.rows.to_parquet(content, index=False)
    fresh = path.with_suffix(".writing")
    fresh.write_bytes(content.getvalue())
    fresh.replace(path)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time())
