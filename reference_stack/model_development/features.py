"""The list of features as people read it: where each comes from and what it means.

What a feature means stands in the comment of the case's SQL file that gives it, beside
its definition; there is no second list to keep in step.
"""

from typing import Literal

from reference_stack.case import Case
from reference_stack.features import FeatureSet
from reference_stack.values import Value

SENT = "sent by the caller"


class Feature(Value):
    """A feature, the file that defines it and the keys by which it is found."""

    name: str
    kind: Literal["text", "number"]
    source: str
    keys: tuple[str, ...]
    meaning: str


def listed(case: Case, features: FeatureSet) -> tuple[Feature, ...]:
    """Return all features in the order of the model's inputs."""
    comments = {query.name: meaning(query.text) for query in case.tables}
    owner = {name: table for table in features.tables for name in table.columns}
    found = []
    for name in features.names:
        table = owner.get(name)
        found.append(
            Feature(
                name=name,
                kind="text" if name in features.texts else "number",
                source=f"features/{table.name}.sql" if table else "request",
                keys=table.keys if table else (),
                meaning=comments[table.name] if table else SENT,
            )
        )
    return tuple(found)


def meaning(text: str) -> str:
    """Return the comment at the head of a SQL file, without the line of its grain."""
    lines = []
    for line in text.splitlines()[1:]:
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--").strip())
    return " ".join(lines)
