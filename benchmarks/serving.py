"""Serving single rows over HTTP: ours beside MLflow, BentoML, FastAPI and Starlette.

All serve the same model with one worker on the loopback interface, and the caller
shares the cores. Ours alone refuses unknown fields and numbers that are not finite,
names each request, writes each prediction to a log before it answers, and counts.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.measuring import Row, Table
from benchmarks.serving_case import Ready, made
from reference_stack.errors import ReleaseError
from reference_stack.model_deployment.client import Client
from reference_stack.model_deployment.load_test import Load, offered, posted
from reference_stack.model_deployment.serve import HOST, free_port, running

OURS: Final = "ours"
CALLERS: Final = (1, 8, 32)
SECONDS_TO_START: Final = 120.0
BUSY: Final = 8
SAME: Final = 1e-6


class Peer(NamedTuple):
    """A server to compare with; `aim` is what our rate divided by its should be."""

    command: tuple[str, ...]
    path: str
    wrapped: str = ""
    slow: bool = False
    aim: float | None = None


UVICORN: Final = ("-m", "uvicorn", "--log-level", "error", "--port", "{port}")
PEERS: Final = {
    "mlflow models serve": Peer(
        command=(
            *("-m", "mlflow", "models", "serve", "-m", "{folder}/mlflow"),
            *("--env-manager", "local", "-w", "1", "-p", "{port}"),
        ),
        path="/invocations",
        wrapped="dataframe_records",
        slow=True,
        aim=25.0,
    ),
    "BentoML on pandas": Peer(
        command=(
            *("-m", "bentoml", "serve", "benchmarks.serving_bento:OnPandas"),
            *("--host", HOST, "-p", "{port}"),
        ),
        path="/predict",
        wrapped="row",
        slow=True,
        aim=20.0,
    ),
    "FastAPI + ONNX": Peer(
        command=(*UVICORN, "benchmarks.serving_peers:fast"), path="/predict", aim=0.5
    ),
    "Starlette, empty": Peer(
        command=(*UVICORN, "benchmarks.serving_peers:empty"), path="/predict"
    ),
}


def measure(requests: int = 4000, peers: Collection[str] = tuple(PEERS)) -> Table:
    """Return requests per second and waiting times for each server and load.

    Slow servers get a tenth of the requests. `ours / it` divides our rate by theirs.

    Raises:
        RuntimeError: A server does not start, or ours differs from the pipeline.
    """
    with tempfile.TemporaryDirectory() as folder:
        ready = made(Path(folder))
        with running(ready.settings) as service:
            body = {"id": "1", **ready.row}
            _check(service.client(), body, ready.probability)
            found = {OURS: _loads(service.port, "/predict", body, requests)}
        for name in peers:
            found[name] = _measured(PEERS[name], ready, requests)
    return {
        f"{name}, {callers} callers": _row(name, load, found[OURS][callers], callers)
        for name, loads in found.items()
        for callers, load in loads.items()
    }


def _row(name: str, load: Load, ours: Load, callers: int) -> Row:
    row = {
        "per second": load.per_second,
        "p50 ms": load.p50_ms,
        "p99 ms": load.p99_ms,
        "p99 / p50": load.p99_ms / load.p50_ms,
        "failed": float(load.failed),
        "ours / it": ours.per_second / load.per_second,
    }
    aim = PEERS[name].aim if name in PEERS and callers == BUSY else None
    return row if aim is None else row | {"aim": aim}


def _check(client: Client, body: dict[str, Any], probability: float) -> None:
    with client:
        _, answer = client.send("POST", "/predict", json.dumps(body).encode(), {})
    found = json.loads(answer)
    if not abs(found["probability"] - probability) <= SAME:
        raise RuntimeError(f"served {found}, the pipeline says {probability}")


def _measured(peer: Peer, ready: Ready, requests: int) -> dict[int, Load]:
    body: Any = ready.row
    if peer.wrapped:
        body = {peer.wrapped: [body] if peer.wrapped.endswith("records") else body}
    with _started(peer, ready.folder) as port:
        return _loads(port, peer.path, body, requests // 10 if peer.slow else requests)


def _loads(port: int, path: str, body: object, requests: int) -> dict[int, Load]:
    sent = [posted(path, body)] * max(requests, BUSY * BUSY)
    return {callers: offered((HOST, port), sent, callers) for callers in CALLERS}


@contextmanager
def _started(peer: Peer, folder: Path) -> Iterator[int]:
    port, log = free_port(), folder / "server.log"
    command = [part.format(port=port, folder=folder) for part in peer.command]
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "SERVED": str(folder),
        # MLflow starts uvicorn through a shell.
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    with log.open("ab") as file:
        process = subprocess.Popen(
            [sys.executable, *command],
            env=environment,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    try:
        _wait(process, port, log)
        yield port
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        with suppress(ReleaseError), Client(HOST, port) as client:
            client.send("GET", "/", b"", {})
            return
        time.sleep(0.2)
    raise RuntimeError(log.read_text(encoding="utf-8")[-500:])
