"""A snapshot names the data by their content and brings them back."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from reference_stack.case import Case
from reference_stack.data_acquisition import ingest, snapshot
from reference_stack.errors import BatchError
from reference_stack.warehouse import Connection, frame, opened

NAME = "weather-2013-01.parquet"
AT, LATER = datetime(2013, 1, 1), datetime(2013, 2, 1)


def take_weather(con: Connection, case: Case, file: Path) -> None:
    weather = next(s for s in case.sources if s.name == "weather")
    ingest.ingest(con, weather, file, "2013-01", AT)


def test_the_same_data_have_the_same_name_at_any_time_and_place(
    con: Connection, registers: Case, data: Path, tmp_path: Path
) -> None:
    first = snapshot.take(con, AT)
    with opened(tmp_path / "other.duckdb") as other:
        for source in reversed(registers.sources):
            if source.static:
                file = data / source.file("")
                ingest.ingest(other, source, file, ingest.ALWAYS, LATER)
        elsewhere = snapshot.take(other, LATER)

    assert snapshot.take(con, LATER) == first
    assert elsewhere.digest == first.digest


def test_other_data_have_another_name(
    con: Connection, registers: Case, data: Path
) -> None:
    before = snapshot.take(con, AT)
    take_weather(con, registers, data / NAME)

    assert snapshot.take(con, AT).digest != before.digest


def test_the_rows_of_a_snapshot_come_back_after_they_were_replaced(
    con: Connection, registers: Case, data: Path, deliver: Callable[[str, str], Path]
) -> None:
    take_weather(con, registers, data / NAME)
    old = snapshot.take(con, AT)
    before = frame(con, "SELECT * FROM weather ORDER BY ALL")
    take_weather(
        con, registers, deliver(NAME, "SELECT * REPLACE (temp + 1 AS temp) FROM old")
    )
    new = snapshot.take(con, LATER)

    kept = snapshot.rows(con, snapshot.find(con, old.digest), "weather")

    pd.testing.assert_frame_equal(kept, before, check_exact=True)
    assert not snapshot.rows(con, new, "weather").equals(before)


@pytest.mark.usefixtures("registers")
def test_a_snapshot_that_was_never_taken_is_named(con: Connection) -> None:
    snapshot.take(con, AT)

    with pytest.raises(BatchError, match="snapshot 00000: was never taken"):
        snapshot.find(con, "00000")
