"""A name for all the data there are: which versions of which batches are active.

The name is the digest of the active batches' digests, which are digests of their content,
so equal data have equal names. Old versions stay in the warehouse; the rows of a snapshot
can be read again after later deliveries have replaced some of them.
"""

import hashlib
from datetime import datetime

import pandas as pd

from reference_stack.data_acquisition import ingest
from reference_stack.errors import BatchError
from reference_stack.values import Value
from reference_stack.warehouse import Connection, frame

SCHEMA = """
CREATE TABLE IF NOT EXISTS snapshots (
    digest VARCHAR PRIMARY KEY, as_of TIMESTAMP, batches VARCHAR[]
)
"""


class Snapshot(Value):
    """The digest of a state of the data, when it was first seen, and its batches."""

    digest: str
    as_of: datetime
    batches: tuple[str, ...]


def take(con: Connection, as_of: datetime) -> Snapshot:
    """Name the data that are active now; data that were named before keep their name."""
    active = [b for b in ingest.batches(con) if b.active]
    lines = [f"{b.source} {b.period} {b.digest}" for b in active]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    con.execute(SCHEMA)
    con.execute(
        "INSERT INTO snapshots VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [digest, as_of, [b.digest for b in active]],
    )
    return find(con, digest)


def find(con: Connection, digest: str) -> Snapshot:
    """Return a snapshot by its digest.

    Raises:
        BatchError: There is none.
    """
    found = con.execute(
        "SELECT digest, as_of, batches FROM snapshots WHERE digest = ?", [digest]
    ).fetchall()
    if not found:
        raise BatchError(f"snapshot {digest[:12]}", "was never taken")
    names = Snapshot.model_fields
    return Snapshot.model_validate(dict(zip(names, found[0], strict=True)))


def rows(con: Connection, snapshot: Snapshot, source: str) -> pd.DataFrame:
    """Return the rows of a source as they were in a snapshot, in a fixed order."""
    return frame(
        con,
        f"SELECT * EXCLUDE (_batch) FROM raw_{source} "
        "WHERE list_contains(?::VARCHAR[], _batch) ORDER BY ALL",
        [list(snapshot.batches)],
    )
