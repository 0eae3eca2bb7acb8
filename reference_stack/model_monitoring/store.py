"""What monitoring keeps in the warehouse: sums per day, readings, alerts with causes.

A month is watched by replacing its days; watching it twice leaves the same rows.
"""

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from reference_stack.model_monitoring.alerts import Reading
from reference_stack.model_monitoring.bins import Bins, Daily
from reference_stack.model_monitoring.collection import dated
from reference_stack.model_monitoring.diagnosis import Diagnosis
from reference_stack.warehouse import Connection, frame

TABLES = """
CREATE TABLE IF NOT EXISTS training_bins (version VARCHAR PRIMARY KEY, bins VARCHAR);
CREATE TABLE IF NOT EXISTS feature_counts (
    version VARCHAR, part VARCHAR, day DATE, feature VARCHAR, counts BIGINT[],
    low DOUBLE, high DOUBLE
);
CREATE TABLE IF NOT EXISTS monitor_readings (
    day DATE, monitor VARCHAR, subject VARCHAR, value DOUBLE, threshold DOUBLE,
    noise_floor DOUBLE, evidence DOUBLE, needed DOUBLE, alarm BOOLEAN,
    severity VARCHAR, message VARCHAR
);
CREATE TABLE IF NOT EXISTS monitor_diagnoses (day DATE, content VARCHAR);
CREATE TABLE IF NOT EXISTS dependencies (day DATE, subject VARCHAR, digest VARCHAR);
"""


def prepare(con: Connection) -> None:
    """Create the tables of monitoring where they are missing."""
    con.execute(TABLES)


def keep(con: Connection, name: str, version: str, table: pd.DataFrame) -> None:
    """Keep a frame of days for a version, replacing the days that it has."""
    con.register("fresh", table.assign(version=version))
    con.execute(
        f"CREATE TABLE IF NOT EXISTS {name} AS "
        "SELECT * REPLACE (CAST(day AS DATE) AS day) FROM fresh LIMIT 0"
    )
    con.execute(
        f"DELETE FROM {name} WHERE version = ? AND day IN "
        "(SELECT CAST(day AS DATE) FROM fresh)",
        [version],
    )
    con.execute(f"INSERT INTO {name} BY NAME SELECT * FROM fresh")
    con.unregister("fresh")


def kept(con: Connection, name: str, version: str | None = None) -> pd.DataFrame:
    """Return what was kept for a version, or for all, in the order of days."""
    which = "true" if version is None else "version = $version"
    found = con.execute(
        f"SELECT * EXCLUDE (version) FROM {name} WHERE {which} ORDER BY ALL",
        {} if version is None else {"version": version},
    )
    return dated(found.df())


def keep_bins(con: Connection, version: str, bins: Bins) -> None:
    """Keep the bins of a version."""
    con.execute(
        "INSERT OR REPLACE INTO training_bins VALUES (?, ?)",
        [version, bins.model_dump_json()],
    )


def bins_of(con: Connection, version: str) -> Bins | None:
    """Return the bins of a version, if it was learnt before."""
    found = con.execute(
        "SELECT bins FROM training_bins WHERE version = ?", [version]
    ).fetchone()
    return Bins.model_validate_json(found[0]) if found else None


def keep_counts(con: Connection, version: str, part: str, daily: Daily) -> None:
    """Keep the counts of days of a version, in training or served."""
    rows = [
        (day, name, daily.counts[name][i].tolist(), *_span(daily, name, i))
        for name in daily.counts
        for i, day in enumerate(daily.days)
    ]
    table = pd.DataFrame(rows, columns=["day", "feature", "counts", "low", "high"])
    con.register("fresh", table)
    con.execute(
        "DELETE FROM feature_counts WHERE version = ? AND part = ? "
        "AND day IN (SELECT CAST(day AS DATE) FROM fresh)",
        [version, part],
    )
    con.execute(
        "INSERT INTO feature_counts BY NAME "
        "SELECT ? AS version, ? AS part, * FROM fresh",
        [version, part],
    )
    con.unregister("fresh")


def _span(daily: Daily, name: str, place: int) -> tuple[float | None, float | None]:
    if name not in daily.spans:
        return None, None
    low, high = daily.spans[name][place].tolist()
    return low, high


def counts_of(con: Connection, version: str, part: str, bins: Bins) -> Daily:
    """Return all days of a version that were counted."""
    found = con.execute(
        "SELECT day, feature, counts, coalesce(low, 'nan'), coalesce(high, 'nan') "
        "FROM feature_counts WHERE version = ? AND part = ? ORDER BY feature, day",
        [version, part],
    ).fetchall()
    days = tuple(sorted({row[0] for row in found}))
    place = {day: i for i, day in enumerate(days)}
    counts = {n: np.zeros((len(days), bins.size(n)), dtype=int) for n in bins.features}
    spans = {n: np.full((len(days), 2), np.nan) for n in bins.numbers}
    for day, name, values, low, high in found:
        counts[name][place[day]] = values
        if name in spans:
            spans[name][place[day]] = (low, high)
    return Daily(days, counts, spans)


def keep_readings(
    con: Connection, days: tuple[date, ...], readings: Iterable[Reading]
) -> None:
    """Keep the readings of days, replacing those there were."""
    table = pd.DataFrame([r.model_dump() for r in readings])
    con.execute(
        "DELETE FROM monitor_readings WHERE day BETWEEN ? AND ?", [days[0], days[-1]]
    )
    if len(table):
        con.register("fresh", table)
        con.execute("INSERT INTO monitor_readings BY NAME SELECT * FROM fresh")
        con.unregister("fresh")


def keep_diagnoses(
    con: Connection, days: tuple[date, ...], diagnoses: Iterable[Diagnosis]
) -> None:
    """Keep the diagnoses of days, replacing those there were."""
    con.execute(
        "DELETE FROM monitor_diagnoses WHERE day BETWEEN ? AND ?", [days[0], days[-1]]
    )
    for diagnosis in diagnoses:
        con.execute(
            "INSERT INTO monitor_diagnoses VALUES (?, ?)",
            [diagnosis.alert.day, diagnosis.model_dump_json()],
        )


def diagnoses_since(con: Connection, day: date) -> tuple[Diagnosis, ...]:
    """Return the diagnoses of alerts on a day or later, in order."""
    found = frame(
        con,
        "SELECT content FROM monitor_diagnoses WHERE day >= ? ORDER BY day, content",
        [day],
    )
    return tuple(Diagnosis.model_validate_json(text) for text in found["content"])


def digests_before(con: Connection, day: date) -> dict[str, str]:
    """Return the latest digest of each dependency noted before a day."""
    found = con.execute(
        "SELECT subject, arg_max(digest, day) FROM dependencies WHERE day < ? GROUP BY 1",
        [day],
    ).fetchall()
    return dict(found)


def keep_digests(con: Connection, day: date, digests: dict[str, str]) -> None:
    """Note the digests of the dependencies on a day."""
    con.execute("DELETE FROM dependencies WHERE day = ?", [day])
    for subject, digest in sorted(digests.items()):
        con.execute("INSERT INTO dependencies VALUES (?, ?, ?)", [day, subject, digest])
