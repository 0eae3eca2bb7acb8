"""Files become versions of batches: the same file twice changes nothing.

A batch is a file of a source for a month, known by the digest of its bytes and of the
rules (contract and SQL) that judged it. A good batch becomes the active version of its
source and month, older ones stay beside it; the view named like the source shows active
rows only. A bad batch goes to quarantine as a whole and what was active stays active.
Always: rows delivered = rows kept + rows in quarantine.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from reference_stack.case import Source
from reference_stack.data_acquisition import contract as contracts
from reference_stack.data_acquisition import quarantine
from reference_stack.data_acquisition.contract import REASONS, ROW, Contract
from reference_stack.errors import BatchError, CaseError
from reference_stack.values import Value
from reference_stack.warehouse import Connection, Fault, blamed

SCHEMA = """
CREATE TABLE IF NOT EXISTS batches (
    source VARCHAR, period VARCHAR, version INTEGER, digest VARCHAR, file VARCHAR,
    rows INTEGER, quarantined INTEGER, known_at TIMESTAMP, active BOOLEAN,
    faults VARCHAR[], PRIMARY KEY (source, period, digest)
)
"""
ALWAYS = "always"
"""The period of a source that does not come by month."""


class Batch(Value):
    """A delivered file as the warehouse remembers it; without faults it was let in."""

    source: str
    period: str
    version: int
    digest: str
    file: str
    rows: int
    quarantined: int
    known_at: datetime
    active: bool
    faults: tuple[str, ...]

    @property
    def accepted(self) -> bool:
        """Whether it was let in, even if a newer version has replaced it since."""
        return not self.faults

    @property
    def subject(self) -> str:
        """What the ledger calls it."""
        return f"{self.source} {self.period} version {self.version}"


def prepare(con: Connection) -> None:
    """Create the tables that every run needs, if they are not there."""
    con.execute(SCHEMA)
    con.execute(quarantine.SCHEMA)


def ingest(
    con: Connection, source: Source, file: Path, period: str, at: datetime
) -> Batch:
    """Take a delivered file in, or find that it was taken in before.

    Args:
        con: The warehouse.
        source: How its rows are read and judged.
        file: The file, Parquet.
        period: The month it is for, or `ALWAYS`.
        at: The time of delivery on the clock of the run.

    Raises:
        BatchError: The file is not there.
        CaseError: The ingest SQL of the source loses rows, doubles them or fails, or a
            check of its contract does.
    """
    prepare(con)
    digest = digest_of(source, file)
    known = find(con, source.name, period, digest)
    if known:
        return known
    with blamed(source.contract):
        faults = _judge(con, contracts.load(source.contract), file, period)
    with _transaction(con):
        return _taken_in(con, source, file.name, (period, digest, at), faults)


def digest_of(source: Source, file: Path) -> str:
    """Return the digest of a file and of the rules that judge it.

    Raises:
        BatchError: The file is not there.
    """
    try:
        content = hashlib.sha256(file.read_bytes())
    except OSError:
        raise BatchError(
            str(file), "was not delivered", f"a Parquet file of {source.name}"
        ) from None
    content.update(source.contract.read_bytes() + b"\0" + source.sql.text.encode())
    return content.hexdigest()


def find(con: Connection, source: str, period: str, digest: str) -> Batch | None:
    """Return the batch with this digest, if it was delivered before."""
    found = [b for b in batches(con, source, period) if b.digest == digest]
    return found[0] if found else None


def batches(
    con: Connection, source: str | None = None, period: str | None = None
) -> tuple[Batch, ...]:
    """Return what was delivered, by source, month and version."""
    cursor = con.execute(
        "SELECT * FROM batches WHERE coalesce(source = ?, true) "
        "AND coalesce(period = ?, true) ORDER BY source, period, version",
        [source, period],
    )
    names = [column[0] for column in cursor.description or ()]
    return tuple(
        Batch.model_validate(dict(zip(names, row, strict=True)))
        for row in cursor.fetchall()
    )


def _taken_in(
    con: Connection,
    source: Source,
    file: str,
    batch: tuple[str, str, datetime],
    faults: tuple[str, ...],
) -> Batch:
    """Keep what was `judged`, or set it aside as a whole, and remember the batch."""
    period, digest, at = batch
    rows, bad = _count(con)
    if not faults:
        faults = contracts.batch_faults(contracts.load(source.contract), rows, bad)
    if faults:
        bad = rows
        con.execute(
            f"UPDATE judged SET {REASONS} = list_concat({REASONS}, ?)", [list(faults)]
        )
    else:
        _keep(con, source, period, digest)
    quarantine.set_aside(con, "judged", (source.name, period, digest), at)
    version = len(batches(con, source.name, period)) + 1
    con.execute(
        "INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            *(source.name, period, version, digest, file),
            *(rows, bad, at, not faults, list(faults)),
        ],
    )
    found = find(con, source.name, period, digest)
    assert found  # noqa: S101 - written one line above
    return found


def _judge(
    con: Connection, rules: Contract, file: Path, period: str
) -> tuple[str, ...]:
    """Put the rows of a file with their reasons into `judged`; return its faults."""
    try:
        con.execute(
            "CREATE OR REPLACE TEMP TABLE delivered AS SELECT * RENAME "
            f"(file_row_number AS {ROW}) FROM read_parquet(?, file_row_number = true)",
            [str(file)],
        )
    except Fault:
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE judged AS "
            f"SELECT 0 AS {ROW}, []::VARCHAR[] AS {REASONS} LIMIT 0"
        )
        return ("the file cannot be read",)
    found = {
        name: kind
        for name, kind, *_ in con.execute("DESCRIBE delivered").fetchall()
        if name != ROW
    }
    faults = (*contracts.schema_faults(rules, found), *_unknown(con, rules))
    query = f"SELECT *, []::VARCHAR[] AS {REASONS} FROM delivered"
    if not faults:
        query = contracts.judged(rules, "delivered", period)
    con.execute(f"CREATE OR REPLACE TEMP TABLE judged AS {query}")
    return faults


def _unknown(con: Connection, rules: Contract) -> list[str]:
    views = {
        row[0] for row in con.execute("SELECT view_name FROM duckdb_views()").fetchall()
    }
    names = sorted({r.source for r in rules.references} - views)
    return [f"it refers to {name}, of which nothing was let in yet" for name in names]


def _count(con: Connection) -> tuple[int, int]:
    query = f"SELECT count(*), count(*) FILTER (len({REASONS}) > 0) FROM judged"
    rows, bad = con.execute(query).fetchall()[0]
    return int(rows), int(bad)


def _keep(con: Connection, source: Source, period: str, digest: str) -> None:
    """Run the ingest SQL over the good rows and make the result the active version."""
    name = source.name
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW batch AS "
        f"SELECT * EXCLUDE ({ROW}, {REASONS}) FROM judged WHERE len({REASONS}) = 0"
    )
    with blamed(source.sql.path):
        con.execute(
            f"CREATE TABLE IF NOT EXISTS raw_{name} AS SELECT *, ''::VARCHAR AS _batch "
            f"FROM ({source.sql.text}\n) LIMIT 0"
        )
        con.execute(
            f"INSERT INTO raw_{name} BY NAME "
            f"SELECT *, ?::VARCHAR AS _batch FROM ({source.sql.text}\n)",
            [digest],
        )
        _check_grain(con, source, digest)
    con.execute(
        "UPDATE batches SET active = false WHERE source = ? AND period = ?",
        [name, period],
    )
    con.execute(
        f'CREATE OR REPLACE VIEW "{name}" AS '
        f"SELECT * EXCLUDE (_batch) FROM raw_{name} WHERE _batch IN "
        f"(SELECT digest FROM batches WHERE source = '{name}' AND active)"
    )


def _check_grain(con: Connection, source: Source, digest: str) -> None:
    grain = ", ".join(f'"{name}"' for name in source.sql.grain)
    query = (
        "SELECT (SELECT count(*) FROM batch), count(*), "
        f"count(DISTINCT hash({grain})) FROM raw_{source.name} WHERE _batch = ?"
    )
    delivered, rows, keys = con.execute(query, [digest]).fetchall()[0]
    if rows != delivered or keys != rows:
        raise CaseError(
            str(source.sql.path),
            f"{delivered} good rows became {rows} with {keys} different keys",
            f"one row for each, unique by {grain}",
        )


@contextmanager
def _transaction(con: Connection) -> Iterator[None]:
    con.execute("BEGIN")
    try:
        yield
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")
