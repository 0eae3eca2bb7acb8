"""Outcomes are what really happened, and nobody has them before they were known."""

from datetime import datetime, timedelta

import pandas as pd
import pytest

from reference_stack.data_acquisition import labels
from reference_stack.warehouse import Connection, frame

START, END = datetime(2013, 5, 1), datetime(2013, 6, 1)


def outcomes(year: Connection) -> pd.DataFrame:
    """May's flights with their labels, put together without the view of requests."""
    return frame(
        year,
        "SELECT f.flight_id, f.arr_delay, f.prediction_time, f.departed_at, f.air_time, "
        "l.label, l.known_at FROM flights AS f LEFT JOIN labels AS l "
        "ON l.entity_id = f.flight_id WHERE f.prediction_time >= ? "
        "AND f.prediction_time < ?",
        [START, END],
    )


def test_a_flight_is_late_from_fifteen_minutes_on(year: Connection) -> None:
    rows = outcomes(year)
    flown = rows[rows["arr_delay"].notna()]

    assert ((flown["arr_delay"] >= 15) == (flown["label"] == 1)).all()
    assert set(flown["arr_delay"]) >= {14, 15}


def test_a_cancelled_or_diverted_flight_has_no_outcome(year: Connection) -> None:
    rows = outcomes(year)

    assert (rows["arr_delay"].isna() == rows["label"].isna()).all()
    assert rows["label"].isna().sum() > 0


def test_an_outcome_is_known_a_day_after_the_landing_at_the_earliest(
    year: Connection,
) -> None:
    rows = outcomes(year).dropna(subset=["label"])
    landed = rows["departed_at"] + pd.to_timedelta(rows["air_time"], unit="min")

    assert (rows["known_at"] >= landed + pd.Timedelta(hours=24)).all()
    assert (rows["known_at"] > rows["prediction_time"]).all()


@pytest.mark.parametrize("days", [0, 1, 10, 30, 31, 40])
def test_what_came_back_is_counted_as_of_a_moment(year: Connection, days: int) -> None:
    as_of = START + timedelta(days=days, hours=7)
    rows = outcomes(year)
    known = rows[rows["known_at"] <= as_of]
    overdue = rows[
        (rows["prediction_time"] < as_of - timedelta(days=7))
        & ~rows["flight_id"].isin(known["flight_id"])
    ]

    came = labels.returned(year, START, END, as_of)

    assert (came.predictions, came.known) == (len(rows), len(known))
    assert came.overdue == len(overdue)
    assert came.coverage == pytest.approx(len(known) / len(rows))
    if len(known):
        waits = (known["known_at"] - known["prediction_time"]).dt.total_seconds()
        assert came.label_rate == pytest.approx(known["label"].mean())
        assert came.median_wait_hours == pytest.approx(waits.median() / 3600)


def test_no_predictions_have_no_gap() -> None:
    none = labels.Returned(
        predictions=0, known=0, label_rate=0, median_wait_hours=0, overdue=0
    )

    assert none.coverage == 1
