"""Notebooks: their code cells and whether they were run from top to bottom."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from advisor.evidence.sources.tree import Reader, Role

MOST_BYTES: Final = 8_000_000
MOST_IN_ALL: Final = 60_000_000


@dataclass(frozen=True)
class Notebook:
    """A notebook: `code` joins its cells, with lines of IPython left blank.

    `executed` counts the cells that were run, `in_order` tells whether they were run
    once each, from the first to the last.
    """

    path: str
    role: Role
    cells: int
    executed: int
    in_order: bool
    code: str


@dataclass(frozen=True)
class Notebooks:
    """The notebooks of a project that could be read; `found` counts all there are."""

    items: tuple[Notebook, ...]
    found: int


def read(reader: Reader) -> Notebooks | None:
    """Return the notebooks of a project; None where there are none."""
    files = [file for file in reader.tree.files if file.suffix == ".ipynb"]
    own = [file for file in files if file.role is not Role.VENDORED]
    if not own:
        return None
    budget, items = MOST_IN_ALL, []
    for file in own:
        if file.size > budget:
            reader.skip(file.path, "more notebooks than are read at once")
            continue
        raw = reader.content(file.path, MOST_BYTES)
        if raw is None:
            continue
        budget -= len(raw)
        notebook = _notebook(raw, file.path, file.role)
        if notebook is None:
            reader.skip(file.path, "not a notebook")
        else:
            items.append(notebook)
    return Notebooks(tuple(items), len(own))


def _notebook(raw: bytes, path: str, role: Role) -> Notebook | None:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    cells = tuple(_code_cells(value))
    counts = [cell.get("execution_count", cell.get("prompt_number")) for cell in cells]
    run = [count for count in counts if isinstance(count, int)]
    return Notebook(
        path=path,
        role=role,
        cells=len(cells),
        executed=len(run),
        in_order=bool(run) and run == list(range(1, len(run) + 1)),
        code="\n".join(_source(cell) for cell in cells),
    )


def _code_cells(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    sheets = value.get("worksheets")
    parts = sheets if isinstance(sheets, list) else [value]
    for part in parts:
        cells = part.get("cells") if isinstance(part, dict) else None
        for cell in cells if isinstance(cells, list) else ():
            if isinstance(cell, dict) and cell.get("cell_type") == "code":
                yield cell


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    if text.lstrip().startswith("%%"):
        return ""
    lines = text.splitlines()
    return "\n".join("" if _is_magic(line) else line for line in lines)


def _is_magic(line: str) -> bool:
    stripped = line.strip()
    return stripped.startswith(("%", "!", "?")) or stripped.endswith("?")
