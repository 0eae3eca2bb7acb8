"""From a served prediction to everything it rests on, and from a version to its use."""

import json
from pathlib import Path
from typing import Any

from reference_stack.errors import ModelError, ReleaseError
from reference_stack.ledger import Entry
from reference_stack.stack import Stack
from reference_stack.warehouse import Connection

FIRST = 5


def traced(stack: Stack, request_id: str) -> dict[str, Any]:
    """Follow a prediction back: its features, its version, and the version's origin.

    Returns a dictionary fit for JSON with `prediction`, `features`, `model` (run, code
    commit, data, environment and case by digest), `decisions` (the ledger's entries
    about the version) and, back again, `served` (how often the version answered).

    Raises:
        ReleaseError: No such request was served.
        ModelError: The facts of its model are gone.
    """
    with stack.warehouse() as con:
        prediction = _row(con, "predictions", request_id)
        if prediction is None:
            raise ReleaseError(
                f"request {request_id}", "no such prediction", "an id from an answer"
            )
        features = _row(con, "served_features", request_id) or {}
        version = str(prediction["version"])
        served = predictions_of(con, version)
    return {
        "prediction": prediction,
        "features": {n: v for n, v in features.items() if n != "request_id"},
        "model": _facts(stack.settings.models / version),
        "decisions": [_short(e) for e in stack.ledger.entries() if _about(e, version)],
        "served": served,
    }


def predictions_of(con: Connection, version: str) -> dict[str, Any]:
    """Return how many predictions a version made, from when to when, and the first."""
    count, since, until = con.execute(
        "SELECT count(*), min(made_at), max(made_at) FROM predictions "
        "WHERE version = ?",
        [version],
    ).fetchall()[0]
    ids = con.execute(
        "SELECT request_id FROM predictions WHERE version = ? "
        "ORDER BY made_at, request_id LIMIT ?",
        [version, FIRST],
    ).fetchall()
    return {
        "version": version,
        "predictions": count,
        "since": since,
        "until": until,
        "first": [found for (found,) in ids],
    }


def _row(con: Connection, table: str, request_id: str) -> dict[str, Any] | None:
    there = con.execute(
        "SELECT 1 FROM information_schema.tables WHERE table_name = ?", [table]
    ).fetchone()
    if not there:
        return None
    found = con.execute(
        f"SELECT * FROM {table} WHERE request_id = ?",
        [request_id],
    )
    names = [column[0] for column in found.description or ()]
    row = found.fetchone()
    return None if row is None else dict(zip(names, row, strict=True))


def _facts(folder: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((folder / "facts.json").read_bytes())
    except (OSError, ValueError):
        raise ModelError(f"model {folder.name}", "its facts are gone") from None
    return found


def _about(entry: Entry, version: str) -> bool:
    words = entry.subject.split()
    return f"v{version}" in words or entry.inputs.get("version") == version


def _short(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "subject": entry.subject,
        "verdict": entry.verdict,
        "reason": entry.reason,
    }
