"""A progress bar for a terminal; silent where nobody watches."""

import time
from collections.abc import Mapping
from typing import Final, TextIO

from advisor.language import mark, t
from advisor.report.scan import SOURCES

STAGES: Final[Mapping[str, str]] = SOURCES | {"probes": mark("probes")}
WIDTH: Final = 30
SECONDS: Final = 0.1
CLEAR: Final = "\r\x1b[2K"


class Bar:
    """Draws how far each stage is, at most ten times a second."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._watched = stream.isatty()
        self._drawn = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Draw `done` of `total` (0: not known yet) of a stage."""
        now = time.monotonic()
        if not self._watched or (now - self._drawn < SECONDS and done != total):
            return
        self._drawn = now
        self._write(f"{CLEAR}{_line(stage, done, total)}")

    def close(self) -> None:
        """Wipe the bar away, so that the result stands alone."""
        if self._watched:
            self._write(CLEAR)

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def _line(stage: str, done: int, total: int) -> str:
    name = t(STAGES.get(stage, stage))
    if total <= 0:
        return f"{name}: {done}"
    filled = WIDTH * min(done, total) // total
    return f"[{'#' * filled}{'.' * (WIDTH - filled)}] {name} {done}/{total}"
