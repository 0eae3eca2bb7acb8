"""A run of the reference stack, started and watched from outside as any program."""

import atexit
import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final, Literal

import streamlit as st

from advisor.evidence import stack_record
from advisor.evidence.stack_record import StackRecord
from advisor.language import t
from advisor.ui import cache

State = Literal["idle", "here", "elsewhere"]
NEEDED: Final = ("bentoml", "filelock", "mlflow", "onnxruntime", "sklearn")
STILL_WRITING: Final = 60.0
PATIENCE: Final = 20.0
TAIL: Final = 4
_RUNS: Final[dict[Path, subprocess.Popen[bytes]]] = {}
_STOPPED: Final[set[Path]] = set()


def home() -> Path:
    """Return the folder that holds what a run produces."""
    return (cache.home() / "stack").resolve()


def record(at: Path) -> StackRecord:
    """Return what stands in a home folder, read anew when a file changes."""
    return _record(stack_record.stamp(at), at)


def program() -> Path:
    """Return where the stack's program lies beside this Python."""
    return Path(sys.executable).with_name("reference-stack")


def missing() -> tuple[str, ...]:
    """Return what the stack needs and this machine lacks; empty when it can run."""
    tools = tuple(name for name in NEEDED if importlib.util.find_spec(name) is None)
    return tools if program().exists() else ("reference-stack", *tools)


def state(at: Path) -> State:
    """Tell whether a run goes on, and whether it is ours to stop."""
    ours = _RUNS.get(at)
    if ours is not None and ours.poll() is None:
        return "here"
    shown = record(at).status
    if ours is not None or shown is None or shown.finished or shown.stopped:
        return "idle"
    try:
        age = time.time() - (at / "status.json").stat().st_mtime
    except OSError:
        return "idle"
    return "elsewhere" if age < STILL_WRITING else "idle"


def start(at: Path) -> None:
    """Start the year, or go on where it was left; nothing happens if it runs."""
    if state(at) != "idle" or missing():
        return
    at.mkdir(parents=True, exist_ok=True)
    _STOPPED.discard(at)
    with _log(at).open("wb") as log:
        _RUNS[at] = subprocess.Popen(  # noqa: S603 (our own program, fixed words)
            [str(program()), "run", "--home", str(at)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # A group of its own: stopping reaches the service that the run started.
            start_new_session=True,
        )


def stop(at: Path) -> None:
    """Interrupt our run and wait until it is gone; what is done stays done."""
    ours = _RUNS.get(at)
    if ours is None or ours.poll() is not None:
        return
    _STOPPED.add(at)
    os.kill(ours.pid, signal.SIGINT)
    try:
        ours.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(ours.pid, signal.SIGKILL)
        ours.wait()


def failure(at: Path) -> str:
    """Return what our last run said when it ended badly, empty when it did not."""
    ours = _RUNS.get(at)
    if ours is None or at in _STOPPED or ours.poll() in {None, 0}:
        return ""
    try:
        said = _log(at).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        said = []
    words = [line for line in said if line.strip()][-TAIL:]
    return "\n".join(words) or t(
        "The run ended with code {code}.", code=ours.returncode
    )


def _log(at: Path) -> Path:
    return at / "run.log"


@st.cache_resource(max_entries=4, show_spinner=False)
def _record(stamp: tuple[tuple[str, int, int], ...], _at: Path) -> StackRecord:  # noqa: ARG001 - it is the key
    return stack_record.read(_at)


def _stop_all() -> None:
    for at in tuple(_RUNS):
        stop(at)


atexit.register(_stop_all)
