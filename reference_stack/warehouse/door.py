"""Opening a DuckDB file: one writer, behind a lock of our own."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd
from duckdb import DuckDBPyConnection as Connection
from duckdb import Error as Fault
from filelock import FileLock

from reference_stack.errors import CaseError

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}

__all__ = ["Connection", "Fault", "blamed", "frame", "opened"]


@contextmanager
def opened(path: Path) -> Iterator[Connection]:
    """Open the file for one writer; others wait until it is closed.

    DuckDB lets one process write. The outer lock makes others wait in turn instead of
    failing, and guards against rows lost when processes take turns without it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{path}.lock"):
        con = duckdb.connect(str(path), config=dict(CONFIG))
        try:
            con.execute("SET TimeZone = 'UTC'")
            con.execute("SET enable_progress_bar = false")
            yield con
        except RuntimeError as fault:
            if "interrupted" in str(fault):
                # Ctrl-C during a query reaches us as this error.
                raise KeyboardInterrupt from None
            raise
        finally:
            con.close()


def frame(
    con: Connection, text: str, parameters: Sequence[object] | None = None
) -> pd.DataFrame:
    """Return the rows of a query as a frame, one column per column."""
    return con.execute(text, parameters or []).df()


@contextmanager
def blamed(path: Path) -> Iterator[None]:
    """Blame a file of the case for its SQL that DuckDB refuses.

    Raises:
        CaseError: With the line of the file, unless it is the first, which may be ours.
    """
    try:
        yield
    except Fault as fault:
        what = str(fault)
        line = re.search(r"^LINE ([2-9]|\d\d+):", what, re.MULTILINE)
        where = f"{path}:{line[1]}" if line else str(path)
        raise CaseError(where, what.splitlines()[0]) from None
