"""A run as it goes, on the terminal: a bar where there is one, plain lines elsewhere."""

import sys
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from reference_stack.lifecycle.status import Status

TITLES = {
    "acquire": "getting the data",
    "understand": "can machine learning help?",
    "develop": "training and comparing",
    "deploy": "testing the release",
    "serve": "serving",
    "watch": "watching",
}


class Screen:
    """Shows each state of a run; use it as a context manager."""

    def __init__(self) -> None:
        console = Console(file=sys.stderr)
        self._plain = not console.is_terminal
        self._last = ""
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total} steps"),
            TextColumn("{task.fields[story]}"),
            TimeElapsedColumn(),
            console=console,
            disable=self._plain,
        )
        self._task = self._bar.add_task("starting", total=None, story="")

    def __enter__(self) -> Self:
        """Begin to draw."""
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop drawing and leave the last state on the screen."""
        self._bar.stop()

    def show(self, status: Status) -> None:
        """Draw a state."""
        title = f"{status.month} {TITLES.get(status.phase, status.phase)}".strip()
        if self._plain:
            self._line(title)
            return
        self._bar.update(
            self._task,
            description=title,
            completed=status.done,
            total=status.of or None,
            story=_story(status),
        )

    def _line(self, title: str) -> None:
        if title != self._last:
            sys.stderr.write(f"{title}\n")
            self._last = title


def _story(status: Status) -> str:
    parts = [
        status.day,
        f"champion v{status.champion}" if status.champion else "",
        f"{status.stage} v{status.challenger}" if status.challenger else "",
        f"{status.gates_passed} gates passed, {status.gates_refused} refused",
        f"{status.alerts} alerts" if status.alerts else "",
        *(f"{name} {value:.1%}" for name, value in status.kpi.items()),
    ]
    return " · ".join(part for part in parts if part)
