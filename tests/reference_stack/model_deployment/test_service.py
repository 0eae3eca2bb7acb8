"""The running service over HTTP: its contract, its limits, and what it never loses."""

import json
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from deploy_builders import DAY, ROW, Trained, at, parcels_stack, released, unpacked
from psutil import Process  # type: ignore[import-untyped]

from reference_stack.errors import ReleaseError
from reference_stack.model_deployment import loaded
from reference_stack.model_deployment.contract_tests import (
    contract_gate,
    expectations,
    unmet,
)
from reference_stack.model_deployment.load_test import load_gate, offered, posted
from reference_stack.model_deployment.release import started
from reference_stack.model_deployment.serve import HOST, Service, free_port, running
from reference_stack.stack import Stack

Live = tuple[Stack, Service]
JSON = {"content-type": "application/json"}
BODY = json.dumps(ROW).encode()


def test_every_expectation_of_a_caller_is_met(live: Live) -> None:
    stack, service = live
    goal = stack.case.goal

    with service.client() as client:
        faults = unmet(client, goal, "1", ROW, at(1))

    assert faults == ()
    assert len(expectations(goal, ROW)) > 25
    assert contract_gate(faults, 30, "1").passed


def test_a_version_that_is_not_loaded_meets_no_expectation(live: Live) -> None:
    stack, service = live

    with service.client() as client:
        faults = unmet(client, stack.case.goal, "9", ROW, at(1))

    gate = contract_gate(faults, 30, "9")
    assert not gate.passed
    assert gate.reason == "a good row: status 503, not 200"
    assert gate.otherwise == "model_deployment"


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("x-request-id", "with spaces", 400),
        ("x-request-id", "x" * 65, 400),
        ("x-replay-time", "yesterday", 400),
        ("x-trial", "", 400),
        ("x-request-id", "mine-1", 200),
        ("x-replay-time", "2013-04-01T05:00:00+02:00", 200),
    ],
)
def test_headers_are_checked_like_fields(
    live: Live, header: str, value: str, status: int
) -> None:
    with live[1].client() as client:
        found, body = client.send("POST", "/predict", BODY, {**JSON, header: value})

    assert found == status
    assert status == 200 or json.loads(body)["field"] == header


def test_bytes_of_any_kind_are_refused_and_never_a_fault(live: Live) -> None:
    bodies = [b"\x80\x04K\x01.", b"\xff\xfe", b"null", b"[" * 5000, b" " * 2**20 + b"1"]
    kinds = ["application/json", "application/vnd.bentoml+pickle", "text/plain"]

    with live[1].client() as client:
        found = {
            client.send("POST", path, body, {"content-type": kind})[0]
            for path in ("/predict", "/predict_batch")
            for body in bodies
            for kind in kinds
        }

    assert found <= {400, 413, 422}


def test_the_description_loads_nothing_from_elsewhere(live: Live) -> None:
    with live[1].client() as client:
        _, text = client.send("GET", "/openapi.json", b"", {})
        pages = [client.send("GET", path, b"", {})[1] for path in ("/", "/docs")]

    found = json.loads(text)
    assert set(found["paths"]) == {"/predict", "/predict_batch", "/healthz", "/metrics"}
    fields = found["components"]["schemas"]["Request"]["properties"]
    assert set(fields) == {"id", "route", "note", "due", "weight"}
    assert all(b"http://" not in page and b"https://" not in page for page in pages)


def test_metrics_count_requests_by_status(live: Live) -> None:
    with live[1].client() as client:
        client.send("POST", "/predict", BODY, JSON)
        client.send("POST", "/predict", b"{}", JSON)
        _, text = client.send("GET", "/metrics", b"", {})

    lines = text.decode().splitlines()
    for status in ("200", "422"):
        name = f'stack_requests_total{{path="/predict",status="{status}"}}'
        assert any(line.startswith(name) for line in lines)
    assert 'stack_predictions_total{arm="champion",status="ok",version="1"}' in (
        text.decode()
    )


def test_many_callers_are_all_answered_and_the_slow_gate_refuses(live: Live) -> None:
    stack, service = live
    requests = [posted("/predict", ROW, {"x-trial": "1"})] * 400

    found = offered((HOST, service.port), requests, 8)

    assert (found.requests, found.failed) == (400, 0)
    assert 0 < found.p50_ms <= found.p99_ms
    slow = found.model_copy(update={"p99_ms": 51.0})
    failed = found.model_copy(update={"failed": 2})
    fast = found.model_copy(update={"p99_ms": 49.0})
    goal = stack.case.goal
    assert load_gate(fast, goal, "1").passed
    assert load_gate(slow, goal, "1").reason == "the 99th percentile is above 50 ms"
    assert load_gate(failed, goal, "1").reason == "2 of 400 requests failed"


def test_a_new_release_is_followed_without_a_failed_answer(
    tmp_path: Path, models: tuple[Trained, Trained]
) -> None:
    stack = parcels_stack(tmp_path)
    release = released(stack.settings, "1", models[0])
    seen: list[tuple[int, bytes]] = []
    ended = threading.Event()

    def call(service: Service) -> None:
        with service.client() as client:
            while not ended.is_set():
                seen.append(client.send("POST", "/predict", BODY, JSON))

    with running(stack.settings) as service, service.client() as client:
        caller = threading.Thread(target=call, args=(service,))
        caller.start()
        file = unpacked(stack.settings, "2", models[1])
        began = time.perf_counter()
        loaded.write(stack.settings.release, started(release, "2", file, DAY))
        while client.health().challenger != "2":
            time.sleep(0.01)
        took = time.perf_counter() - began
        ended.set()
        caller.join()

    assert {status for status, _ in seen} == {200}
    assert took < 2


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_what_was_answered_is_in_the_log_however_the_service_ends(
    tmp_path: Path, models: tuple[Trained, Trained], end: signal.Signals
) -> None:
    stack = parcels_stack(tmp_path)
    released(stack.settings, "1", models[0])
    answered: list[str] = []

    def call(service: Service) -> None:
        with suppress(ReleaseError), service.client() as client:
            for number in range(100_000):
                client.predict(ROW, f"r{number}", at(1))
                answered.append(f"r{number}")

    with running(stack.settings) as service:
        caller = threading.Thread(target=call, args=(service,))
        caller.start()
        while len(answered) < 50:
            time.sleep(0.01)
        if end == signal.SIGKILL:
            for process in Process(service.process.pid).children(recursive=True):
                process.send_signal(end)
            service.process.send_signal(end)
        service.stop()
        caller.join()

    path = stack.settings.predictions / DAY.isoformat() / "1.jsonl"
    lines = path.read_bytes().splitlines()
    logged = {json.loads(line)["request_id"] for line in lines if line.endswith(b"}")}
    assert set(answered) <= logged


def test_a_service_ends_with_whoever_started_it(
    tmp_path: Path, models: tuple[Trained, Trained]
) -> None:
    stack = parcels_stack(tmp_path)
    released(stack.settings, "1", models[0])
    port = free_port()
    settings = stack.settings.model_copy(update={"port": port})
    starter = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time\n"
            "from reference_stack.model_deployment.serve import Service\n"
            "from reference_stack.settings import Settings\n"
            "Service.started(Settings.model_validate_json(sys.argv[1]))\n"
            "time.sleep(60)\n",
            settings.model_dump_json(),
        ]
    )
    pid_file = stack.settings.home / "service.pid"
    log = stack.settings.home / "service.log"
    while not (log.exists() and "Completed async startup" in log.read_text()):
        time.sleep(0.1)

    starter.kill()
    starter.wait()

    pid = int(pid_file.read_text())
    until = time.monotonic() + 15
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert not Path(f"/proc/{pid}").exists()


def test_a_service_that_cannot_start_says_where_its_log_is(tmp_path: Path) -> None:
    stack = parcels_stack(tmp_path)
    broken = stack.settings.model_copy(update={"case": tmp_path / "nowhere"})

    with pytest.raises(ReleaseError, match=r"service\.log: the service did not start"):
        Service.started(broken)


def test_two_workers_share_their_metrics_and_keep_logs_of_their_own(
    tmp_path: Path, models: tuple[Trained, Trained]
) -> None:
    stack = parcels_stack(tmp_path)
    released(stack.settings, "1", models[0])
    headers = {"x-replay-time": at(1).isoformat()}

    with running(stack.settings.model_copy(update={"workers": 2})) as service:
        offered((HOST, service.port), [posted("/predict", ROW, headers)] * 400, 16)
        with service.client() as client:
            _, text = client.send("GET", "/metrics", b"", {})

    folder = stack.settings.predictions / DAY.isoformat()
    lines = [len(path.read_bytes().splitlines()) for path in folder.iterdir()]
    name = 'stack_requests_total{path="/predict",status="200"} '
    (count,) = [t for t in text.decode().splitlines() if t.startswith(name)]
    assert sum(lines) == float(count.removeprefix(name))
