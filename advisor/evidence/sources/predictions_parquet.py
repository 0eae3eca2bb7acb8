"""Rows of a Parquet file, read at even distances by a DuckDB that sees this file alone."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

MOST_CELL: Final = 10_000
_OFFLINE: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "400MB",
    "threads": "1",
}
_CLOSED: Final = ("SET enable_external_access = false", "SET lock_configuration = true")
_COUNT: Final = "SELECT num_rows FROM parquet_file_metadata(?)"
# As JSON every type, times with a zone and nested ones included, is one Python knows.
_ROWS: Final = """\
SELECT file_row_number + 1,
       left(to_json(COLUMNS(* EXCLUDE file_row_number))::VARCHAR, $longest)
FROM read_parquet($path, file_row_number = true, hive_partitioning = false)
WHERE file_row_number % $step = 0 OR file_row_number + 1 = $last
ORDER BY file_row_number
"""
_GLOBS: Final = frozenset("*?[]{}")


@dataclass(frozen=True)
class Sampled:
    """The number of rows, and those that were read, each with its number from 1."""

    count: int
    rows: Iterable[tuple[int, Mapping[str, Any]]]


def sampled(path: Path, most: int) -> Sampled | None:
    """Return about `most` rows of a file, the last one too; None if it is no Parquet."""
    name = str(path.absolute())
    if _GLOBS & set(name):
        return None
    try:
        with duckdb.connect(config=_OFFLINE) as connection:
            connection.execute(f"SET allowed_paths = [{_quoted(name)}]")
            for statement in _CLOSED:
                connection.execute(statement)
            (count,) = connection.execute(_COUNT, [name]).fetchone() or (0,)
            step = max(1, math.ceil(count / most))
            bound = {"path": name, "step": step, "last": count, "longest": MOST_CELL}
            found = connection.execute(_ROWS, bound)
            names = [column[0] for column in found.description or ()][1:]
            rows = tuple((n, _parsed(names, cells)) for n, *cells in found.fetchall())
    except duckdb.Error:
        return None
    return Sampled(count, rows)


def _parsed(names: list[str], cells: list[str | None]) -> Mapping[str, Any]:
    pairs = zip(names, cells, strict=True)
    return {name: _value(cell) for name, cell in pairs}


def _value(cell: str | None) -> Any:
    """Return what a cell holds; one that was cut off says that it holds something."""
    try:
        return None if cell is None else json.loads(cell)
    except (ValueError, RecursionError):
        return cell


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
