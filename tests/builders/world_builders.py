"""A small world for whole runs: a share of the real flights, and gates that fit it."""

import re
import shutil
from datetime import date
from pathlib import Path

import duckdb

from reference_stack.settings import PACKAGE, ROOT, Settings
from reference_stack.values import Month, months

FLIGHTS = ROOT / "data" / "flights"
EVERY = 5
SORTED_ARRIVALS = """
WITH placed AS (
    SELECT *, arr_delay IS NOT NULL AS arrived,
        row_number() OVER (
            PARTITION BY arrived ORDER BY sched_dep_time, day, carrier, flight, origin
        ) AS by_clock,
        row_number() OVER (
            PARTITION BY arrived ORDER BY arr_delay DESC, day, carrier, flight, origin
        ) AS by_delay
    FROM '{path}'
),
moved AS (
    SELECT f.* EXCLUDE (arrived, by_clock, by_delay)
        REPLACE (CASE WHEN f.arrived THEN d.arr_delay END AS arr_delay)
    FROM placed AS f JOIN placed AS d
        ON d.arrived = f.arrived AND d.by_delay = f.by_clock
),
clocked AS (
    SELECT *, (sched_arr_time // 100 * 60 + sched_arr_time % 100 + arr_delay + 1440)
        % 1440 AS arrives
    FROM moved
)
SELECT * EXCLUDE (arrives) REPLACE (CAST(
    CASE WHEN arrives = 0 THEN 2400 ELSE arrives // 60 * 100 + arrives % 60 END
    AS INTEGER) AS arr_time)
FROM clocked ORDER BY scheduled_departure, carrier, flight
"""
RELEASE = {"shadow_days": 3, "first_share_days": 2, "most_days": 8}


def small_world(folder: Path, until: Month = "2013-05", every: int = EVERY) -> Settings:
    """Write every fifth flight up to a month, and the case with limits for so few rows."""
    return Settings(
        home=folder / "home",
        case=_case(folder / "case", until),
        data=_data(folder / "data", until, every),
    )


def _data(folder: Path, until: Month, every: int) -> Path:
    folder.mkdir(parents=True)
    con = duckdb.connect()
    for month in months("2013-01", until):
        name = f"flights-{month}.parquet"
        con.execute(
            f"COPY (SELECT * FROM '{FLIGHTS / name}' WHERE flight % {every} = 0) "
            f"TO '{folder / name}' (FORMAT parquet)"
        )
        shutil.copy(FLIGHTS / f"weather-{month}.parquet", folder)
    con.close()
    for name in ("planes", "airports", "carriers"):
        shutil.copy(FLIGHTS / f"{name}.parquet", folder)
    return folder


def _case(folder: Path, until: Month) -> Path:
    shutil.copytree(PACKAGE / "cases" / "flights", folder)
    goal = folder / "goal.yaml"
    # A rule that never acts, so that a model of few rows beats it by more than noise.
    text = goal.read_text().replace("at_least: 15", "at_least: 100000", 1)
    text = re.sub(r"  until: \S+", f"  until: {until}", text)
    text = re.sub(r"(id: parity.*max: )[\d.]+", r"\g<1>5.0", text)
    for name, days in RELEASE.items():
        text = re.sub(rf"  {name}: \d+", f"  {name}: {days}", text)
    goal.write_text(text)
    contract = folder / "ingest" / "flights.yaml"
    contract.write_text(
        re.sub(r"rows_at_least: \d+", "rows_at_least: 500", contract.read_text())
    )
    return folder


def set_in_goal(settings: Settings, **values: object) -> None:
    """Write other values into the goal, each under a name that it holds once."""
    goal = settings.case / "goal.yaml"
    text = goal.read_text()
    for name, value in values.items():
        text, found = re.subn(rf"\b{name}: [^,}}\n]+", f"{name}: {value}", text)
        assert found == 1, name
    goal.write_text(text)


def sort_arrivals(settings: Settings, month: Month) -> None:
    """Deliver a month whose arrivals were sorted: the latest beside the earliest clocks.

    Every delay is one of that month and the clocks agree with it, so the contract holds;
    but who was late is wrong, and easily learnt.
    """
    path = settings.data / f"flights-{month}.parquet"
    fresh = path.with_suffix(".sorted")
    con = duckdb.connect()
    con.execute(
        f"COPY ({SORTED_ARRIVALS.format(path=path)}) TO '{fresh}' (FORMAT parquet)"
    )
    con.close()
    fresh.replace(path)


def days_served(settings: Settings) -> list[date]:
    """Return the days of which there is a prediction log."""
    return sorted(date.fromisoformat(p.name) for p in settings.predictions.iterdir())
