"""One definition of features: training and serving get the same bits, and no leaks."""

import math
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reference_stack import case as cases
from reference_stack import features
from reference_stack.case import Case
from reference_stack.errors import CaseError
from reference_stack.features import Online
from reference_stack.settings import PACKAGE
from reference_stack.warehouse import Connection, opened

DAY = date(2013, 4, 1)
START = datetime(2013, 4, 1)
GOAL = {
    "request": """request:
  shop: {type: text, longest: 8}
  opens: {type: timestamp, feature: false}
  seats: {type: number, min: 0}
keys:
  hour: {of: opens, first: 13}
segments: [shop]
""",
}


def tiny_case(folder: Path) -> Case:
    """A case of shops and their weather, small enough to read."""
    text = (PACKAGE / "cases" / "flights" / "goal.yaml").read_text()
    head, tail = text.split("entity: {")[0], text.split("acquisition:")[1]
    entity = "entity: {table: visits, id: visit, made_at: asked}\n"
    folder.mkdir()
    (folder / "goal.yaml").write_text(
        head + entity + GOAL["request"] + "acquisition:" + tail
    )
    (folder / "ingest").mkdir()
    (folder / "ingest" / "visits.sql").write_text(
        "-- grain: visit\nSELECT * FROM batch"
    )
    (folder / "features").mkdir()
    (folder / "features" / "rain.sql").write_text(
        "-- grain: shop, hour\nSELECT shop, hour, known_at, mm, kind FROM weather"
    )
    (folder / "labels.sql").write_text(
        "-- grain: entity_id\nSELECT visit AS entity_id, CAST(came AS DOUBLE) AS label, "
        "asked + to_hours($label_delay_hours) AS known_at FROM visits"
    )
    return cases.load(folder)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Connection, Case]]:
    case = tiny_case(tmp_path / "case")
    with opened(tmp_path / "w.duckdb") as con:
        con.execute(
            "CREATE TABLE visits (visit VARCHAR, asked TIMESTAMP, shop VARCHAR, "
            "opens TIMESTAMP, seats DOUBLE, came INTEGER)"
        )
        con.execute(
            "CREATE TABLE weather (shop VARCHAR, hour VARCHAR, known_at TIMESTAMP, "
            "mm DOUBLE, kind VARCHAR)"
        )
        yield con, case


def visit(con: Connection, number: int, shop: str | None, seats: float | None) -> None:
    asked = START + timedelta(minutes=number)
    opens = asked + timedelta(hours=2)
    con.execute(
        "INSERT INTO visits VALUES (?, ?, ?, ?, ?, ?)",
        [f"v{number}", asked, shop, opens, seats, number % 2],
    )


def rain(
    con: Connection, shop: str, known_at: datetime, mm: float | None, kind: str | None
) -> None:
    con.execute(
        "INSERT INTO weather VALUES (?, '2013-04-01T02', ?, ?, ?)",
        [shop, known_at, mm, kind],
    )


def built(con: Connection, case: Case) -> None:
    features.materialise(con, case, START, START + timedelta(days=1))


def both_ways(
    con: Connection, case: Case, path: Path
) -> list[tuple[dict[str, object], dict[str, str | float]]]:
    """The features of every visit: as training gets them, and as serving does."""
    trained = features.rows(con, case, START, START + timedelta(days=1))
    asked = features.requests(con, case, START, START + timedelta(days=1))
    features.publish(con, case, DAY, path)
    names = features.described(con, case).names
    online = Online(path, case)
    online.refresh()
    pairs = []
    for row, request in zip(
        trained.to_dict("records"), asked.to_dict("records"), strict=True
    ):
        sent = {str(k): None if pd.isna(v) else v for k, v in request.items()}
        served = online.look_up(sent, row["made_at"].to_pydatetime())
        pairs.append(({n: row[n] for n in names}, {n: served[n] for n in names}))
    online.close()
    return pairs


def same_bits(one: object, other: object) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return np.float32(one).tobytes() == np.float32(other).tobytes() or (  # type: ignore[arg-type]
        math.isnan(one) and math.isnan(other)  # type: ignore[arg-type]
    )


FLOATS = st.none() | st.floats(-1e6, 1e6)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    data=st.lists(
        st.tuples(st.sampled_from(["a", "b", "é|x", None]), FLOATS),
        min_size=1,
        max_size=5,
    ),
    mm=FLOATS,
)
def test_training_and_serving_get_the_same_bits(
    world: tuple[Connection, Case],
    tmp_path: Path,
    data: list[tuple[str | None, float | None]],
    mm: float | None,
) -> None:
    con, case = world
    con.execute("DELETE FROM visits")
    con.execute("DELETE FROM weather")
    for number, (shop, seats) in enumerate(data):
        visit(con, number, shop, seats)
    rain(con, "a", START - timedelta(hours=1), mm, None)
    rain(con, "é|x", START, mm, "drizzle")
    built(con, case)

    for trained, served in both_ways(con, case, tmp_path / "online.sqlite"):
        for name, value in trained.items():
            assert same_bits(value, served[name]), (name, value, served[name])


def test_what_became_known_after_the_prediction_is_missing_in_both(
    world: tuple[Connection, Case], tmp_path: Path
) -> None:
    con, case = world
    visit(con, 0, "a", 3)
    visit(con, 30, "a", 3)
    rain(con, "a", START + timedelta(minutes=10), 7.5, "hail")
    built(con, case)

    early, late = both_ways(con, case, tmp_path / "online.sqlite")
    for side in early:
        assert math.isnan(side["mm"])  # type: ignore[arg-type]
        assert side["kind"] == ""
    for side in late:
        assert side["mm"] == 7.5
        assert side["kind"] == "hail"


def test_a_label_is_not_there_before_it_is_known(
    world: tuple[Connection, Case],
) -> None:
    con, case = world
    for number in range(3):
        visit(con, number, "a", 1)
    built(con, case)
    end = START + timedelta(days=1)
    known = START + timedelta(days=1, minutes=1)

    assert len(features.rows(con, case, START, end, as_of=START)) == 0
    assert list(features.rows(con, case, START, end, as_of=known)["label"]) == [
        0.0,
        1.0,
    ]
    assert "label" not in features.rows(con, case, START, end)


def test_building_twice_changes_nothing_and_replaces_what_changed(
    world: tuple[Connection, Case],
) -> None:
    con, case = world
    visit(con, 0, "a", 1)
    rain(con, "a", START, 1.0, "x")
    built(con, case)
    built(con, case)
    assert con.execute("SELECT count(*) FROM feature_rain").fetchall() == [(1,)]

    con.execute("UPDATE weather SET mm = 2")
    built(con, case)
    assert con.execute("SELECT mm FROM feature_rain").fetchall() == [(2.0,)]


def test_a_running_reader_notices_what_is_published_anew(
    world: tuple[Connection, Case], tmp_path: Path
) -> None:
    con, case = world
    visit(con, 0, "a", 1)
    path = tmp_path / "online.sqlite"
    online = Online(path, case)
    online.refresh()
    request = {"shop": "a", "opens": "2013-04-01T02:00:00", "seats": 1}
    assert online.look_up(request, START) == {"shop": "a", "seats": 1.0}

    rain(con, "a", START, 4.0, "x")
    built(con, case)
    features.publish(con, case, DAY, path)

    assert online.refresh()
    assert online.look_up(request, START)["mm"] == 4.0
    assert not online.refresh()
    online.close()


def built_and_described(con: Connection, case: Case) -> None:
    built(con, case)
    features.described(con, case)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            "-- grain: shop, hour\nSELECT shop, hour, known_at, mm AS seats FROM weather",
            "twice",
        ),
        (
            "-- grain: shop, hour\nSELECT shop, hour, known_at, [mm] AS mm FROM weather",
            "text or a number",
        ),
        ("-- grain: town\nSELECT shop AS town, known_at, mm FROM weather", "town"),
    ],
)
def test_a_feature_that_no_model_or_caller_can_give_is_refused(
    world: tuple[Connection, Case], tmp_path: Path, change: str, message: str
) -> None:
    con, case = world
    shutil.copytree(case.folder, tmp_path / "other")
    (tmp_path / "other" / "features" / "rain.sql").write_text(change)
    other = cases.load(tmp_path / "other")
    with pytest.raises(CaseError, match=message):
        built_and_described(con, other)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("SELECT shop, hour,\nknown_at, mn FROM weather", r'rain\.sql:3: .*"mn"'),
        ("SELECT shop, known_at, mm FROM weather", r'rain\.sql: .*"hour"'),
        (
            "SELECT shop, hour, known_at, mm FROM weather, range(2)",
            "2 rows have 1 different keys; rows unique by",
        ),
        (
            "SELECT shop, hour, NULL::TIMESTAMP AS known_at, mm FROM weather",
            "1 rows do not say when they were known",
        ),
    ],
)
def test_feature_sql_that_fails_or_breaks_its_grain_is_refused_with_its_place(
    world: tuple[Connection, Case], tmp_path: Path, change: str, message: str
) -> None:
    con, case = world
    rain(con, "a", START, 4.0, "x")
    shutil.copytree(case.folder, tmp_path / "other")
    text = f"-- grain: shop, hour\n{change}"
    (tmp_path / "other" / "features" / "rain.sql").write_text(text)

    with pytest.raises(CaseError, match=message):
        built(con, cases.load(tmp_path / "other"))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("labels.sql", "(came", "(gone"),
        ("goal.yaml", "made_at: asked", "made_at: gone"),
    ],
)
def test_a_column_that_no_source_has_is_told_with_the_file_that_wants_it(
    world: tuple[Connection, Case], tmp_path: Path, name: str, old: str, new: str
) -> None:
    con, case = world
    shutil.copytree(case.folder, tmp_path / "other")
    path = tmp_path / "other" / name
    path.write_text(path.read_text().replace(old, new))

    with pytest.raises(CaseError, match=rf'{name}(:\d+)?: .*"gone"'):
        built(con, cases.load(tmp_path / "other"))
