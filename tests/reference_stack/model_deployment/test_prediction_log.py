"""The prediction log: every prediction once, and none lost on the way."""

import json
from datetime import date, timedelta

from deploy_builders import DAY, ROW, at

from reference_stack.features import described
from reference_stack.model_deployment.prediction_log import load, prepare
from reference_stack.model_deployment.writing import Writer
from reference_stack.stack import Stack
from reference_stack.warehouse import Connection

FEATURES = {"route": "north", "mood": "", "weight": 12.5, "busy": float("nan")}


def line(name: str, **more: object) -> dict[str, object]:
    return {
        "request_id": name,
        "entity_id": "p0",
        "made_at": at(1).isoformat(),
        "arm": "champion",
        "version": "1",
        "probability": 0.5,
        "decision": True,
        "other_version": None,
        "other_probability": None,
        "wall_ms": 0.1,
        "cpu_ms": 0.1,
        "rss_mb": 100.0,
        "status": "ok",
        "problem": None,
        "features": FEATURES,
        "request": ROW,
        **more,
    }


def written(stack: Stack, worker: str, names: list[str]) -> None:
    writer = Writer(stack.settings.predictions, worker)
    writer.append([line(name) for name in names], at(1))
    writer.close()


def loaded(con: Connection, stack: Stack, day: date = DAY) -> int:
    features = described(con, stack.case)
    prepare(con, features)
    return load(con, features, stack.settings.predictions, day)


def test_a_log_is_loaded_once_however_often(stack: Stack) -> None:
    written(stack, "1", ["a", "b", "a"])
    written(stack, "2", ["b", "c"])

    with stack.warehouse() as con:
        counts = [loaded(con, stack) for _ in range(2)]
        features = con.execute(
            "SELECT route, weight, isnan(busy) FROM served_features"
        ).fetchall()

    assert counts == [3, 3]
    assert features == [("north", 12.5, True)] * 3


def test_a_day_without_a_log_is_an_empty_day(stack: Stack) -> None:
    with stack.warehouse() as con:
        assert loaded(con, stack, DAY + timedelta(days=1)) == 0


def test_a_torn_line_is_left_out_and_the_next_one_is_whole(stack: Stack) -> None:
    written(stack, "1", ["a"])
    path = stack.settings.predictions / DAY.isoformat() / "1.jsonl"
    with path.open("ab") as file:
        file.write(json.dumps(line("torn")).encode()[:60])

    written(stack, "1", ["b"])
    with stack.warehouse() as con:
        loaded(con, stack)
        found = con.execute("SELECT request_id FROM predictions ORDER BY 1").fetchall()

    assert found == [("a",), ("b",)]


def test_each_day_has_a_file_of_its_own(stack: Stack) -> None:
    writer = Writer(stack.settings.predictions, "1")
    for hour in (1, 30, 2):
        writer.append([line(f"r{hour}")], at(hour))
    writer.close()

    files = sorted(stack.settings.predictions.glob("*/1.jsonl"))

    assert [len(path.read_text().splitlines()) for path in files] == [2, 1]
