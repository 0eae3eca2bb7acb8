"""The prediction log in the warehouse: every line once, whatever happened on the way."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from reference_stack.features import FeatureSet
from reference_stack.warehouse import Connection, query

SQL = Path(__file__).parent / "sql"
COLUMNS = {
    "request_id": "VARCHAR",
    "entity_id": "VARCHAR",
    "made_at": "TIMESTAMP",
    "arm": "VARCHAR",
    "version": "VARCHAR",
    "probability": "DOUBLE",
    "decision": "BOOLEAN",
    "other_version": "VARCHAR",
    "other_probability": "DOUBLE",
    "wall_ms": "DOUBLE",
    "cpu_ms": "DOUBLE",
    "rss_mb": "DOUBLE",
    "status": "VARCHAR",
    "problem": "VARCHAR",
}


def prepare(con: Connection, features: FeatureSet) -> None:
    """Create the tables `predictions` and `served_features` where they are missing."""
    con.execute(query(SQL / "predictions.sql").text)
    columns = ", ".join(f'"{n}" {kind}' for n, kind in _kinds(features).items())
    con.execute(
        "CREATE TABLE IF NOT EXISTS served_features "
        f"(request_id VARCHAR PRIMARY KEY, {columns})"
    )


def load(con: Connection, features: FeatureSet, folder: Path, day: date) -> int:
    """Load the lines of a day and return how many predictions of it there are now.

    A line whose request id is known already is left out, so a repeated request and a
    repeated load change nothing; a line torn by a killed process is no line.

    Args:
        con: The warehouse, with the tables of `prepare`.
        features: The features that the service logs.
        folder: The prediction log, `<day>/<worker>.jsonl` below it.
        day: The day to load.
    """
    files = sorted(str(path) for path in (folder / day.isoformat()).glob("*.jsonl"))
    span = [datetime.combine(day + timedelta(days=n), time()) for n in (0, 1)]
    if files:
        _insert(con, _kinds(features), files, span)
    found = con.execute(
        "SELECT count(*) FROM predictions WHERE made_at >= ? AND made_at < ?", span
    ).fetchone()
    return int(found[0]) if found else 0


def _insert(
    con: Connection, kinds: dict[str, str], files: list[str], span: list[datetime]
) -> None:
    features = ", ".join(f'"{name}" {kind}' for name, kind in kinds.items())
    shape = {**COLUMNS, "features": f"STRUCT({features})"}
    columns = ", ".join(f"{name}: '{kind}'" for name, kind in shape.items())
    con.execute(
        "CREATE OR REPLACE TEMP TABLE lines AS "
        f"SELECT * FROM read_json(?, columns = {{{columns}}}, "
        "format = 'newline_delimited', ignore_errors = true) "
        "WHERE status IS NOT NULL AND made_at IS NOT NULL "
        "AND request_id NOT IN (SELECT request_id FROM predictions "
        "WHERE made_at >= ? AND made_at < ?) "
        "QUALIFY row_number() OVER (PARTITION BY request_id) = 1 "
        "ORDER BY made_at, request_id",
        [files, *span],
    )
    names = ", ".join(COLUMNS)
    con.execute("BEGIN")
    con.execute(f"INSERT INTO predictions SELECT {names} FROM lines")
    con.execute("INSERT INTO served_features SELECT request_id, features.* FROM lines")
    con.execute("COMMIT")
    con.execute("DROP TABLE lines")


def _kinds(features: FeatureSet) -> dict[str, str]:
    texts = dict.fromkeys(features.texts, "VARCHAR")
    return texts | dict.fromkeys(features.numbers, "DOUBLE")
