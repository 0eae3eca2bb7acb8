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
RELEASE = {"shadow_days": 3, "first_share_days": 2, "most_days": 8}


def small_world(folder: Path, until: Month = "2013-05") -> Settings:
    """Write every fifth flight up to a month, and the case with limits for so few rows."""
    return Settings(
        home=folder / "home",
        case=_case(folder / "case", until),
        data=_data(folder / "data", until),
    )


def _data(folder: Path, until: Month) -> Path:
    folder.mkdir(parents=True)
    con = duckdb.connect()
    for month in months("2013-01", until):
        name = f"flights-{month}.parquet"
        con.execute(
            f"COPY (SELECT * FROM '{FLIGHTS / name}' WHERE flight % {EVERY} = 0) "
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


def days_served(settings: Settings) -> list[date]:
    """Return the days of which there is a prediction log."""
    return sorted(date.fromisoformat(p.name) for p in settings.predictions.iterdir())
