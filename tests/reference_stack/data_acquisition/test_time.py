"""No feature knows the future: not by its timestamp, and not by its value."""

from datetime import datetime, timedelta

import pandas as pd
import pytest

from reference_stack.case import Case
from reference_stack.features import rows
from reference_stack.warehouse import Connection, frame

TABLES = (
    "calendar",
    "carrier_delay",
    "congestion",
    "destination",
    "plane",
    "weather",
)
MOMENTS = (
    datetime(2013, 1, 3, 14),
    datetime(2013, 2, 9, 18),
    datetime(2013, 3, 10, 7),
    datetime(2013, 7, 10, 21),
    datetime(2013, 11, 3, 14),
    datetime(2013, 12, 30, 19),
)
BLIZZARD = datetime(2013, 2, 9, 12)
"""Nothing leaves."""


def joined(case: Case, name: str) -> str:
    table = next(t for t in case.tables if t.name == name)
    keys = " AND ".join(f't."{key}" = r."{key}"' for key in table.grain)
    return f"requests AS r JOIN feature_{name} AS t ON {keys}"


def test_these_are_all_tables(shipped: Case) -> None:
    assert tuple(table.name for table in shipped.tables) == TABLES


@pytest.mark.parametrize("name", TABLES)
def test_a_feature_table_has_one_row_for_each_key(
    year: Connection, shipped: Case, name: str
) -> None:
    table = next(t for t in shipped.tables if t.name == name)
    keys = ", ".join(table.grain)
    count, keyed = year.execute(
        f"SELECT count(*), count(DISTINCT hash({keys})) FROM feature_{name}"
    ).fetchall()[0]

    assert 0 < count == keyed


@pytest.mark.parametrize("name", TABLES)
def test_every_feature_of_the_year_was_known_when_the_prediction_was_made(
    year: Connection, shipped: Case, name: str
) -> None:
    found, early, late = year.execute(
        "SELECT count(*), count(*) FILTER (t.known_at <= r.made_at), "
        f"count(*) FILTER (t.known_at > r.made_at) FROM {joined(shipped, name)}"
    ).fetchall()[0]

    assert found > 250_000
    assert (early, late) == (found, 0)


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
@pytest.mark.parametrize("name", TABLES)
def test_a_world_that_ends_at_the_prediction_gives_the_same_bits(
    year: Connection, shipped: Case, name: str, moment: datetime
) -> None:
    """Everything later than the first prediction of an hour is deleted and built anew."""
    table = next(t for t in shipped.tables if t.name == name)
    year.execute("BEGIN")
    try:
        before = features_of_hour(year, shipped, name, moment)
        forget(year, moment)
        span = {"since": moment, "until": moment + timedelta(hours=1)}
        used = {k: v for k, v in span.items() if f"${k}" in table.text}
        year.execute(f"CREATE TEMP TABLE anew AS {table.text}", used or None)
        year.execute(f"DELETE FROM feature_{name}")
        year.execute(f"INSERT INTO feature_{name} BY NAME SELECT * FROM anew")
        after = features_of_hour(year, shipped, name, moment)
    finally:
        year.execute("ROLLBACK")

    assert len(before)
    pd.testing.assert_frame_equal(before, after, check_exact=True)


def features_of_hour(
    con: Connection, case: Case, name: str, moment: datetime
) -> pd.DataFrame:
    """Return the table's rows for the departures of the hour two hours from `moment`."""
    table = next(t for t in case.tables if t.name == name)
    hour = f"{moment + timedelta(hours=2):%Y-%m-%dT%H}"
    if "departure_hour" in table.grain:
        where = f"WHERE departure_hour = '{hour}'"
    else:
        where = ""
    order = ", ".join(table.grain)
    return frame(con, f"SELECT * FROM feature_{name} {where} ORDER BY {order}")


def forget(con: Connection, moment: datetime) -> None:
    """Delete what became known after a moment, and the outcomes of flights since."""
    for name in ("weather", "planes", "airports"):
        con.execute(f"DELETE FROM {name} WHERE known_at > ?", [moment])
    con.execute("DELETE FROM flights WHERE prediction_time > ?", [moment])
    for column, known in (
        ("dep_time", "departed_at"),
        ("dep_delay", "departed_at"),
        ("arr_time", "arrived_at"),
        ("arr_delay", "arrived_at"),
        ("air_time", "arrived_at"),
        ("arrived_at", "arrived_at"),
        ("departed_at", "departed_at"),
    ):
        con.execute(f"UPDATE flights SET {column} = NULL WHERE {known} >= ?", [moment])


@pytest.mark.parametrize("moment", [*MOMENTS, BLIZZARD], ids=str)
def test_congestion_is_what_pandas_counts(year: Connection, moment: datetime) -> None:
    flights = frame(
        year,
        "SELECT origin, carrier, scheduled_departure, departed_at, dep_delay FROM flights",
    )
    hour = moment + timedelta(hours=2)
    opens, closes = hour - timedelta(hours=5), hour - timedelta(hours=2)
    gone = flights[flights["departed_at"].between(opens, closes, inclusive="left")]
    due = flights[
        flights["scheduled_departure"].between(opens, closes, inclusive="left")
    ]
    waiting = due[~(due["departed_at"] < closes)]
    found = frame(
        year,
        "SELECT * FROM feature_congestion WHERE departure_hour = ?",
        [f"{hour:%Y-%m-%dT%H}"],
    ).set_index("origin")

    means = found["congestion_mean_delay"].astype("float64")

    for origin in ("EWR", "JFK", "LGA"):
        here = gone[gone["origin"] == origin]
        late = here["dep_delay"].astype("float64").mean()
        assert found.at[origin, "congestion_departures"] == len(here)
        assert found.at[origin, "congestion_waiting"] == sum(
            waiting["origin"] == origin
        )
        assert means[origin] == pytest.approx(late, rel=1e-12, nan_ok=True)


def test_the_repeated_hour_of_the_clock_change_is_two_hours(year: Connection) -> None:
    found = year.execute(
        "SELECT time_hour FROM weather WHERE origin = 'JFK' "
        "AND time_hour BETWEEN '2013-11-03 05:00' AND '2013-11-03 06:00'"
    ).fetchall()

    assert len(found) == 2


def test_the_weekday_is_that_of_the_local_clock(year: Connection) -> None:
    """An evening in New York is the next day in UTC."""
    found = year.execute(
        "SELECT departure_hour, weekday, days_to_holiday FROM feature_calendar "
        "WHERE departure_hour IN ('2013-07-05T02', '2013-07-05T14') ORDER BY 1"
    ).fetchall()

    assert found == [("2013-07-05T02", 4, 0), ("2013-07-05T14", 5, 1)]


def test_nearly_every_prediction_has_its_features(
    year: Connection, shipped: Case
) -> None:
    found = rows(year, shipped, datetime(2013, 4, 1), datetime(2013, 7, 1))
    missing = found.isna().mean()

    assert missing["temp"] < 0.01
    assert missing["congestion_departures"] == 0
    assert missing["weekday"] == 0
    assert missing["plane_seats"] < 0.2
