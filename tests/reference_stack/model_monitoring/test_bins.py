"""Counting into bins against plain numpy."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reference_stack.model_monitoring import bins as binning
from reference_stack.model_monitoring.bins import Bins
from reference_stack.warehouse import Connection, opened

FIRST, SECOND = date(2013, 4, 1), date(2013, 4, 2)


@pytest.fixture
def con(tmp_path: Path) -> Iterator[Connection]:
    with opened(tmp_path / "w.duckdb") as con:
        yield con


def put(con: Connection, name: str, rows: pd.DataFrame) -> None:
    con.register("fresh", rows)
    con.execute(
        f"CREATE OR REPLACE TABLE {name} AS "
        "SELECT * REPLACE (CAST(day AS DATE) AS day) FROM fresh"
    )


def rows(n: int = 500) -> pd.DataFrame:
    random = np.random.default_rng(1)
    number = random.normal(0, 10, n).astype("float32")
    number[:40] = 0
    text = random.choice(["a", "b", ""], n)
    return pd.DataFrame({"day": FIRST, "number": number, "text": text})


def learnt(con: Connection) -> Bins:
    put(con, "training", rows())
    return binning.learn(con, "training", ("text",), ("number",))


def test_every_row_falls_into_one_bin(con: Connection) -> None:
    odd = rows().assign(day=SECOND)
    odd.loc[0, "number"] = np.nan
    odd.loc[1, "number"] = np.inf
    odd.loc[2, "number"] = -np.inf
    odd.loc[3, "number"] = 1e9
    odd.loc[4, "number"] = -1e9
    known = learnt(con)
    put(con, "served", pd.concat([rows(), odd]))

    found = binning.count(con, "served", known)
    number = found.counts["number"][1]
    edges = np.array(known.numbers["number"])
    finite = odd["number"].dropna().to_numpy(dtype=float)
    expected = np.bincount(np.searchsorted(edges, finite), minlength=len(edges))

    assert found.days == (FIRST, SECOND)
    assert number.sum() == 500
    assert number[1:].tolist() == expected.tolist()
    assert number[[0, 1, 2, -2, -1]].tolist() == [1, 1, 1, 1, 1]


def test_zero_has_a_bin_of_its_own(con: Connection) -> None:
    known = learnt(con)
    put(con, "served", rows())
    counts = binning.count(con, "served", known).counts["number"][0]

    assert counts[1 + known.numbers["number"].index(0.0)] == 40


def test_texts_are_missing_unseen_or_known(con: Connection) -> None:
    known = learnt(con)
    served = pd.DataFrame({"day": FIRST, "number": 1.0, "text": ["a", "z", "", "a"]})
    put(con, "served", served)
    counts = binning.count(con, "served", known).counts["text"][0]

    assert counts[:2].tolist() == [1, 1]
    assert counts[known.texts["text"]["a"]] == 2


def test_bins_survive_being_written_down(con: Connection) -> None:
    known = learnt(con)

    assert Bins.model_validate_json(known.model_dump_json()) == known


def test_a_day_without_rows_counts_nothing(con: Connection) -> None:
    put(con, "served", rows())
    found = binning.count(con, "served", learnt(con)).of((FIRST, SECOND))

    assert found.counts["number"][1].sum() == 0
    assert np.isnan(found.spans["number"][1]).all()
