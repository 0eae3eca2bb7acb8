"""A cold start of `mlops-advisor app`, until a browser is served its first page."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Final

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from benchmarks.measuring import Table, spread

HEALTH: Final = "/_stcore/health"
PATIENCE: Final = 120.0
Milestones = dict[str, float]


def measure(repeats: int = 5) -> Table:
    """Return the times from the command to three milestones, each start a new one."""
    starts = [_start() for _ in range(repeats)]
    return {name: spread(each[name] for each in starts) for name in starts[0]}


def _start() -> Milestones:
    port = free_port()
    began = perf_counter()
    with _app(port):
        await_answer(port, HEALTH)
        healthy = perf_counter() - began
        await_answer(port, "/")
        served = perf_counter() - began
        _draw(port)
        drawn = perf_counter() - began
    return {"healthy": healthy, "index served": served, "Start page drawn": drawn}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("localhost", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def _app(port: int) -> Iterator[None]:
    """Run the app; it starts a server of its own, so the whole group is ended."""
    with TemporaryDirectory() as home:
        place = ["--port", str(port), "--home", home]
        process = subprocess.Popen(
            [sys.executable, "-m", "advisor", "app", *place],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def await_answer(port: int, path: str) -> None:
    """Wait until a server answers; raise TimeoutError if it does not in time."""
    until = perf_counter() + PATIENCE
    while not _answers(port, path):
        if perf_counter() > until:
            raise TimeoutError(f"{path}: no answer within {PATIENCE:g} s")
        sleep(0.02)


def _answers(port: int, path: str) -> bool:
    try:
        with closing(HTTPConnection("localhost", port, timeout=5)) as line:
            line.request("GET", path)
            return line.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False


def _draw(port: int) -> None:
    """Ask for the page as a browser does and wait until it is told all of it."""
    ask = BackMsg()
    ask.rerun_script.query_string = ""
    address = f"ws://localhost:{port}/_stcore/stream"
    with connect(
        address, subprotocols=[Subprotocol("streamlit")], max_size=None
    ) as line:
        line.send(ask.SerializeToString())
        while not _is_finished(line.recv(timeout=PATIENCE)):
            pass


def _is_finished(message: str | bytes) -> bool:
    told = ForwardMsg()
    told.ParseFromString(message if isinstance(message, bytes) else message.encode())
    return told.WhichOneof("type") == "script_finished"
