"""What answers at an address may be anything; a folder of files may be old or broken."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import EvidenceError
from advisor.evidence.sources import mlflow_facts, mlflow_rest, mlflow_server
from advisor.evidence.sources.mlflow_rest import _run, _version

Answer = tuple[int, dict[str, str], bytes]
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["info", "data", "inputs", "metrics", "key", "value", "tags"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@contextmanager
def answering(answer: Callable[[str], Answer]) -> Iterator[tuple[str, list[str]]]:
    """Serve whatever `answer` says of a path; yield the address and what was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.path} {self.headers.get('Authorization', '')}".strip())
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, body = answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_redirection_is_not_followed() -> None:
    with (
        answering(lambda _: (200, {}, b"{}")) as (other, called),
        answering(lambda _: (302, {"Location": other}, b"")) as (address, _),
        pytest.raises(EvidenceError, match=r"answered 302"),
    ):
        mlflow_server.read(address)

    assert not called


@pytest.mark.parametrize("body", [b"<html>", b"[1]", b"[" * 100_000, b"\xff"])
def test_an_answer_that_is_no_json_is_said(body: bytes) -> None:
    with (
        answering(lambda _: (200, {}, body)) as (address, _),
        pytest.raises(EvidenceError, match=r"expected an MLflow server"),
    ):
        mlflow_server.read(address)


def test_pages_that_never_end_are_left() -> None:
    body = json.dumps({"experiments": [{}], "next_page_token": "again"}).encode()

    with answering(lambda _: (200, {}, body)) as (address, _):
        found = mlflow_server.read(address)

    assert found.runs == ()


def test_an_endless_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mlflow_rest, "MOST_BYTES", 100)

    with (
        answering(lambda _: (200, {}, b" " * 200)) as (address, _),
        pytest.raises(EvidenceError, match=r"an answer over 100 bytes"),
    ):
        mlflow_server.read(address)


def test_user_and_password_are_used_and_never_told() -> None:
    with answering(lambda _: (403, {}, b"")) as (address, asked):
        named = address.replace("//", "//ada:secret@")
        with pytest.raises(EvidenceError) as fault:
            mlflow_server.read(named)

    assert asked[0].endswith("Basic YWRhOnNlY3JldA==")
    assert "secret" not in str(fault.value)
    assert "expected user and password" in str(fault.value)


def test_a_server_without_a_registry_still_tells_its_runs() -> None:
    def answer(path: str) -> Answer:
        if "registered" in path:
            return 404, {}, b"{}"
        found = {
            "experiments": [{"experiment_id": "1"}],
            "runs": [{"info": {"run_id": "a"}}],
        }
        return 200, {}, json.dumps(found).encode()

    with answering(answer) as (address, _):
        found = mlflow_server.read(address)

    assert [run.id for run in found.runs] == ["a"]
    assert found.versions == ()
    assert found.skipped[0].place == "mlflow registry"


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from(["info", "data", "inputs", "tags"]), TREES))
def test_no_shape_of_an_answer_stops_the_reader(raw: dict[str, Any]) -> None:
    _run(raw)
    _version(raw, ())


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_no_description_of_a_model_stops_the_reader(text: str) -> None:
    mlflow_facts.packed(text)


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


RUN = "run_id: abc\nrun_name: train\nstatus: 3\nlifecycle_stage: active\nstart_time: 1700000000000\nend_time: 1700000060000\n"
FILES = {
    "mlruns/1/meta.yaml": "name: flights\n",
    "mlruns/1/abc/meta.yaml": RUN,
    "mlruns/1/abc/params/leaves": "31",
    "mlruns/1/abc/metrics/auc": "1700000000000 0.5 0\n1700000001000 0.8 1\n",
    "mlruns/1/abc/tags/mlflow.source.git.commit": "c0ffee1",
    "mlruns/1/abc/inputs/i/meta.yaml": "source_type: DATASET\nsource_id: d\n",
    "mlruns/1/datasets/d/meta.yaml": "name: rows\ndigest: abc123\nsource: s3://rows\n",
    "mlruns/1/gone/meta.yaml": RUN.replace("active", "deleted"),
    "mlruns/models/flights/meta.yaml": "name: flights\naliases: {champion: '1'}\n",
    "mlruns/models/flights/version-1/meta.yaml": "name: flights\nversion: 1\nrun_id: abc\n",
}


def test_a_store_of_plain_files_is_read(tmp_path: Path) -> None:
    found = mlflow_server.read(str(write(tmp_path, FILES)))

    (run,) = found.runs
    assert run.finished
    assert run.params == {"leaves": "31"}
    assert run.metrics["auc"].value == 0.8
    assert [data.digest for data in run.datasets] == ["abc123"]
    (version,) = found.versions
    assert version.live
    assert found.of(version) is run


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_broken_file_costs_no_more_than_itself(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path, FILES | {name: "a: [\0 &x\n" * 3})

    mlflow_server.read(str(folder))


def test_links_in_a_store_are_not_followed(tmp_path: Path) -> None:
    folder = write(tmp_path / "store", FILES)
    secret = tmp_path / "secret"
    secret.write_text("password", encoding="utf-8")
    (folder / "mlruns/1/abc/params/stolen").symlink_to(secret)

    (run,) = mlflow_server.read(str(folder)).runs

    assert run.params == {"leaves": "31"}
