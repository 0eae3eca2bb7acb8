"""The prediction log as the service writes it: a line per prediction, before the answer.

Each request is one `write` to the operating system, made before the caller gets an
answer: whatever was answered is in the file even when the process is killed at once.
Only a crash of the whole machine can lose the lines not yet on its disk.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from pydantic_core import to_json

Line = Mapping[str, object]


class Writer:
    """Appends to `<folder>/<day>/<worker>.jsonl`; one writer per worker."""

    def __init__(self, folder: Path, worker: str) -> None:
        self._folder = folder
        self._worker = worker
        self._day = ""
        self._file = -1

    def append(self, lines: Sequence[Line], made_at: datetime) -> None:
        """Write the lines of one request; a number that is not finite is text.

        Raises:
            OSError: The operating system did not take them all.
        """
        day = made_at.strftime("%Y-%m-%d")
        if day != self._day:
            self._turn_to(day)
        text = b"".join(to_json(line, inf_nan_mode="strings") + b"\n" for line in lines)
        if os.write(self._file, text) != len(text):
            raise OSError(f"the prediction log of {day} took only a part")

    def close(self) -> None:
        """Close the file of the day."""
        if self._file >= 0:
            os.close(self._file)
        self._file, self._day = -1, ""

    def _turn_to(self, day: str) -> None:
        self.close()
        path = self._folder / day / f"{self._worker}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
        self._file, self._day = os.open(path, flags, 0o644), day
        size = os.fstat(self._file).st_size
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            os.write(self._file, b"\n")
