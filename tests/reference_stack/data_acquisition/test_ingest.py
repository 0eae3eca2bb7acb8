"""Deliveries become versions; a bad one changes nothing that was good."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reference_stack import case as cases
from reference_stack.case import Case, Source
from reference_stack.data_acquisition import ingest, quarantine
from reference_stack.data_acquisition.ingest import ALWAYS, Batch
from reference_stack.errors import BatchError, CaseError
from reference_stack.warehouse import Connection

JANUARY = "2013-01"
NAME = "weather-2013-01.parquet"
AT = datetime(2013, 1, 1)
Deliver = Callable[[str, str], Path]


def source(case: Case, name: str = "weather") -> Source:
    return next(s for s in case.sources if s.name == name)


def take(con: Connection, case: Case, file: Path, at: datetime = AT) -> Batch:
    return ingest.ingest(con, source(case), file, JANUARY, at)


def count(con: Connection, relation: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0])


def test_the_same_file_twice_changes_nothing(
    con: Connection, registers: Case, data: Path
) -> None:
    first = take(con, registers, data / NAME)
    again = take(con, registers, data / NAME, at=datetime(2013, 5, 1))

    assert first == again
    assert count(con, "raw_weather") == first.rows == count(con, "weather")


def test_a_changed_file_becomes_a_new_version_and_the_old_one_is_kept(
    con: Connection, registers: Case, data: Path, deliver: Deliver
) -> None:
    first = take(con, registers, data / NAME)
    deliver(NAME, "SELECT * REPLACE (temp + 1 AS temp) FROM old")
    second = take(con, registers, data / NAME, at=datetime(2013, 2, 1))

    versions = ingest.batches(con, "weather", JANUARY)
    assert [(b.version, b.active) for b in versions] == [(1, False), (2, True)]
    assert second.digest != first.digest
    assert count(con, "raw_weather") == 2 * count(con, "weather")
    warmer = con.execute(
        "SELECT (SELECT avg(temp) FROM weather) - avg(temp) FROM raw_weather"
    ).fetchall()[0][0]
    assert warmer == pytest.approx(0.5)


def test_a_replaced_file_that_comes_again_late_undoes_nothing(
    con: Connection, registers: Case, data: Path, deliver: Deliver, tmp_path: Path
) -> None:
    old = Path(shutil.copy(data / NAME, tmp_path / "late.parquet"))
    take(con, registers, data / NAME)
    deliver(NAME, "SELECT * REPLACE (temp + 1 AS temp) FROM old")
    second = take(con, registers, data / NAME)

    late = take(con, registers, old)

    assert (late.version, late.active, late.accepted) == (1, False, True)
    assert ingest.find(con, "weather", JANUARY, second.digest) == second


def test_a_refused_correction_leaves_the_good_version_active(
    con: Connection, registers: Case, data: Path, deliver: Deliver
) -> None:
    good = take(con, registers, data / NAME)
    before = con.execute("SELECT * FROM weather").fetchall()
    deliver(NAME, "SELECT * EXCLUDE (temp) FROM old")
    bad = take(con, registers, data / NAME)

    assert not bad.accepted
    assert ingest.find(con, "weather", JANUARY, good.digest) == good
    assert con.execute("SELECT * FROM weather").fetchall() == before


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("SELECT * EXCLUDE (temp) FROM old", "column temp is missing"),
        ("SELECT * RENAME (temp AS heat) FROM old", "column heat is unexpected"),
        ("SELECT *, 1 AS fresh FROM old", "column fresh is unexpected"),
        ("SELECT * REPLACE (temp::VARCHAR AS temp) FROM old", "temp is VARCHAR"),
        ("SELECT * REPLACE (999.0::DOUBLE AS temp) FROM old", "0 good rows"),
        ("SELECT * FROM old UNION ALL SELECT * FROM old", "50.0% of the rows"),
        ("SELECT * REPLACE ('XXX' AS origin) FROM old", "100.0% of the rows"),
        ("SELECT * REPLACE (2::INTEGER AS month) FROM old", "100.0% of the rows"),
        ("SELECT * FROM old LIMIT 5", "5 good rows, at least 10"),
        ("SELECT * FROM old LIMIT 0", "0 good rows"),
    ],
)
def test_a_spoilt_file_is_refused_whole_and_nothing_is_lost(
    con: Connection, registers: Case, deliver: Deliver, query: str, fault: str
) -> None:
    batch = take(con, registers, deliver(NAME, query))

    assert fault in "; ".join(batch.faults)
    assert not batch.active
    assert batch.rows == batch.quarantined == count(con, "quarantine")
    assert "raw_weather" not in str(con.execute("SHOW TABLES").fetchall())


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_file_cut_off_in_transfer_is_refused(
    con: Connection, registers: Case, data: Path, share: float
) -> None:
    whole = (data / NAME).read_bytes()
    (data / NAME).write_bytes(whole[: int(len(whole) * share)])

    batch = take(con, registers, data / NAME)

    assert batch.faults == ("the file cannot be read",)
    assert (batch.rows, batch.quarantined, batch.active) == (0, 0, False)


def test_a_file_that_is_not_there_is_named(
    con: Connection, registers: Case, data: Path
) -> None:
    with pytest.raises(BatchError, match=r"no_such\.parquet: was not delivered"):
        take(con, registers, data / "no_such.parquet")


def test_a_file_that_refers_to_what_is_not_there_yet_is_refused(
    con: Connection, folder: Path, data: Path
) -> None:
    batch = take(con, cases.load(folder), data / NAME)

    assert batch.faults == ("it refers to airports, of which nothing was let in yet",)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(hours=st.sets(st.integers(0, 23), max_size=5))
def test_rows_delivered_are_rows_kept_and_rows_in_quarantine(
    con: Connection, registers: Case, few_days: Path, data: Path, hours: set[int]
) -> None:
    bad = ", ".join(str(hour) for hour in {-1, *hours})
    file = data / "spoilt.parquet"
    con.execute(
        "COPY (SELECT * REPLACE (CASE WHEN origin = 'JFK' AND day = 1 "
        f"AND hour IN ({bad}) THEN 999 ELSE temp END AS temp) "
        f"FROM '{few_days / NAME}') TO '{file}' (FORMAT parquet)"
    )

    batch = take(con, registers, file)

    delivered = count(con, f"'{file}'")
    digest = f"= '{batch.digest}'"
    kept = count(con, f"raw_weather WHERE _batch {digest}") if batch.accepted else 0
    aside = count(con, f"quarantine WHERE digest {digest}")
    spoilt = count(con, f"'{file}' WHERE temp = 999")
    assert batch.accepted == (spoilt <= 0.02 * delivered)
    assert (batch.rows, batch.quarantined) == (delivered, aside)
    assert kept + aside == delivered


def test_a_few_bad_rows_are_set_aside_with_what_they_held(
    con: Connection, registers: Case, deliver: Deliver
) -> None:
    file = deliver(
        NAME,
        "SELECT * REPLACE (CASE WHEN time_hour = (SELECT min(time_hour) FROM old) "
        "AND origin = 'JFK' THEN 1048.4 ELSE wind_speed END AS wind_speed) FROM old",
    )

    batch = take(con, registers, file)

    assert (batch.accepted, batch.quarantined) == (True, 1)
    assert quarantine.reasons(con) == {"wind_speed is above 200": 1}
    assert quarantine.reasons(con, "another batch") == {}
    kept = con.execute(
        'SELECT source, digest, "row" ->> \'origin\', "row" ->> \'wind_speed\', "at" '
        "FROM quarantine"
    ).fetchall()
    assert kept == [("weather", batch.digest, "JFK", "1048.4", AT)]


def test_new_rules_judge_an_old_file_anew(
    con: Connection, registers: Case, folder: Path, data: Path
) -> None:
    first = take(con, registers, data / NAME)
    path = folder / "ingest" / "weather.yaml"
    path.write_text(path.read_text().replace("max: 120, unit", "max: 20, unit"))

    second = take(con, registers, data / NAME)

    assert first.accepted
    assert not second.accepted
    assert second.version == 2


@pytest.mark.usefixtures("registers")
@pytest.mark.parametrize(
    "ending", ["WHERE origin = 'JFK'", "CROSS JOIN range(2)", "WHERE colour = 1"]
)
def test_ingest_sql_that_loses_or_doubles_rows_or_fails_changes_nothing(
    con: Connection, folder: Path, data: Path, ending: str
) -> None:
    path = folder / "ingest" / "rain.sql"
    text = (folder / "ingest" / "weather.sql").read_text()
    path.write_text(text.replace("FROM batch", f"FROM batch {ending}"))
    rules = (folder / "ingest" / "weather.yaml").read_text()
    path.with_suffix(".yaml").write_text(rules)
    rain = source(cases.load(folder), "rain")

    with pytest.raises(CaseError, match=r"rain\.sql"):
        ingest.ingest(con, rain, data / NAME, JANUARY, AT)

    assert ingest.batches(con, "rain") == ()
    assert "raw_rain" not in str(con.execute("SHOW TABLES").fetchall())


def test_sources_that_do_not_come_by_month_have_one_period(
    con: Connection, registers: Case
) -> None:
    assert {b.period for b in ingest.batches(con)} == {ALWAYS}
    assert count(con, "airports") == 1458
    assert source(registers, "airports").static
