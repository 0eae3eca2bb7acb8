"""Columns that must not become features, and the feature SQL that is refused for one.

A rule of the goal names a column and why it is barred: known too late, unlawful, or what
is to be predicted. The rule holds for the name wherever it stands in the SQL of a feature
table, whatever it is renamed to there; `allowed_in` names the tables that may read it
all the same. `SELECT *` is refused as well, since it would let everything through.
"""

import re

from reference_stack.case import Case, FeatureRule
from reference_stack.errors import CaseError
from reference_stack.warehouse import Query

ASIDE = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", re.DOTALL)
STAR = re.compile(r"(?:\bselect\b|,|\.)\s*\*", re.IGNORECASE)


def check(case: Case) -> None:
    """Refuse a case in which a barred column becomes a feature.

    Raises:
        CaseError: A caller sends it as a feature, a feature SQL names it, a feature SQL
            takes all columns, or a rule allows it in a table that does not exist.
    """
    tables = {table.name for table in case.tables}
    for rule in case.goal.barred:
        field = case.goal.request.get(rule.column)
        if field is not None and field.feature:
            raise CaseError(
                str(case.folder / "goal.yaml"),
                f"{rule.column} is barred ({rule.reason}) and sent as a feature",
                "`feature: false`",
            )
        if unknown := sorted(set(rule.allowed_in) - tables):
            raise CaseError(
                str(case.folder / "goal.yaml"),
                f"{rule.column} is allowed in {unknown[0]}, which is no feature table",
                f"one of {', '.join(sorted(tables))}",
            )
    for table in case.tables:
        _check_table(table, case.goal.barred)


def _check_table(table: Query, barred: tuple[FeatureRule, ...]) -> None:
    text = ASIDE.sub(" ", table.text)
    if STAR.search(text):
        raise CaseError(
            str(table.path), "takes all columns with *", "the columns by name"
        )
    named = {word.lower() for word in re.findall(r"\w+", text)}
    for rule in barred:
        if rule.column.lower() in named and table.name not in rule.allowed_in:
            raise CaseError(
                str(table.path),
                f"uses {rule.column}, which is barred: {rule.reason}",
                "another column, or a reason under `allowed_in` in goal.yaml",
            )
