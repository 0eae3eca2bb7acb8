"""A real browser and a real server of the app."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 20_000
HEALTH = "/_stcore/health"

needs_chromium = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser without a window."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@contextmanager
def advisor_app(home: Path, port: int, *more: str) -> Iterator[str]:
    """Start the app by its command line; return where it listens."""
    place = ["--port", str(port), "--home", str(home), *more]
    command = [sys.executable, "-m", "advisor", "app", *place]
    with program(command, home / "server.log"):
        wait_until_answers(port, HEALTH)
        yield f"http://localhost:{port}"


@contextmanager
def program(command: list[str], log: Path) -> Iterator[None]:
    """Run a program until the block ends, its output in a file."""
    with log.open("ab") as written:
        running = subprocess.Popen(
            command, stdout=written, stderr=written, start_new_session=True
        )
    try:
        yield
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def wait_until_answers(port: int, path: str, seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        asking = HTTPConnection("localhost", port, timeout=2)
        try:
            asking.request("GET", path)
            if asking.getresponse().status == HTTPStatus.OK:
                return
        except (OSError, HTTPException):
            time.sleep(0.2)
        finally:
            asking.close()
    pytest.fail(f"nothing answered on port {port} within {seconds:g} s")


def rest(page: Page) -> None:
    """Wait until the server has answered and everything is drawn."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    for passing in ("[data-stale=true]", "[data-testid=stSkeleton]"):
        expect(page.locator(passing)).to_have_count(0)
