"""Bad rows are set aside with their reasons; none is dropped and none gets through."""

import json
from datetime import datetime

from reference_stack.data_acquisition.contract import REASONS, ROW
from reference_stack.warehouse import Connection

SCHEMA = """
CREATE TABLE IF NOT EXISTS quarantine (
    source VARCHAR, period VARCHAR, digest VARCHAR, "row" JSON, reasons VARCHAR[],
    "at" TIMESTAMP
)
"""


def set_aside(
    con: Connection, relation: str, batch: tuple[str, str, str], at: datetime
) -> None:
    """Keep the bad rows of a relation as JSON with their reasons.

    Args:
        con: The warehouse.
        relation: Rows with `_row` and `_reasons`, whatever their other columns are.
        batch: Source, period and digest of the batch.
        at: The time on the clock of the run.
    """
    con.execute(
        "INSERT INTO quarantine "
        f"SELECT ?, ?, ?, json_merge_patch(to_json({relation}), ?), {REASONS}, ? "
        f"FROM {relation} WHERE len({REASONS}) > 0 ORDER BY {ROW}",
        [*batch, json.dumps({ROW: None, REASONS: None}), at],
    )


def reasons(con: Connection, digest: str | None = None) -> dict[str, int]:
    """Count the rows in quarantine by reason, of one batch or of all; most first."""
    found = con.execute(
        "SELECT reason, count(*) FROM (SELECT unnest(reasons) AS reason FROM quarantine "
        "WHERE ?::VARCHAR IS NULL OR digest = ?) GROUP BY reason ORDER BY 2 DESC, 1",
        [digest, digest],
    ).fetchall()
    return dict(found)
