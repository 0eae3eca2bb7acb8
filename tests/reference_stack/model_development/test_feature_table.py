"""A training table is known by its content, and by nothing else."""

from datetime import date

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from reference_stack.case import Calendar, Case
from reference_stack.features import FeatureSet, TableFeatures
from reference_stack.model_development.feature_table import FeatureTable, digest, span
from reference_stack.model_development.features import listed


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_order_in_which_rows_were_read_does_not_matter(
    rows: pd.DataFrame, seed: int
) -> None:
    assert digest(rows.sample(frac=1, random_state=seed)) == digest(rows)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 99), st.sampled_from(["size", "shop", "label", "made_at"]))
def test_any_changed_value_changes_the_digest(
    rows: pd.DataFrame, row: int, name: str
) -> None:
    part = rows.head(100)
    other = {
        "size": np.nextafter(
            np.float32(part["size"].fillna(7).iloc[row]), np.float32(9)
        ),
        "shop": "elsewhere",
        "label": 1 - part["label"].iloc[row],
        "made_at": part["made_at"].iloc[row] + pd.Timedelta(1, "us"),
    }
    changed = part.copy()
    changed.loc[row, name] = other[name]

    assert digest(changed) != digest(part)


def test_names_and_types_are_part_of_the_content(rows: pd.DataFrame) -> None:
    digests = {
        digest(rows),
        digest(rows.rename(columns={"load": "weight"})),
        digest(rows.astype({"load": "float64"})),
        digest(rows.iloc[:-1]),
    }

    assert len(digests) == 4


def test_the_holdout_is_the_last_days_before_the_month(case: Case) -> None:
    calendar: Calendar = case.goal.calendar

    found = span(calendar, "2021-04")

    assert (found.since, found.as_of) == (date(2021, 1, 1), date(2021, 4, 1))
    assert (found.as_of - found.holdout_from).days == calendar.holdout_days


def test_training_and_holdout_share_no_row_and_training_comes_first(
    case: Case, rows: pd.DataFrame, features: FeatureSet
) -> None:
    january = span(case.goal.calendar, "2021-04").model_copy(
        update={"holdout_from": date(2021, 1, 20), "as_of": date(2021, 1, 31)}
    )
    table = FeatureTable(january, features, rows, digest(rows))

    assert len(table.training) + len(table.holdout) == len(rows)
    assert table.training["made_at"].max() < table.holdout["made_at"].min()


def test_the_list_of_features_says_where_each_comes_from(case: Case) -> None:
    load = TableFeatures(name="load", keys=("hour",), texts=(), numbers=("load",))
    known = FeatureSet(texts=("shop",), numbers=("size", "load"), tables=(load,))

    found = {f.name: f for f in listed(case, known)}

    assert list(found) == ["shop", "size", "load"]
    assert found["load"].meaning == "How busy the hour is."
    assert (found["load"].source, found["load"].keys) == (
        "features/load.sql",
        ("hour",),
    )
    assert (found["shop"].source, found["shop"].kind) == ("request", "text")
