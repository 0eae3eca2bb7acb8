"""Features in service: the rows of the feature tables, looked up by key.

The warehouse has one writer, so the service does not open it. What it needs is
published to a small SQLite file, in one transaction; a running service notices.
"""

import json
import math
import sqlite3
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path

from reference_stack.case import Case
from reference_stack.features.definition import (
    MISSING,
    FeatureSet,
    TableFeatures,
    described,
    key_of,
)
from reference_stack.warehouse import Connection

SCHEMA = """
CREATE TABLE IF NOT EXISTS features (
    name TEXT, key TEXT, known_at TEXT, content TEXT, PRIMARY KEY (name, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS definition (content TEXT);
"""
BETWEEN = "\x1f"
Row = tuple[str, tuple[str | float, ...]]


def publish(con: Connection, case: Case, day: date, path: Path) -> int:
    """Put the feature rows that the predictions of a day need where the service looks.

    Replaces what was there, in one transaction. Returns the number of rows.
    """
    features = described(con, case)
    # A range of moments lets the warehouse skip other days' rows; `day` is computed.
    begins = datetime.combine(day, time())
    con.execute(
        "CREATE OR REPLACE TEMP TABLE asked AS SELECT * FROM requests "
        "WHERE made_at >= ? AND made_at < ?",
        [begins, begins + timedelta(days=1)],
    )
    rows = [row for t in features.tables for row in _rows(con, t)]
    con.execute("DROP TABLE asked")
    path.parent.mkdir(parents=True, exist_ok=True)
    store = sqlite3.connect(path)
    try:
        store.execute("PRAGMA journal_mode = WAL")
        store.executescript(SCHEMA)
        with store:
            store.execute("DELETE FROM features")
            store.execute("DELETE FROM definition")
            store.executemany("INSERT INTO features VALUES (?, ?, ?, ?)", rows)
            store.execute(
                "INSERT INTO definition VALUES (?)", [features.model_dump_json()]
            )
    finally:
        store.close()
    return len(rows)


def _rows(con: Connection, table: TableFeatures) -> list[tuple[str, str, str, str]]:
    same = " AND ".join(f't."{k}" = r."{k}"' for k in table.keys)
    keys = ", ".join(f'CAST(t."{k}" AS VARCHAR)' for k in table.keys)
    texts = [f"coalesce(t.\"{c}\", '{MISSING}')" for c in table.texts]
    numbers = [f'CAST(CAST(t."{c}" AS FLOAT) AS DOUBLE)' for c in table.numbers]
    found = con.execute(
        f"SELECT concat_ws('{BETWEEN}', {keys}), strftime(t.known_at, "
        f"'%Y-%m-%dT%H:%M:%S.%f'), [{', '.join(texts)}]::VARCHAR[], "
        f"[{', '.join(numbers)}]::DOUBLE[] FROM feature_{table.name} AS t "
        f"SEMI JOIN asked AS r ON {same} ORDER BY 1"
    ).fetchall()
    return [
        (table.name, key, known_at, json.dumps([*text, *number], allow_nan=False))
        for key, known_at, text, number in (
            (k, a, t, [None if n is None or math.isnan(n) else n for n in m])
            for k, a, t, m in found
        )
    ]


class Online:
    """The published features, held in memory and read anew when they change."""

    def __init__(self, path: Path, case: Case) -> None:
        self._path = path
        self._case = case
        self._store = sqlite3.connect(path, check_same_thread=False)
        self._store.executescript(SCHEMA)
        self._version = -1
        self._features: FeatureSet | None = None
        self._rows: dict[str, dict[str, Row]] = {}
        self._keys: dict[str, list[tuple[str, int | None]]] = {}

    def refresh(self) -> bool:
        """Read the published rows again if they changed; tell whether they did."""
        version = int(self._store.execute("PRAGMA data_version").fetchone()[0])
        if version == self._version:
            return False
        self._store.execute("BEGIN")
        try:
            definition = self._store.execute(
                "SELECT content FROM definition"
            ).fetchone()
            content = self._store.execute(
                "SELECT name, key, known_at, content FROM features"
            ).fetchall()
        finally:
            self._store.execute("COMMIT")
        self._version = version
        if definition:
            self._load(FeatureSet.model_validate_json(definition[0]), content)
        return True

    def _load(
        self, features: FeatureSet, content: list[tuple[str, str, str, str]]
    ) -> None:
        rows: dict[str, dict[str, Row]] = {t.name: {} for t in features.tables}
        for name, key, known_at, values in content:
            read = tuple(math.nan if v is None else v for v in json.loads(values))
            rows[name][key] = (known_at, read)
        self._features, self._rows = features, rows
        self._keys = {
            t.name: [key_of(key, self._case.goal) for key in t.keys]
            for t in features.tables
        }

    def look_up(
        self, request: Mapping[str, object], made_at: datetime
    ) -> dict[str, str | float]:
        """Return the features of one request, in no particular order.

        Missing texts are empty, missing numbers NaN; so is what became known only
        after `made_at`. Nothing but the fields of the request when nothing is published.
        """
        found: dict[str, str | float] = {}
        for name, field in self._case.goal.request.items():
            if field.feature:
                found[name] = _sent(request.get(name), field.type == "text")
        now = made_at.strftime("%Y-%m-%dT%H:%M:%S.%f")
        for table in self._features.tables if self._features else ():
            row = self._rows[table.name].get(self._key(table.name, request))
            if row is not None and row[0] <= now:
                found.update(zip(table.columns, row[1], strict=True))
            else:
                found.update(dict.fromkeys(table.texts, MISSING))
                found.update(dict.fromkeys(table.numbers, math.nan))
        return found

    def _key(self, table: str, request: Mapping[str, object]) -> str:
        parts = []
        for field, first in self._keys[table]:
            value = request.get(field)
            if value is None:
                return ""
            parts.append(str(value)[:first])
        return BETWEEN.join(parts)

    def close(self) -> None:
        """Close the file."""
        self._store.close()


def _sent(value: object, text: bool) -> str | float:
    if text:
        return MISSING if value is None else str(value)
    return math.nan if value is None else float(str(value))
