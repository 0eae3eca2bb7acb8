"""Run all benchmarks, or the named ones: python -m benchmarks [NAME …]."""

import json
import logging
import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module, metadata
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from benchmarks.measuring import Table, as_text

NAMES: Final = (
    "rerun",
    "first_page",
    "command_line",
    "probability",
    "road_map",
    "naive_list",
    "platforms",
    "interview",
    "calibration",
    "loading",
    "load",
    "serving",
    "batch",
    "drift",
    "drills",
    "scan",
)
KEPT: Final = Path("var") / "benchmarks.json"
PACKAGES: Final = (
    "duckdb",
    "numpy",
    "pandas",
    "pydantic",
    "scipy",
    "sqlalchemy",
    "streamlit",
)


def main(names: Sequence[str]) -> int:
    """Print a table for each benchmark and keep all figures; return the exit code."""
    if unknown := [name for name in names if name not in NAMES]:
        print(
            f"no benchmark '{unknown[0]}'; expected some of {', '.join(NAMES)}",
            file=sys.stderr,
        )
        return 2
    found = {name: _measured(name) for name in names or NAMES}
    KEPT.parent.mkdir(exist_ok=True)
    kept = {**_circumstances(), "benchmarks": found}
    KEPT.write_text(json.dumps(kept, indent=2), encoding="utf-8")
    print(f"Kept in {KEPT}.")
    return 0


def _measured(name: str) -> Mapping[str, Any]:
    module = import_module(f"benchmarks.{name}")
    measure: Callable[[], Table] = module.measure
    caption = str(module.__doc__).splitlines()[0]
    began = perf_counter()
    table = measure()
    seconds = perf_counter() - began
    print(f"{name}: {caption} ({seconds:.0f} s)\n\n{as_text(table)}\n", flush=True)
    return {"measures": caption, "seconds": seconds, "figures": table}


def _circumstances() -> Mapping[str, Any]:
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load_average": os.getloadavg(),
        "versions": {name: metadata.version(name) for name in PACKAGES},
    }


if __name__ == "__main__":
    # Streamlit warns whenever it is used outside a page, as a benchmark does.
    logging.disable(logging.WARNING)
    sys.exit(main(sys.argv[1:]))
