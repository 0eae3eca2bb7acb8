"""Days that no model is trained on, because a fault of the data was found on them.

Monitoring writes them, training reads them. A day is trusted again once a corrected
batch replaces the data of its month.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from reference_stack.warehouse import Connection

TABLE: Final = """
CREATE TABLE IF NOT EXISTS distrusted_days (
    day DATE PRIMARY KEY, reason VARCHAR, data VARCHAR
)
"""
# The batches that a month rests on, as they are now. A warehouse that was filled
# without batches has none, and its days stay as they are.
DATA: Final = """
SELECT coalesce(string_agg(digest, ' ' ORDER BY source, digest), '')
FROM batches WHERE active AND period = ?
"""


def distrust(
    con: Connection, days: tuple[date, ...], found: Mapping[date, str]
) -> None:
    """Note which of some days (in order) had a fault and why, replacing what was noted."""
    con.execute(TABLE)
    con.execute(
        "DELETE FROM distrusted_days WHERE day BETWEEN ? AND ?", [days[0], days[-1]]
    )
    for day, reason in sorted(found.items()):
        con.execute(
            "INSERT INTO distrusted_days VALUES (?, ?, ?)",
            [day, reason, _data_of(con, day)],
        )


def distrusted(con: Connection, since: date, until: date) -> Mapping[date, str]:
    """Return the days in `[since, until)` that are not to be trained on, and why."""
    con.execute(TABLE)
    noted = con.execute(
        "SELECT day, reason, data FROM distrusted_days "
        "WHERE day >= ? AND day < ? ORDER BY day",
        [since, until],
    ).fetchall()
    return {day: why for day, why, data in noted if data == _data_of(con, day)}


def _data_of(con: Connection, day: date) -> str:
    there = con.execute(
        "SELECT 1 FROM information_schema.tables WHERE table_name = 'batches'"
    ).fetchone()
    found = con.execute(DATA, [f"{day:%Y-%m}"]).fetchone() if there else None
    return str(found[0]) if found else ""
