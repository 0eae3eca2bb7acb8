"""Scanning a large tree: 20,000 files and 2 GiB, cold, and the memory it takes.

Each scan is a process of its own, started right after the files' pages were dropped from
the cache of the system where it allows that. mllint (PyPI) is measured on the same tree
where it is installed: `MLLINT=/path/to/mllint`.
"""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.measuring import Row, Table, timed

FILES: Final = 20_000
BYTES: Final = 2 * 1024**3
_MODULE: Final = """
import logging
from dataclasses import dataclass

log = logging.getLogger(__name__)

@dataclass
class Part{n}:
    size: int
    name: str = "part"

    def grown(self, by: int) -> "Part{n}":
        if by < 0:
            raise ValueError("cannot shrink")
        return Part{n}(self.size + by, self.name)
"""
_TRAINING: Final = """
import mlflow
from sklearn.linear_model import LogisticRegression

def train(rows, labels):
    with mlflow.start_run():
        model = LogisticRegression().fit(rows, labels)
        mlflow.log_metric("score", model.score(rows, labels))
    return model
"""
_SCAN: Final = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from advisor.evidence import project
project.read(Path(sys.argv[1]), None, None, datetime.now(UTC), lambda *_: None)
"""


def measure() -> Table:
    """Return seconds and memory of a scan of each tree, beside the aim."""
    with tempfile.TemporaryDirectory() as folder:
        many = _tree(Path(folder) / "many", _many())
        large = _tree(Path(folder) / "large", _large())
        found = {
            "20,000 files": _scanned(many, kept=False),
            "20,000 files in git": _scanned(_committed(many), kept=False),
            "2 GiB": _scanned(large, kept=False),
            "20,000 files, once more": _scanned(many, kept=True),
        }
        if mllint := os.environ.get("MLLINT"):
            found["20,000 files, mllint"] = _linted(mllint, many)
    return found


def _many() -> Iterator[tuple[str, bytes]]:
    """Yield the files of a large code base: mostly code, some of it trains."""
    for n in range(FILES):
        folder = f"part{n // 500}/unit{n // 50}"
        if n % 100 == 0:
            yield f"{folder}/train{n}.py", _TRAINING.encode()
        elif n % 10 == 0:
            yield f"{folder}/settings{n}.yaml", b"name: part\nsize: 1\nitems: [a, b]\n"
        elif n % 7 == 0:
            yield f"{folder}/notes{n}.md", b"# Notes\n\nUse mlflow.log_metric.\n" * 20
        else:
            yield f"{folder}/part{n}.py", _MODULE.format(n=n).encode() * 6


def _large() -> Iterator[tuple[str, bytes]]:
    """Yield files of data that make up 2 GiB, and a few of code."""
    block = os.urandom(1024**2) * 64
    for n in range(BYTES // len(block)):
        yield f"data/part{n}.parquet", block
    for n in range(100):
        yield f"src/train{n}.py", _TRAINING.encode()


def _tree(root: Path, files: Iterator[tuple[str, bytes]]) -> Path:
    for name, content in files:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def _committed(root: Path) -> Path:
    own = ("gc.auto=0", "user.name=a", "user.email=a@example.org")
    settings = [part for setting in own for part in ("-c", setting)]
    for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "a")):
        subprocess.run(["git", *settings, *arguments], cwd=root, check=True)
    return root


def _scanned(root: Path, kept: bool) -> Row:
    if not kept:
        _forget(root)
    command = [sys.executable, "-c", _SCAN, str(root)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    seconds = timed(lambda: subprocess.run(command, check=True))
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    # The system tells the largest child so far, so that this is an upper bound.
    return {
        "seconds": seconds,
        "aim s": 10,
        "MB": max(before, after) / 1024,
        "aim MB": 500,
    }


def _linted(mllint: str, root: Path) -> Row:
    _forget(root)
    command = [mllint, "--quiet", str(root)]
    seconds = timed(lambda: subprocess.run(command, check=False, capture_output=True))
    return {"seconds": seconds, "aim s": 10}


def _forget(root: Path) -> None:
    """Drop the pages of every file from the system's cache."""
    os.sync()
    for path in root.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
