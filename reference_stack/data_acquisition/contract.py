"""What a file must look like to be let in, and the SQL that judges its rows.

The contract of a source lies beside its ingest SQL. It is judged twice: the schema of the
file as a whole (`schema_faults`), then every row (`judged`), and from the count of bad
rows again the file as a whole (`batch_faults`).
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from reference_stack import case as cases
from reference_stack.values import Value

ROW = "_row"
REASONS = "_reasons"
TYPES: Mapping[str, tuple[str, ...]] = {
    "text": ("VARCHAR",),
    "integer": (
        *("TINYINT", "SMALLINT", "INTEGER", "BIGINT"),
        *("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"),
    ),
    "number": ("FLOAT", "DOUBLE", "DECIMAL"),
    "timestamp": ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"),
    "date": ("DATE",),
    "boolean": ("BOOLEAN",),
}
PERSONAL = "looks like personal data"
PERSONAL_FORM = (
    r"[\w.+-]+@[\w-]+\.[a-z]{2,}"  # an e-mail address
    r"|\+\d[\d ()/-]{7,}\d"  # an international telephone number
    r"|\b\d{3}-\d{2}-\d{4}\b"  # a social security number
    r"|\b(?:\d[ -]?){13,16}\b"  # a payment card
)


class Column(Value):
    """A column of a file: its type, what it may hold and what it means.

    Texts that are neither listed nor of a given form are searched for personal data.
    """

    type: Literal["text", "integer", "number", "timestamp", "date", "boolean"]
    text: str
    unit: str = ""
    nullable: bool = False
    min: float | None = None
    max: float | None = None
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    longest: int = Field(default=200, ge=1)


class Reference(Value):
    """A column whose values must be in another source, but for known exceptions."""

    column: str
    source: str
    to: str
    exceptions: tuple[str, ...] = Field(default=(), alias="except")


class Check(Value):
    """A condition on a whole row, as SQL that is true for a good one."""

    id: str
    text: str
    holds: str


class Contract(Value):
    """What the files of a source must look like.

    `period` names the columns that say which month a row is of: year and month, or one
    date or timestamp; empty for a source that does not come by month.
    """

    text: str
    owner: str
    terms: str
    rows_at_least: int = Field(ge=1)
    bad_share_at_most: float = Field(ge=0, lt=1)
    columns: dict[str, Column] = Field(min_length=1)
    key: tuple[str, ...] = Field(min_length=1)
    period: tuple[str, ...] = Field(default=(), max_length=2)
    references: tuple[Reference, ...] = ()
    checks: tuple[Check, ...] = ()

    @model_validator(mode="after")
    def _closed(self) -> Self:
        named = {*self.key, *self.period, *(r.column for r in self.references)}
        if missing := sorted(named - set(self.columns)):
            raise ValueError(f"{missing[0]} is not one of the columns")
        return self


def load(path: Path) -> Contract:
    """Read a contract.

    Raises:
        CaseError: It is missing, not YAML, or does not fit.
    """
    return _read(path, path.stat().st_mtime_ns if path.exists() else 0)


@cache
def _read(path: Path, _: int) -> Contract:
    return cases.read(path, Contract)


def schema_faults(contract: Contract, found: Mapping[str, str]) -> tuple[str, ...]:
    """Return what is wrong with the columns of a file (name -> DuckDB type).

    A renamed column is a missing and an unexpected one. A column that the contract does
    not know is a fault as well: nobody has said what it means.
    """
    missing = [f"column {c} is missing" for c in contract.columns if c not in found]
    unexpected = [
        f"column {c} is unexpected" for c in found if c not in contract.columns
    ]
    wrong = [
        f"column {name} is {found[name]}, not {column.type}"
        for name, column in contract.columns.items()
        if name in found and found[name].partition("(")[0] not in TYPES[column.type]
    ]
    return (*missing, *unexpected, *wrong)


def batch_faults(contract: Contract, rows: int, bad: int) -> tuple[str, ...]:
    """Return what is wrong with a file as a whole, given its rows and the bad ones."""
    share = bad / rows if rows else 0.0
    faults = []
    if rows - bad < contract.rows_at_least:
        faults.append(
            f"{rows - bad} good rows, at least {contract.rows_at_least} are expected"
        )
    if share > contract.bad_share_at_most:
        faults.append(
            f"{share:.1%} of the rows are bad, "
            f"at most {contract.bad_share_at_most:.1%} are allowed"
        )
    return tuple(faults)


def judged(contract: Contract, relation: str, period: str) -> str:
    """Return SQL that adds to each row of `relation` the reasons why it is bad.

    `relation` has the columns of the contract and `_row`, the row's place in the file.
    The reasons are a list, empty for a good row. Of rows with the same key the first in
    the file is kept.
    """
    rules = [
        *(rule for name, c in contract.columns.items() for rule in _rules(name, c)),
        *_period(contract, period),
        *(
            (f"{r.column} is not in {r.source}", _orphan(r))
            for r in contract.references
        ),
        *((c.id, f"NOT coalesce(TRY({c.holds}), false)") for c in contract.checks),
        ("duplicate key", f"{_place(contract.key)} > 1"),
    ]
    reasons = ", ".join(f"CASE WHEN {bad} THEN {_text(why)} END" for why, bad in rules)
    return (
        f"SELECT *, list_filter([{reasons}], lambda r: r IS NOT NULL) "
        f"AS {REASONS} FROM {relation}"
    )


def _rules(name: str, column: Column) -> list[tuple[str, str]]:
    it = f'"{name}"'
    rules = []
    if not column.nullable:
        rules.append((f"{name} is missing", f"{it} IS NULL"))
    if column.type == "number":
        rules.append((f"{name} is not a number", f"NOT isfinite({it})"))
    if column.min is not None:
        rules.append((f"{name} is below {column.min:g}", f"{it} < {column.min}"))
    if column.max is not None:
        rules.append((f"{name} is above {column.max:g}", f"{it} > {column.max}"))
    if column.type == "text":
        rules += _text_rules(name, column)
    return rules


def _text_rules(name: str, column: Column) -> list[tuple[str, str]]:
    it = f'"{name}"'
    rules = [(f"{name} is too long", f"length({it}) > {column.longest}")]
    if column.allowed:
        known = ", ".join(_text(value) for value in column.allowed)
        rules.append((f"{name} is not an allowed value", f"{it} NOT IN ({known})"))
    if column.pattern:
        fits = f"regexp_full_match({it}, {_text(column.pattern)})"
        rules.append((f"{name} is not of its form", f"NOT {fits}"))
    if not (column.allowed or column.pattern):
        found = f"regexp_matches({it}, {_text(PERSONAL_FORM)})"
        rules.append((f"{name} {PERSONAL}", found))
    return rules


def _period(contract: Contract, period: str) -> list[tuple[str, str]]:
    if not contract.period:
        return []
    columns = [f'"{name}"' for name in contract.period]
    if len(columns) == 1:
        month = f"strftime({columns[0]}, '%Y-%m')"
    else:
        month = f"format('{{:04d}}-{{:02d}}', {columns[0]}, {columns[1]})"
    return [(f"not of {period}", f"{month} <> {_text(period)}")]


def _orphan(reference: Reference) -> str:
    known = f'SELECT "{reference.to}" FROM "{reference.source}"'
    it = f'"{reference.column}"'
    excepted = ", ".join(_text(value) for value in reference.exceptions)
    spared = f" AND {it} NOT IN ({excepted})" if excepted else ""
    return f"{it} IS NOT NULL AND {it} NOT IN ({known}){spared}"


def _place(key: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}"' for name in key)
    return f"row_number() OVER (PARTITION BY {columns} ORDER BY {ROW})"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
