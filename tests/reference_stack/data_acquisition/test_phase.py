"""Data come in month by month; what is missing or bad stops the line."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reference_stack.data_acquisition import phase
from reference_stack.data_acquisition.phase import acquire
from reference_stack.errors import CaseError
from reference_stack.settings import Settings
from reference_stack.stack import Stack
from reference_stack.warehouse import opened

JANUARY, FEBRUARY = "2013-01", "2013-02"
WEATHER = "weather-2013-02.parquet"
Spoil = Callable[[str], None]


@pytest.fixture
def spoil(data: Path, tmp_path: Path) -> Spoil:
    """Rewrite February's weather with a query over `old`."""

    def write(query: str) -> None:
        with opened(tmp_path / "spoiler.duckdb") as con:
            con.execute(f"CREATE TEMP TABLE old AS SELECT * FROM '{data / WEATHER}'")
            con.execute(f"COPY ({query}) TO '{data / WEATHER}' (FORMAT parquet)")

    return write


def told(stack: Stack) -> list[tuple[str, str, str]]:
    return [(e.kind, e.subject, e.verdict) for e in stack.ledger.entries()]


def tables(stack: Stack) -> dict[str, list[tuple[object, ...]]]:
    """Return all that a run keeps in the warehouse, table by table."""
    with stack.warehouse() as con:
        names = [row[0] for row in con.execute("SHOW TABLES").fetchall()]
        return {
            name: con.execute(f'SELECT * FROM "{name}" ORDER BY ALL').fetchall()
            for name in names
        }


def test_good_data_pass_and_their_features_are_built(stack: Stack) -> None:
    gate = acquire(stack, JANUARY)

    assert gate.passed
    assert told(stack) == [
        ("decision", "data_in_lake 2013-01", "no"),
        ("gate", "data_available 2013-01", "passed"),
        ("gate", "contract 2013-01", "passed"),
    ]
    assert {"feature_weather", "feature_congestion", "labels"} <= set(tables(stack))
    assert (stack.settings.reports / "data_sheet.md").exists()
    known = tables(stack)
    named = {str(digest) for digest, *_ in known["snapshots"]}
    assert {stack.ledger.entries()[-1].inputs["snapshot"]} == named


def test_the_shipped_january_is_let_in_whole(tmp_path: Path) -> None:
    shipped = Stack.open(Settings(home=tmp_path / "home"))

    gate = acquire(shipped, JANUARY)

    assert gate.reason == "34026 rows in 5 new batches, 0 of them in quarantine"
    assert len(tables(shipped)["requests"]) == 27_004


def test_doing_it_twice_changes_nothing(stack: Stack) -> None:
    acquire(stack, JANUARY)
    before, entries = tables(stack), stack.ledger.entries()

    again = acquire(stack, JANUARY)

    assert again.passed
    assert tables(stack) == before
    assert stack.ledger.entries() == entries


def test_the_next_month_says_how_the_outcomes_of_the_last_came_back(
    stack: Stack,
) -> None:
    acquire(stack, JANUARY)
    gate = acquire(stack, FEBRUARY)

    figures = gate.figures
    assert isinstance(figures["outcomes_expected"], int)
    assert figures["outcomes_expected"] > 2000
    assert 0.9 < float(figures["outcomes_known"]) < 1
    assert 24 < float(figures["outcomes_wait_hours"]) < 48


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT * EXCLUDE (temp) FROM old", "column temp is missing"),
        ("SELECT * FROM old LIMIT 0", "0 good rows"),
        ("SELECT * REPLACE (1::INTEGER AS month) FROM old", "100.0% of the rows"),
    ],
)
def test_a_bad_file_pages_somebody_and_stops_the_line(
    stack: Stack, spoil: Spoil, query: str, reason: str
) -> None:
    acquire(stack, JANUARY)
    before = tables(stack)
    spoil(query)

    gate = acquire(stack, FEBRUARY)

    after = tables(stack)
    assert not gate.passed
    assert reason in gate.reason
    assert told(stack)[-3:] == [
        ("alert", "batch weather 2013-02 version 1", "page"),
        ("decision", "batch weather 2013-02 version 1", "quarantine"),
        ("gate", "contract 2013-02", "refused"),
    ]
    for name in ("weather", "feature_weather", "feature_congestion"):
        assert after[name] == before[name]


def test_a_good_file_in_its_place_lets_the_line_go_on(
    stack: Stack, spoil: Spoil, data: Path, few_days: Path
) -> None:
    acquire(stack, JANUARY)
    spoil("SELECT * EXCLUDE (temp) FROM old")
    refused = acquire(stack, FEBRUARY)
    shutil.copy(few_days / WEATHER, data / WEATHER)

    gate = acquire(stack, FEBRUARY)

    assert (refused.passed, gate.passed) == (False, True)
    assert [e.verdict for e in stack.ledger.entries() if e.kind == "gate"][-1] == (
        "passed"
    )
    stack.ledger.verify()


def test_a_few_bad_rows_leave_a_ticket_and_the_line_goes_on(
    stack: Stack, spoil: Spoil
) -> None:
    acquire(stack, JANUARY)
    spoil(
        "SELECT * REPLACE (CASE WHEN hour = 5 AND day = 2 AND origin = 'JFK' "
        "THEN 1048.4 ELSE wind_speed END AS wind_speed) FROM old"
    )

    gate = acquire(stack, FEBRUARY)

    assert gate.passed
    assert gate.figures["quarantined"] == 1
    assert ("alert", "batch weather 2013-02 version 1", "ticket") in told(stack)


def test_a_missing_file_is_named_and_stops_the_line(stack: Stack, data: Path) -> None:
    acquire(stack, JANUARY)
    (data / WEATHER).unlink()

    gate = acquire(stack, FEBRUARY)

    assert not gate.passed
    assert gate.reason == f"{WEATHER} was not delivered"
    assert ("decision", "data_available 2013-02", "no") in told(stack)


def test_a_corrected_file_of_an_earlier_month_is_taken_in(
    stack: Stack, data: Path, spoil: Spoil, tmp_path: Path
) -> None:
    january = data / "weather-2013-01.parquet"
    acquire(stack, JANUARY)
    shutil.copy(data / WEATHER, tmp_path / "kept")
    shutil.copy(january, data / WEATHER)
    spoil("SELECT * REPLACE (temp + 1 AS temp) FROM old")
    shutil.move(data / WEATHER, january)
    shutil.move(tmp_path / "kept", data / WEATHER)
    before = tables(stack)["feature_weather"]

    gate = acquire(stack, FEBRUARY)

    after = tables(stack)
    versions = [row[2] for row in after["batches"] if row[:2] == ("weather", JANUARY)]
    assert gate.passed
    assert versions == [1, 2]
    assert not set(before) & set(after["feature_weather"])


def test_data_that_are_not_there_and_not_for_sale_end_without_machine_learning(
    stack: Stack, folder: Path
) -> None:
    path = folder / "goal.yaml"
    text = path.read_text()
    for answer in ("available", "can_be_bought"):
        text = text.replace(f"  {answer}: true", f"  {answer}: false")
    path.write_text(text)

    gate = acquire(Stack.open(stack.settings), JANUARY)

    assert (gate.id, gate.passed, gate.otherwise) == (
        "data_can_be_bought",
        False,
        "no_ml",
    )
    assert not stack.settings.predictions.exists()


def test_a_barred_column_stops_everything_before_anything_is_read(
    stack: Stack, folder: Path
) -> None:
    path = folder / "features" / "more.sql"
    path.write_text("-- grain: tailnum\nSELECT tailnum, air_time AS x FROM flights\n")

    with pytest.raises(CaseError, match="air_time"):
        acquire(Stack.open(stack.settings), JANUARY)

    assert not stack.settings.warehouse.exists()


@pytest.mark.parametrize("place", ["_alert", "_build", "_with_labels"])
def test_a_run_that_is_cut_off_ends_like_one_that_was_not(
    stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    settings: Settings = stack.settings.model_copy(update={"home": tmp_path / "other"})
    whole = Stack.open(settings)
    acquire(whole, JANUARY)

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(phase, place, cut)
        with pytest.raises(KeyboardInterrupt):
            acquire(stack, JANUARY)
    acquire(stack, JANUARY)

    assert tables(stack) == tables(whole)
    assert [e.digest for e in stack.ledger.entries()] == [
        e.digest for e in whole.ledger.entries()
    ]
