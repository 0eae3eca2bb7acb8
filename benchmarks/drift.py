"""Drift of 25 columns x 1,000,000 rows: ours from rows and from sums, and Evidently."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

import numpy as np
import pandas as pd

from benchmarks.measuring import Row, Table
from reference_stack.model_monitoring import bins as binning
from reference_stack.model_monitoring.bins import Bins, Daily
from reference_stack.model_monitoring.drift import psi, windows
from reference_stack.warehouse import Connection, opened

ROWS: Final = 1_000_000
DAYS: Final = 30
YEAR: Final = 360
NUMBERS: Final = tuple(f"number_{n}" for n in range(20))
TEXTS: Final = tuple(f"text_{n}" for n in range(5))
THEIRS: Final = Path("var") / "evidently"
PACKAGES: Final = ("evidently==0.7.23", "pandas==2.3.3", "pyarrow")
PRESETS: Final = {"Evidently, default": "", "Evidently, PSI": "psi"}
SCRIPT: Final = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import pandas as pd
from evidently import Report
from evidently.presets import DataDriftPreset
old, new = pd.read_parquet(sys.argv[1]), pd.read_parquet(sys.argv[2])
peak = lambda: int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
before = peak()
began = time.perf_counter()
chosen = {"method": sys.argv[3]} if sys.argv[3] else {}
Report([DataDriftPreset(**chosen)]).run(new, old).dict()
seconds = time.perf_counter() - began
print(json.dumps({"s": seconds, "MB": (peak() - before) / 1024}))
"""


def measure(rows: int = ROWS, theirs: bool | None = None) -> Table:
    """Return seconds and memory of each way; Evidently runs in its own environment.

    Args:
        rows: Rows of the reference and of the new data.
        theirs: Whether to run Evidently, which is installed into `var/evidently` when it
            is not there; if not given, the variable EVIDENTLY=1 says so.
    """
    asked = os.environ.get("EVIDENTLY") == "1" if theirs is None else theirs
    with TemporaryDirectory(prefix="drift-") as folder:
        files = [Path(folder) / f"{name}.parquet" for name in ("old", "new")]
        for seed, file in enumerate(files):
            _frame(rows, seed).to_parquet(file)
        found = {name: _own(name, files) for name in ("from rows", "from sums")}
        if asked:
            found |= {name: _theirs(files, how) for name, how in PRESETS.items()}
    return {**found, **_windows()}


def _frame(rows: int, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    shift = 0.1 * seed
    columns: dict[str, object] = {
        name: random.normal(shift, 1, rows).astype("float32")
        if place < 15
        else random.gamma(2 + shift, 1, rows).astype("float32")
        for place, name in enumerate(NUMBERS)
    }
    letters = np.array(list("abcdefghijkl"))
    columns |= {name: letters[random.integers(0, 12, rows)] for name in TEXTS}
    days = [date(2013, 4, 1) + timedelta(days=n) for n in range(DAYS)]
    columns["day"] = [days[n * DAYS // rows] for n in range(rows)]
    return pd.DataFrame(columns)


def _own(name: str, files: Sequence[Path]) -> Row:
    """Measure in a process of its own, so that its memory is its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.drift", name, *map(str, files)],
        capture_output=True,
        text=True,
        check=True,
    )
    found: Row = json.loads(done.stdout)
    return found


def _theirs(files: Sequence[Path], method: str) -> Row:
    python = THEIRS / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(THEIRS)], check=True)
        install = [str(python), "-m", "pip", "install", "-q", *PACKAGES]
        subprocess.run(install, check=True)
    done = subprocess.run(
        [str(python), "-c", SCRIPT, *map(str, files), method],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "DO_NOT_TRACK": "1"},
    )
    found: Row = json.loads(done.stdout.splitlines()[-1])
    return found


def alone(name: str, files: Sequence[str]) -> Row:
    """Return seconds and memory of one way of ours, in this process.

    `from rows` learns bins and counts both files; `from sums` counts the new file only,
    as the reference was counted when its model was trained.
    """
    with (
        TemporaryDirectory(prefix="drift-") as folder,
        opened(Path(folder) / "drift.duckdb") as con,
    ):
        for table, file in zip(("old", "new"), files, strict=True):
            con.read_parquet(file).create_view(table)
        known, reference = _learnt(con) if name == "from sums" else (None, None)
        before, began = _memory(), perf_counter()
        if known is None or reference is None:
            known, reference = _learnt(con)
        _distances(reference, binning.count(con, "new", known))
        seconds = perf_counter() - began
    return {"s": seconds, "MB": _memory() - before}


def _learnt(con: Connection) -> tuple[Bins, Daily]:
    bins = binning.learn(con, "old", TEXTS, NUMBERS)
    return bins, binning.count(con, "old", bins)


def _distances(reference: Daily, served: Daily) -> list[float]:
    return [
        float(psi(reference.counts[n].sum(axis=0), c.sum(axis=0, keepdims=True))[0])
        for n, c in served.counts.items()
    ]


def _memory() -> float:
    """Return the peak of this process in MB (that of getrusage is its parent's, too)."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _windows(repeats: int = 5) -> Table:
    """Measure all daily values of a month with windows of a month and of a year."""
    random = np.random.default_rng(1)
    counts = [random.poisson(90, (YEAR + DAYS, 16)) for _ in (*NUMBERS, *TEXTS)]
    found = {}
    for name, width in (("window of a month", DAYS), ("window of a year", YEAR)):
        began = perf_counter()
        for _ in range(repeats):
            for c in counts:
                psi(c[:DAYS].sum(axis=0), windows(c, width)[-DAYS:])
        found[name] = {"s": (perf_counter() - began) / repeats, "MB": 0.0}
    return found


if __name__ == "__main__":
    print(json.dumps(alone(sys.argv[1], sys.argv[2:])))
