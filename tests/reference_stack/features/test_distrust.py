"""No model learns from a day on which the data had a fault, until they are mended."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reference_stack.features import distrust, distrusted
from reference_stack.warehouse import Connection, opened

APRIL = tuple(date(2013, 4, 1) + timedelta(days=n) for n in range(30))
BATCHES = "CREATE TABLE batches (source VARCHAR, period VARCHAR, digest VARCHAR, active BOOLEAN)"


@pytest.fixture
def con(tmp_path: Path) -> Iterator[Connection]:
    with opened(tmp_path / "warehouse.duckdb") as connection:
        yield connection


def known(con: Connection) -> list[date]:
    return [*distrusted(con, APRIL[0], APRIL[-1] + timedelta(days=1))]


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.frozensets(st.sampled_from(APRIL)), min_size=1, max_size=3))
def test_only_what_was_found_last_is_kept(
    con: Connection, found: list[frozenset[date]]
) -> None:
    for days in found:
        distrust(con, APRIL, dict.fromkeys(days, "rows missing"))

    assert known(con) == sorted(found[-1])


def test_days_outside_of_what_was_watched_stay(con: Connection) -> None:
    distrust(con, APRIL, {APRIL[3]: "rows missing"})
    distrust(con, APRIL[10:], {APRIL[12]: "schema"})

    assert known(con) == [APRIL[3], APRIL[12]]


def test_a_corrected_batch_of_the_month_brings_its_days_back(con: Connection) -> None:
    con.execute(BATCHES)
    con.execute("INSERT INTO batches VALUES ('weather', '2013-04', 'first', true)")
    distrust(con, APRIL, {APRIL[3]: "rows missing"})
    assert known(con) == [APRIL[3]]

    con.execute("INSERT INTO batches VALUES ('weather', '2013-05', 'other', true)")
    assert known(con) == [APRIL[3]], "another month mends nothing"

    con.execute("UPDATE batches SET active = false WHERE digest = 'first'")
    con.execute("INSERT INTO batches VALUES ('weather', '2013-04', 'second', true)")
    assert known(con) == []
