"""What MLflow was told is read again: from its database, its files and its server."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from mlflow_builders import COMMIT, client

from advisor.errors import EvidenceError
from advisor.evidence.sources import mlflow_server
from advisor.evidence.sources.mlflow_facts import Packed, Server

MLMODEL = """\
flavors:
  python_function: {env: {conda: conda.yaml}, loader_module: mlflow.sklearn}
signature: {inputs: '[{"type": "double", "name": "x"}]', outputs: null}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a store that MLflow itself has written."""
    folder = tmp_path_factory.mktemp("mlflow")
    opened = client(folder)
    artifacts = folder / "artifacts"
    experiment = opened.create_experiment("flights", artifacts.as_uri())
    made = _trained(opened, experiment)
    for number in (1, 2):
        _trial(opened, experiment, made, number)
    gone = opened.create_run(experiment, run_name="gone").info.run_id
    opened.delete_run(gone)
    opened.create_registered_model("flights")
    place = (artifacts / made / "artifacts" / "model").as_uri()
    opened.create_model_version("flights", place, made, tags={"gate": "passed"})
    opened.create_model_version("flights", place, made)
    opened.set_registered_model_alias("flights", "champion", "1")
    return folder


def _trained(opened: Any, experiment: str) -> str:
    from mlflow.entities import Dataset, DatasetInput, InputTag

    tags = {"mlflow.source.git.commit": COMMIT}
    run = str(opened.create_run(experiment, run_name="train", tags=tags).info.run_id)
    opened.log_param(run, "leaves", 31)
    opened.log_metric(run, "auc", 0.5, timestamp=1_700_000_000_000, step=1)
    opened.log_metric(run, "auc", 0.8, timestamp=1_700_000_001_000, step=2)
    data = Dataset("rows", "abc123", "local", '{"uri": "rows.parquet"}')
    context = [InputTag("mlflow.data.context", "training")]
    opened.log_inputs(run, datasets=[DatasetInput(data, context)])
    opened.log_text(run, MLMODEL, "model/MLmodel")
    opened.log_text(run, "[]", "slices.json")
    opened.set_terminated(run)
    return run


def _trial(opened: Any, experiment: str, parent: str, number: int) -> None:
    tags = {"mlflow.parentRunId": parent}
    run = opened.create_run(
        experiment, run_name=f"trial {number}", tags=tags
    ).info.run_id
    opened.log_param(run, "rate", number / 10)
    opened.set_terminated(run, "FAILED" if number == 2 else "FINISHED")


def _says_all(found: Server) -> None:
    run = next(run for run in found.runs if run.name == "train")
    assert len(found.runs) == 3  # a deleted run is none
    assert run.params == {"leaves": "31"}
    assert run.metrics["auc"].value == 0.8
    assert run.metrics["auc"].at is not None
    assert run.metrics["auc"].at.timestamp() == 1_700_000_001
    assert run.tags["mlflow.source.git.commit"] == COMMIT
    assert run.start is not None
    assert run.end is not None
    assert run.start <= run.end
    assert [(d.digest, d.context) for d in run.datasets] == [("abc123", "training")]
    assert "rows.parquet" in run.datasets[0].source
    trials = {t.name: t for t in found.runs if t.parent == run.id}
    assert {name: t.finished for name, t in trials.items()} == {
        "trial 1": True,
        "trial 2": False,
    }
    first, second = sorted(found.versions, key=lambda v: v.order)
    assert first.aliases == ("champion",)
    assert first.live
    assert not second.live
    assert first.tags == {"gate": "passed"}
    assert found.of(first) is run
    assert first.packed == Packed(signature=True, environment=True)
    assert "slices.json" in found.files[run.id]


@pytest.mark.parametrize(
    "form", ["sqlite:///{}/mlflow.db", "{}", "{}/mlflow.db", "file://{}"]
)
def test_a_local_store_is_read_however_it_is_named(home: Path, form: str) -> None:
    _says_all(mlflow_server.read(form.format(home)))


def test_reading_leaves_a_store_and_its_folder_as_they_were(home: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in home.rglob("*")}

    mlflow_server.read(str(home))

    assert {p: p.stat().st_mtime_ns for p in home.rglob("*")} == before


def test_a_copied_store_finds_its_files_beside_it(home: Path, tmp_path: Path) -> None:
    import shutil

    copy = Path(shutil.copytree(home, tmp_path / "copy"))
    hidden = home.rename(home.with_name("away"))
    try:
        _says_all(mlflow_server.read(str(copy)))
    finally:
        hidden.rename(home)


def test_nothing_outside_the_given_folder_is_read(home: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copy(home / "mlflow.db", tmp_path)

    found = mlflow_server.read(str(tmp_path))

    assert len(found.runs) == 3
    assert all(version.packed is None for version in found.versions)
    assert not any(found.files.values())


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """Return where a real tracking server of the same store listens."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mlflow", "server", "--workers", "1"]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    command += ["--backend-store-uri", f"sqlite:///{home / 'mlflow.db'}"]
    command += ["--default-artifact-root", str(home / "artifacts")]
    around = {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    around |= {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}
    with (home / "server.log").open("wb") as out:
        process = subprocess.Popen(
            command,
            env=os.environ | around,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
        try:
            _wait(f"http://127.0.0.1:{port}/health", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, 15)
            process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(url, timeout=2):  # noqa: S310 it is our own
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("the server did not start")


def test_a_server_tells_what_its_store_holds(address: str) -> None:
    _says_all(mlflow_server.read(address))


def test_runs_come_page_by_page(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from advisor.evidence.sources import mlflow_rest

    monkeypatch.setattr(mlflow_rest, "PAGE", 1)

    _says_all(mlflow_server.read(address))


def test_a_version_finds_its_run_though_only_newer_ones_were_read(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from advisor.evidence.sources import mlflow_rest

    monkeypatch.setattr(mlflow_rest, "MOST_RUNS", 1)

    found = mlflow_server.read(address)

    assert found.of(found.live[0]) is not None
    assert "newest" in found.skipped[0].reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://127.0.0.1:1", "no answer"),
        ("ftp://example.org", "not understood"),
        ("postgresql://host/db", "not understood"),
        ("nowhere/at/all", "no MLflow store"),
        ("a\0b", "no MLflow store"),
    ],
)
def test_an_address_of_nothing_is_said(text: str, expected: str) -> None:
    with pytest.raises(EvidenceError, match=expected):
        mlflow_server.read(text)


@pytest.mark.parametrize(
    "content", [b"", b"no database", b"SQLite format 3\0" + b"x" * 99]
)
def test_a_file_that_is_no_store_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mlflow.db"
    path.write_bytes(content)

    with pytest.raises(EvidenceError, match=r"expected"):
        mlflow_server.read(str(path))


def test_ten_thousand_runs_are_read_in_seconds(home: Path, tmp_path: Path) -> None:
    import shutil
    import sqlite3

    shutil.copy(home / "mlflow.db", tmp_path)
    con = sqlite3.connect(tmp_path / "mlflow.db")
    ids = [f"{n:032x}" for n in range(10_000)]
    con.executemany(
        "INSERT INTO runs (run_uuid, status, lifecycle_stage, experiment_id, start_time) "
        "VALUES (?, 'FINISHED', 'active', 1, 1700000000000)",
        [(id_,) for id_ in ids],
    )
    noted = [(f"k{k}", "1", id_) for id_ in ids for k in range(10)]
    for table in ("params", "tags"):
        con.executemany(
            f"INSERT INTO {table} (key, value, run_uuid) VALUES (?, ?, ?)",  # noqa: S608
            noted,
        )
    con.commit()
    con.close()

    start = time.perf_counter()
    found = mlflow_server.read(str(tmp_path))

    assert len(found.runs) == 10_003
    assert time.perf_counter() - start < 10
