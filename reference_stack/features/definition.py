"""Which features there are, in the order in which a model takes them."""

from collections.abc import Mapping

from reference_stack.case import Case, Goal, RequestField
from reference_stack.errors import CaseError
from reference_stack.values import Value
from reference_stack.warehouse import Connection, Query

TEXTS = {"VARCHAR"}
NUMBERS = {
    "BIGINT", "BOOLEAN", "DOUBLE", "FLOAT", "HUGEINT", "INTEGER", "SMALLINT", "TINYINT",
    "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT",
}  # fmt: skip
COLUMNS = """
SELECT table_name, column_name, data_type FROM duckdb_columns()
WHERE table_name LIKE 'feature\\_%' ESCAPE '\\' ORDER BY table_name, column_index
"""
MISSING = ""
"""What a model gets for a text that is missing; a missing number is not a number."""


class TableFeatures(Value):
    """The features of one SQL file and the keys under which they are found."""

    name: str
    keys: tuple[str, ...]
    texts: tuple[str, ...]
    numbers: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Its features, texts first."""
        return self.texts + self.numbers


class FeatureSet(Value):
    """All features of a case: texts first, then numbers, each in a fixed order."""

    texts: tuple[str, ...]
    numbers: tuple[str, ...]
    tables: tuple[TableFeatures, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The features in the order of the model's inputs."""
        return self.texts + self.numbers


def sent(goal: Goal, kind: str) -> tuple[str, ...]:
    """Return the fields of a request that are features of a kind."""
    return tuple(n for n, f in goal.request.items() if f.feature and f.type == kind)


def described(con: Connection, case: Case) -> FeatureSet:
    """Read from the warehouse which features the case has.

    Raises:
        CaseError: A feature table was not built yet, or gives a column of a type that
            no model takes, or two features share a name.
    """
    columns: dict[str, dict[str, str]] = {}
    for table, column, kind in con.execute(COLUMNS).fetchall():
        columns.setdefault(table, {})[column] = kind
    tables = tuple(
        _table(case, q, columns.get(f"feature_{q.name}", {})) for q in case.tables
    )
    texts = sent(case.goal, "text") + tuple(n for t in tables for n in t.texts)
    numbers = sent(case.goal, "number") + tuple(n for t in tables for n in t.numbers)
    names = texts + numbers
    if twice := sorted({n for n in names if names.count(n) > 1}):
        raise CaseError(
            str(case.folder / "features"),
            f"the feature {twice[0]} is given twice",
            "one name for one feature",
        )
    return FeatureSet(texts=texts, numbers=numbers, tables=tables)


def check_keys(case: Case, table: Query) -> None:
    """Check that a caller's request carries every key of a feature table.

    Raises:
        CaseError: A key is neither sent nor cut from what is sent.
    """
    for key in table.grain:
        if key not in case.goal.request and key not in case.goal.keys:
            raise CaseError(
                str(table.path), f"no request carries the key {key}", "a field or a key"
            )


def _table(case: Case, table: Query, columns: Mapping[str, str]) -> TableFeatures:
    check_keys(case, table)
    path, grain = str(table.path), table.grain
    kinds = {c: kind for c, kind in columns.items() if c not in {*grain, "known_at"}}
    if not kinds:
        raise CaseError(path, "its table is not built", "run the data acquisition")
    for column, kind in kinds.items():
        if kind not in TEXTS | NUMBERS and not kind.startswith("DECIMAL"):
            raise CaseError(path, f"{column} is a {kind}", "a text or a number")
    return TableFeatures(
        name=table.name,
        keys=grain,
        texts=tuple(c for c, k in kinds.items() if k in TEXTS),
        numbers=tuple(c for c, k in kinds.items() if k not in TEXTS),
    )


def key_of(name: str, goal: Goal) -> tuple[str, int | None]:
    """Return the field a key is cut from and after how many characters, if it is."""
    if name in goal.keys:
        key = goal.keys[name]
        return key.of, key.first
    return name, None


def as_text(name: str, field: RequestField) -> str:
    """Return the SQL of a request's field as the caller sends it."""
    if field.type == "timestamp":
        return f"strftime(e.\"{name}\", '%Y-%m-%dT%H:%M:%S')"
    if field.type == "text":
        return f'CAST(e."{name}" AS VARCHAR)'
    return f'CAST(e."{name}" AS DOUBLE)'
