"""Notebooks are read by their cells; what is no notebook is skipped."""

import json
from pathlib import Path
from typing import Any

import pytest
from evidence_builders import write

from advisor.evidence.sources import notebooks, tree


def cell(source: str, count: int | None) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": count, "source": source}


def test_a_notebook_tells_whether_it_was_run_in_order(tmp_path: Path) -> None:
    ordered = {"cells": [cell("a", 1), {"cell_type": "markdown"}, cell("!ls\nb", 2)]}
    mixed = {"cells": [cell("a", 7), cell("%%bash\nls", 3), cell("c", None)]}
    files = {"a.ipynb": json.dumps(ordered), "b.ipynb": json.dumps(mixed)}
    found = notebooks.read(tree.read(write(tmp_path, files)))

    assert found is not None
    one, two = found.items
    assert (one.cells, one.executed, one.in_order, one.code) == (2, 2, True, "a\n\nb")
    assert (two.cells, two.executed, two.in_order, two.code) == (3, 2, False, "a\n\nc")


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "[" * 100_000, '{"cells": 1}', '{"cells": [1, "a"]}']
)
def test_what_is_no_notebook_is_no_crash(tmp_path: Path, text: str) -> None:
    reader = tree.read(write(tmp_path, {"a.ipynb": text}))
    found = notebooks.read(reader)

    assert found is not None
    assert found.found == 1
    assert all(one.cells == 0 for one in found.items)


def test_a_notebook_of_fifty_megabytes_is_skipped(tmp_path: Path) -> None:
    with (tmp_path / "large.ipynb").open("wb") as out:
        out.truncate(50_000_000)
    reader = tree.read(tmp_path)
    found = notebooks.read(reader)

    assert found is not None
    assert found.items == ()
    assert reader.skipped[0].reason == "larger than 8 MB"
