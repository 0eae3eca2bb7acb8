"""Real batches, cut to a few days, in a copy of the case that expects no more."""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from reference_stack import case as cases
from reference_stack.case import Case
from reference_stack.data_acquisition import ingest
from reference_stack.features import materialise
from reference_stack.settings import PACKAGE, Settings
from reference_stack.stack import Stack
from reference_stack.warehouse import Connection, opened

FLIGHTS = PACKAGE / "cases" / "flights"
DATA = PACKAGE.parent / "data" / "flights"
Deliver = Callable[[str, str], Path]


@pytest.fixture(scope="session")
def shipped() -> Case:
    return cases.load(FLIGHTS)


@pytest.fixture(scope="session")
def few_days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The registers, and the first three days of January and February."""
    folder = tmp_path_factory.mktemp("few_days")
    with opened(folder / "cutter.duckdb") as con:
        for source in ("flights", "weather"):
            for month in ("2013-01", "2013-02"):
                name = f"{source}-{month}.parquet"
                con.execute(
                    f"COPY (SELECT * FROM '{DATA / name}' WHERE day <= 3) "
                    f"TO '{folder / name}' (FORMAT parquet)"
                )
    (folder / "cutter.duckdb").unlink()
    for source in ("planes", "airports", "carriers"):
        shutil.copy(DATA / f"{source}.parquet", folder)
    return folder


@pytest.fixture
def data(few_days: Path, tmp_path: Path) -> Path:
    """A folder of deliveries that a test may spoil."""
    return Path(shutil.copytree(few_days, tmp_path / "data"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The case, content with as many rows as three days bring."""
    copy = Path(shutil.copytree(FLIGHTS, tmp_path / "case"))
    for path in (copy / "ingest").glob("*.yaml"):
        text = path.read_text()
        path.write_text(re.sub(r"rows_at_least: \d+", "rows_at_least: 10", text))
    return copy


@pytest.fixture
def stack(tmp_path: Path, folder: Path, data: Path) -> Stack:
    return Stack.open(Settings(home=tmp_path / "home", case=folder, data=data))


@pytest.fixture
def con(tmp_path: Path) -> Iterator[Connection]:
    with opened(tmp_path / "warehouse.duckdb") as opened_:
        yield opened_


@pytest.fixture
def deliver(con: Connection, data: Path) -> Deliver:
    """Write a file anew with a query over `old`, the rows it held."""

    def write(name: str, query: str) -> Path:
        path = data / name
        con.execute(f"CREATE OR REPLACE TEMP TABLE old AS SELECT * FROM '{path}'")
        con.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
        return path

    return write


@pytest.fixture
def registers(con: Connection, folder: Path, data: Path) -> Case:
    """The case, with planes, airports and carriers let in."""
    case = cases.load(folder)
    for source in case.sources:
        if source.static:
            ingest.ingest(
                con, source, data / source.file(""), ingest.ALWAYS, datetime(2013, 1, 1)
            )
    return case


@pytest.fixture(scope="session")
def year(
    shipped: Case, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection]:
    """A warehouse with the whole year and its features, let in without judging."""
    path = tmp_path_factory.mktemp("year") / "warehouse.duckdb"
    with opened(path) as con:
        for source in shipped.sources:
            ending = "" if source.static else "-2013-*"
            files = DATA / f"{source.name}{ending}.parquet"
            con.execute(f"CREATE OR REPLACE TEMP VIEW batch AS SELECT * FROM '{files}'")
            con.execute(f"CREATE TABLE {source.name} AS {source.sql.text}")
        materialise(con, shipped, datetime(2013, 1, 1), datetime(2014, 1, 1))
        yield con
