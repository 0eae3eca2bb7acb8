"""A contract finds what is wrong with a file, and with each of its rows."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference_stack.case import Case
from reference_stack.data_acquisition import contract as contracts
from reference_stack.data_acquisition.contract import Contract
from reference_stack.errors import CaseError
from reference_stack.settings import PACKAGE
from reference_stack.warehouse import Connection, opened

ROWS = 200
WRONG = {
    "integer": "-99999",
    "number": "1e9",
    "timestamp": '"{name}" + INTERVAL 90 MINUTE',
    "text": "'?'",
}
Faults = dict[int, list[str]]


@pytest.fixture(scope="module")
def sample(
    few_days: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection]:
    """The first rows of January, with the registers they refer to."""
    with opened(tmp_path_factory.mktemp("sample") / "warehouse.duckdb") as con:
        for name in ("planes", "airports", "carriers"):
            file = few_days / f"{name}.parquet"
            con.execute(f"CREATE TABLE {name} AS SELECT * FROM '{file}'")
        for name in ("flights", "weather"):
            file = few_days / f"{name}-2013-01.parquet"
            con.execute(
                f"CREATE TABLE first_{name} AS SELECT * RENAME (file_row_number AS _row)"
                f" FROM read_parquet('{file}', file_row_number = true) LIMIT {ROWS}"
            )
        yield con


def rules(case: Case, source: str) -> Contract:
    return next(contracts.load(s.contract) for s in case.sources if s.name == source)


def faults(
    con: Connection, rule: Contract, rows: str, month: str = "2013-01"
) -> Faults:
    """Return the reasons of the bad rows of a query, by their place."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE delivered AS {rows}")
    judged = contracts.judged(rule, "delivered", month)
    found = con.execute(f"SELECT _row, _reasons FROM ({judged})").fetchall()
    return {row: why for row, why in found if why}


def corrupted(table: str, column: str, value: str, places: set[int]) -> str:
    where = ", ".join(str(place) for place in places)
    changed = f'CASE WHEN _row IN ({where}) THEN {value} ELSE "{column}" END'
    return f'SELECT * REPLACE ({changed} AS "{column}") FROM {table}'


COLUMNS = [
    (source, column)
    for source in ("flights", "weather")
    for column in contracts.load(
        PACKAGE / "cases" / "flights" / "ingest" / f"{source}.yaml"
    ).columns
]


@pytest.mark.parametrize("month", ["2013-01", "2013-02"])
def test_every_row_of_the_first_months_keeps_the_contract_but_one(
    sample: Connection, shipped: Case, month: str
) -> None:
    data = PACKAGE.parent / "data" / "flights"
    found: list[str] = []
    for source in ("flights", "weather"):
        file = data / f"{source}-{month}.parquet"
        rows = (
            "SELECT * RENAME (file_row_number AS _row) "
            f"FROM read_parquet('{file}', file_row_number = true)"
        )
        bad = faults(sample, rules(shipped, source), rows, month)
        found += [why for reasons in bad.values() for why in reasons]

    assert found == ([] if month == "2013-01" else ["wind_speed is above 200"])


@pytest.mark.parametrize(("source", "column"), COLUMNS)
@settings(max_examples=4, deadline=None)
@given(places=st.sets(st.integers(0, ROWS - 1), min_size=1, max_size=20))
def test_a_wrong_value_in_any_column_is_found_in_its_rows_and_in_no_other(
    sample: Connection, shipped: Case, source: str, column: str, places: set[int]
) -> None:
    rule = rules(shipped, source)
    value = WRONG[rule.columns[column].type].format(name=column)

    found = faults(sample, rule, corrupted(f"first_{source}", column, value, places))

    assert set(found) == places


@pytest.mark.parametrize(("source", "column"), COLUMNS)
def test_a_missing_value_is_found_where_none_may_be_missing(
    sample: Connection, shipped: Case, source: str, column: str
) -> None:
    rule = rules(shipped, source)
    rows = corrupted(f"first_{source}", column, "NULL", {3})

    found = faults(sample, rule, rows)

    assert (f"{column} is missing" in found.get(3, [])) != rule.columns[column].nullable


@settings(max_examples=15, deadline=None)
@given(copies=st.lists(st.integers(0, ROWS - 1), max_size=15))
def test_of_rows_with_the_same_key_the_first_is_kept(
    sample: Connection, shipped: Case, copies: list[int]
) -> None:
    again = " UNION ALL ".join(
        [
            "SELECT * FROM first_flights",
            *(
                f"SELECT * REPLACE ({ROWS + n} AS _row) FROM first_flights "
                f"WHERE _row = {place}"
                for n, place in enumerate(copies)
            ),
        ]
    )

    found = faults(sample, rules(shipped, "flights"), again)

    assert found == {ROWS + n: ["duplicate key"] for n in range(len(copies))}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("'XX' AS carrier", "carrier is not in carriers"),
        ("'ZZZ' AS dest", "dest is not in airports"),
        ("arr_delay + 7 AS arr_delay", "arrival_agrees"),
        ("dep_delay + 60 AS dep_delay", "departure_agrees"),
        ("time_hour - INTERVAL 5 HOUR AS time_hour", "schedule_agrees"),
        ("air_time * 60 AS air_time", "arrived_after_departure"),
        ("NULL::INTEGER AS air_time", "arrived_after_departure"),
        ("13 AS month", "month is above 12"),
        ("2 AS month", "not of 2013-01"),
        ("99 AS hour", "schedule_agrees"),
    ],
)
def test_a_fault_that_one_column_does_not_show_is_found(
    sample: Connection, shipped: Case, change: str, reason: str
) -> None:
    rows = f"SELECT * REPLACE ({change}) FROM first_flights WHERE arr_delay IS NOT NULL"

    found = faults(sample, rules(shipped, "flights"), rows)

    assert found
    assert all(reason in why for why in found.values())


def test_an_exception_from_a_reference_is_let_in(
    sample: Connection, shipped: Case
) -> None:
    rows = "SELECT * REPLACE ('SJU' AS dest) FROM first_flights"

    assert not faults(sample, rules(shipped, "flights"), rows)


@pytest.mark.parametrize(
    "text",
    ["ann@example.org", "+43 1 234 5678", "078-05-1120", "4111 1111 1111 1111"],
)
def test_personal_data_in_a_free_text_are_found(
    sample: Connection, shipped: Case, text: str
) -> None:
    rows = (
        "SELECT *, row_number() OVER () - 1 AS _row FROM "
        f"(SELECT * REPLACE ('Bought by {text}' AS model) FROM planes LIMIT 5)"
    )

    found = faults(sample, rules(shipped, "planes"), rows)

    assert Counter(why for reasons in found.values() for why in reasons) == {
        "model looks like personal data": 5
    }


def test_a_number_that_is_none_is_found(sample: Connection, shipped: Case) -> None:
    rows = "SELECT * REPLACE ('nan'::DOUBLE AS precip) FROM first_weather"

    found = faults(sample, rules(shipped, "weather"), rows)

    assert len(found) == ROWS


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ({"carrier": None}, "column carrier is missing"),
        ({"fare": "DOUBLE"}, "column fare is unexpected"),
        ({"dep_delay": "VARCHAR"}, "column dep_delay is VARCHAR, not integer"),
        ({"origin": "INTEGER"}, "column origin is INTEGER, not text"),
        (
            {"time_hour": "TIMESTAMP WITH TIME ZONE"},
            "column time_hour is TIMESTAMP WITH TIME ZONE, not timestamp",
        ),
    ],
)
def test_a_changed_schema_is_named(
    sample: Connection,
    shipped: Case,
    columns: dict[str, str | None],
    fault: str,
) -> None:
    described = sample.execute("DESCRIBE first_flights").fetchall()
    found = {name: kind for name, kind, *_ in described if name != "_row"}
    changed = {n: k for n, k in {**found, **columns}.items() if k is not None}

    assert contracts.schema_faults(rules(shipped, "flights"), found) == ()
    assert contracts.schema_faults(rules(shipped, "flights"), changed) == (fault,)


@given(
    rows=st.integers(0, 100_000),
    share=st.floats(0, 1, allow_nan=False),
)
def test_a_batch_is_refused_for_too_few_good_or_too_many_bad_rows(
    shipped: Case, rows: int, share: float
) -> None:
    rule = rules(shipped, "flights")
    bad = int(rows * share)

    found = contracts.batch_faults(rule, rows, bad)

    good = rows - bad >= 20_000 and bad <= 0.02 * rows
    assert (not found) == good


def test_a_contract_whose_key_is_no_column_is_refused(folder: Path) -> None:
    path = folder / "ingest" / "carriers.yaml"
    path.write_text(path.read_text().replace("key: [carrier]", "key: [code]"))

    with pytest.raises(CaseError, match="code is not one of the columns"):
        contracts.load(path)
