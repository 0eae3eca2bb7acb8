"""Features in the warehouse: built from the case's SQL, joined for training."""

from datetime import datetime

import pandas as pd

from reference_stack.case import Case
from reference_stack.errors import CaseError
from reference_stack.features.definition import (
    MISSING,
    FeatureSet,
    as_text,
    check_keys,
    described,
    key_of,
)
from reference_stack.warehouse import Connection, Query, blamed, frame


def materialise(con: Connection, case: Case, since: datetime, until: datetime) -> None:
    """Build the feature rows for predictions made in `[since, until)` and the views.

    Rows with the same keys are replaced, others stay. The SQL of a table may use
    `$since` and `$until`; each row says in `known_at` when its values were known.
    Views: `requests` (what a caller sends, one row per entity, with `entity_id`,
    `made_at`, `day` and the keys) and `labels` (`entity_id`, `label`, `known_at`).

    Raises:
        CaseError: A query of the case is refused, no request carries a key of a feature
            table, or its rows are not unique by its grain.
    """
    with blamed(case.folder / "goal.yaml"):
        con.execute(f"CREATE OR REPLACE VIEW requests AS {_requests(case)}")
    delay = str(case.goal.calendar.label_delay_hours)
    labels = case.labels.text.replace("$label_delay_hours", delay)
    with blamed(case.labels.path):
        con.execute(f"CREATE OR REPLACE VIEW labels AS {labels}")
    for table in case.tables:
        check_keys(case, table)
        _replace(con, table, {"since": since, "until": until})


def requests(
    con: Connection, case: Case, since: datetime, until: datetime
) -> pd.DataFrame:
    """Return what callers send in `[since, until)`, in the order of `made_at`.

    Columns: `entity_id`, `made_at` and the fields of a request; timestamps are ISO text.
    """
    fields = ", ".join(f'"{name}"' for name in case.goal.request)
    return frame(
        con,
        f"SELECT entity_id, made_at, {fields} FROM requests "
        "WHERE made_at >= ? AND made_at < ? ORDER BY made_at, entity_id",
        [since, until],
    )


def rows(
    con: Connection,
    case: Case,
    since: datetime,
    until: datetime,
    as_of: datetime | None = None,
) -> pd.DataFrame:
    """Return the features of all predictions made in `[since, until)`.

    Columns: `entity_id`, `made_at`, `day`, the texts (missing: empty), the numbers
    (float32, missing: NaN) and, with `as_of`, the `label` (float64) of those entities
    whose outcome was known by then; the others are left out. A feature row that became
    known after the prediction is treated as missing.
    """
    features = described(con, case)
    return frame(con, _joined(features, as_of), _parameters(since, until, as_of))


def _parameters(
    since: datetime, until: datetime, as_of: datetime | None
) -> list[object]:
    return [since, until] if as_of is None else [as_of, since, until]


def _joined(features: FeatureSet, as_of: datetime | None) -> str:
    owner = {c: t.name for t in features.tables for c in t.columns}
    texts = [
        f"coalesce({_from(owner, name)}, '{MISSING}') AS \"{name}\""
        for name in features.texts
    ]
    numbers = [
        f'CAST({_from(owner, name)} AS FLOAT) AS "{name}"' for name in features.numbers
    ]
    joins = [
        f"LEFT JOIN feature_{t.name} AS t_{t.name} ON "
        + " AND ".join(f't_{t.name}."{k}" = r."{k}"' for k in t.keys)
        + f" AND t_{t.name}.known_at <= r.made_at"
        for t in features.tables
    ]
    label = [] if as_of is None else ["CAST(l.label AS DOUBLE) AS label"]
    if as_of is not None:
        joins.append(
            "JOIN labels AS l ON l.entity_id = r.entity_id AND l.known_at <= ?"
        )
    columns = ["r.entity_id", "r.made_at", "r.day", *texts, *numbers, *label]
    return (
        f"SELECT {', '.join(columns)} FROM requests AS r {' '.join(joins)} "
        "WHERE r.made_at >= ? AND r.made_at < ? ORDER BY r.made_at, r.entity_id"
    )


def _from(owner: dict[str, str], name: str) -> str:
    return f't_{owner[name]}."{name}"' if name in owner else f'r."{name}"'


def _requests(case: Case) -> str:
    goal = case.goal
    fields = {name: as_text(name, field) for name, field in goal.request.items()}
    keys = {}
    for name in goal.keys:
        field, first = key_of(name, goal)
        keys[name] = f"left({fields[field]}, {first})"
    columns = ", ".join(
        f'{text} AS "{name}"' for name, text in {**fields, **keys}.items()
    )
    entity = goal.entity
    return (
        f'SELECT CAST(e."{entity.id}" AS VARCHAR) AS entity_id, '
        f'e."{entity.made_at}" AS made_at, CAST(e."{entity.made_at}" AS DATE) AS day, '
        f'{columns} FROM "{entity.table}" AS e'
    )


def _replace(con: Connection, table: Query, spans: dict[str, datetime]) -> None:
    name = f"feature_{table.name}"
    used = {key: value for key, value in spans.items() if f"${key}" in table.text}
    with blamed(table.path):
        con.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS {table.text}", used or None)
        _check_grain(con, table)
    con.execute(f"CREATE TABLE IF NOT EXISTS {name} AS SELECT * FROM fresh LIMIT 0")
    same = " AND ".join(f'{name}."{key}" = fresh."{key}"' for key in table.grain)
    con.execute("BEGIN")
    con.execute(f"DELETE FROM {name} USING fresh WHERE {same}")
    con.execute(f"INSERT INTO {name} BY NAME SELECT * FROM fresh")
    con.execute("COMMIT")
    con.execute("DROP TABLE fresh")


def _check_grain(con: Connection, table: Query) -> None:
    grain = ", ".join(f'"{key}"' for key in table.grain)
    rows, keys, known = con.execute(
        f"SELECT count(*), count(DISTINCT hash({grain})), count(known_at) FROM fresh"
    ).fetchall()[0]
    if keys != rows:
        raise CaseError(
            str(table.path),
            f"{rows} rows have {keys} different keys",
            f"rows unique by {grain}",
        )
    if known != rows:
        raise CaseError(
            str(table.path),
            f"{rows - known} rows do not say when they were known",
            "a known_at in every row",
        )
