"""A log of predictions is understood by what its fields are called, whoever wrote it."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mlflow_builders import at, line, log

from advisor.errors import EvidenceError
from advisor.evidence.sources import predictions
from advisor.evidence.sources.predictions import Predictions


def read(path: Path) -> Predictions:
    found = predictions.read(path)
    assert found is not None
    return found


def test_a_complete_line_says_everything(tmp_path: Path) -> None:
    found = read(log(tmp_path, line(at(20)), line(at(21), version="2")))

    assert found.lines == 2
    assert found.versions == {"1": 1, "2": 1}
    assert (found.first, found.last) == (at(20), at(21))
    assert all(found.share(of) == 1 for of in ("request", "version", "at", "features"))
    assert found.share("outcome") == 0
    assert found.rows[1].line == 2


@pytest.mark.parametrize(
    "raw",
    [
        {"sepal": 1.0, "petal": 2.0, "width": 3.0, "pred": 1, "request_id": "a",
         "timestamp": "2026-11-20T10:00:00Z", "model_version": "3"},
        {"eventMetadata": {"eventId": "a", "inferenceTime": "2026-11-20T10:00:00Z"},
         "modelVersion": "3",
         "captureData": {"endpointInput": {"data": "1,2"}, "prediction": "0"}},
        {"id": 1, "inferenceId": "a", "ts": 1_795_168_800_000, "model": {"version": 3},
         "inputs": [1, 2], "outputs": [0.2]},
    ],
)  # fmt: skip
def test_the_logs_of_common_tools_are_understood(tmp_path: Path, raw: Any) -> None:
    (row,) = read(log(tmp_path, raw)).rows

    assert row.request == "a"
    assert row.at == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert row.version == "3"
    assert row.features


def test_lines_that_hold_no_prediction_are_no_log(tmp_path: Path) -> None:
    gates = log(tmp_path, {"at": "2026-11-20", "kind": "gate", "version": "1"})

    assert predictions.read(gates) is None


def test_a_field_that_is_empty_is_not_there(tmp_path: Path) -> None:
    found = read(log(tmp_path, line(model_version="", features={}, actual=None)))

    assert found.share("version") == 0
    assert found.share("features") == 0
    assert found.share("outcome") == 0


def test_what_is_said_about_a_prediction_is_no_feature(tmp_path: Path) -> None:
    said: dict[str, Any] = {
        "wall_ms": 1,
        "status": "ok",
        "host": "a",
        "user_id": 7,
        "decision": True,
    }

    assert not read(log(tmp_path, line(features=None, **said))).rows[0].features


def test_csv_is_read_by_its_header(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(
        "timestamp,request_id,version,a,b,c,prediction,actual\n"
        '2026-11-20T10:00:00,q1,4,1,"2,5",3,0.5,1\n'
        "torn,line\n",
        encoding="utf-8",
    )

    (row,) = read(tmp_path).rows

    assert (row.version, row.request, row.features, row.outcome) == (
        "4",
        "q1",
        True,
        True,
    )
    assert (row.place, row.line) == ("log.csv", 2)


def test_of_a_long_log_lines_are_read_at_even_distances(tmp_path: Path) -> None:
    lines = [
        line(at(1 + n // 100, n % 60), version=str(n // 1000)) for n in range(2000)
    ]

    found = read(log(tmp_path, *lines))

    assert found.lines == 2000
    assert len(found.rows) <= predictions.MOST_PER_FILE + 1
    assert found.versions["0"] == pytest.approx(found.versions["1"], abs=2)
    assert found.rows[-1].line == 2000


def test_what_is_not_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "log.gz").write_bytes(b"x")
    (tmp_path / "log.parquet").write_bytes(b"PAR1")

    found = read(tmp_path)

    assert found.rows == ()
    assert [one.reason for one in found.skipped] == [
        ".gz is not read; expected JSON lines, CSV or Parquet",
        "no Parquet file that can be read",
    ]


def test_a_parquet_file_says_what_the_same_lines_say(tmp_path: Path) -> None:
    lines = [line(at(20, n % 60), version=str(n % 2)) for n in range(900)]
    text = log(tmp_path / "text", *lines)
    kept = parquet(text, tmp_path / "kept" / "log.parquet")

    said, told = read(text), read(kept)

    assert told.lines == said.lines == 900
    assert [replace(row, place="") for row in told.rows] == [
        replace(row, place="") for row in said.rows
    ]


def test_a_huge_cell_of_a_parquet_file_is_cut_off(tmp_path: Path) -> None:
    huge = line(at(20)) | {"features": {"text": "x" * 3_000_000}}
    kept = parquet(log(tmp_path / "text", huge, line(at(21))), tmp_path / "a.parquet")

    found = read(kept)

    assert [row.features for row in found.rows] == [True, True]


def test_a_name_that_matches_other_files_reads_none(tmp_path: Path) -> None:
    kept = parquet(log(tmp_path / "text", line(at(20))), tmp_path / "a.parquet")
    kept.rename(tmp_path / "[a-b].parquet")

    found = read(tmp_path / "[a-b].parquet")

    assert found.rows == ()


def parquet(text: Path, target: Path) -> Path:
    """Write the lines of a log of predictions as a Parquet file."""
    target.parent.mkdir(exist_ok=True)
    files = text.rglob("*.jsonl") if text.is_dir() else [text]
    lines = [raw for file in files for raw in file.read_text("utf-8").splitlines()]
    table = pyarrow.Table.from_pylist([json.loads(raw) for raw in lines])
    pyarrow.parquet.write_table(table, target)
    return target


def test_links_out_of_the_log_are_not_followed(tmp_path: Path) -> None:
    other = log(tmp_path / "other", line())
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "log.jsonl").symlink_to(other / "log.jsonl")

    assert predictions.read(folder) is None


def test_a_log_that_does_not_exist_is_said(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"does not exist; expected"):
        predictions.read(tmp_path / "nothing")


@settings(max_examples=100)
@given(st.binary(max_size=300), st.sampled_from(["jsonl", "csv"]))
def test_no_bytes_stop_the_reader(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, kind: str
) -> None:
    path = tmp_path_factory.mktemp("log") / f"log.{kind}"
    path.write_bytes(content)

    predictions.read(path)


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(
        st.sampled_from(["prediction", "ts", "version", "inputs", "x"]), inner, max_size=3
    ),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from(["prediction", "ts", "version", "a"]), ODD))
def test_no_value_stops_the_reader(
    tmp_path_factory: pytest.TempPathFactory, raw: dict[str, Any]
) -> None:
    path = tmp_path_factory.mktemp("log") / "log.jsonl"
    path.write_text(json.dumps(raw) + "\n", encoding="utf-8")

    predictions.read(path)
