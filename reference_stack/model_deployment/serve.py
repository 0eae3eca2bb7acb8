"""Starting and stopping the service as a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from reference_stack.errors import ReleaseError
from reference_stack.model_deployment.client import Client
from reference_stack.settings import ROOT, Settings, quiet

HOST = "127.0.0.1"
TARGET = "reference_stack.model_deployment.service:ModelService"
ENVIRONMENT = "REFERENCE_STACK_SETTINGS"
PARENT = "REFERENCE_STACK_PARENT"
START_SECONDS = 90.0
STOP_SECONDS = 15.0
PAUSE = 0.05


@dataclass(frozen=True)
class Service:
    """A running service: its process, its port, and where it writes its own log."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @classmethod
    def started(cls, settings: Settings) -> Self:
        """Start the service on the loopback interface and wait until it answers.

        A service left over from a run that was killed is stopped first.

        Raises:
            ReleaseError: It ended at once or did not answer in time; the reason is in
                the log that the error names.
        """
        settings.home.mkdir(parents=True, exist_ok=True)
        _stop_leftover(settings)
        port = settings.port or free_port()
        log = settings.home / "service.log"
        with log.open("ab") as file:
            process = subprocess.Popen(  # noqa: S603
                _command(port),
                cwd=ROOT,
                env=_environment(settings),
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        _pid_file(settings).write_text(str(process.pid), encoding="ascii")
        service = cls(process, port, log)
        try:
            service._wait()
        except BaseException:
            service.stop()
            raise
        return service

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.port}"

    def client(self) -> Client:
        """Return a new caller of it."""
        return Client(HOST, self.port)

    def wait(self) -> int:
        """Wait until it ends and return its exit code."""
        return self.process.wait()

    def stop(self) -> None:
        """Ask it to end, and end it when it does not."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        with self.client() as client:
            while time.monotonic() < until and self.process.poll() is None:
                with suppress(OSError, ReleaseError):
                    client.health()
                    return
                time.sleep(PAUSE)
        raise ReleaseError(str(self.log), "the service did not start", "see its end")


@contextmanager
def running(settings: Settings) -> Iterator[Service]:
    """Run the service until the block ends.

    Raises:
        ReleaseError: It did not start.
    """
    service = Service.started(settings)
    try:
        yield service
    finally:
        service.stop()


def free_port() -> int:
    """Return a port of the loopback interface that nobody uses now."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def _command(port: int) -> list[str]:
    options = ["--host", HOST, "--port", str(port)]
    return [sys.executable, "-m", "bentoml", "serve", TARGET, *options]


def _environment(settings: Settings) -> dict[str, str]:
    quiet()
    return {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "BENTOML_HOME": str(settings.home / "bentoml"),
        ENVIRONMENT: settings.model_dump_json(),
        PARENT: str(os.getpid()),
    }


def _pid_file(settings: Settings) -> Path:
    return settings.home / "service.pid"


def _stop_leftover(settings: Settings) -> None:
    """Stop the service whose starter was killed, if its process is still ours."""
    with suppress(OSError, ValueError):
        pid = int(_pid_file(settings).read_text(encoding="ascii"))
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        if TARGET.encode() in command:
            os.kill(pid, signal.SIGTERM)
            until = time.monotonic() + STOP_SECONDS
            while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
                time.sleep(PAUSE)
