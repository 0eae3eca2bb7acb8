"""The data sheet: questions of data governance, answered with figures measured today.

Answers are the case's (`data_sheet.yaml`); where a figure belongs, they name it in
braces, and it is measured each time data come in. Tables of what was delivered, of the
columns, of the groups and of the quarantine follow. Predictions, outcomes and groups are
those a model would be trained on now: the last months, as many as the goal says.
"""

from datetime import datetime, time

from pydantic import Field

from reference_stack import case as cases
from reference_stack.case import Case
from reference_stack.data_acquisition import contract, ingest, labels, quarantine
from reference_stack.data_acquisition.contract import PERSONAL, Contract
from reference_stack.errors import CaseError
from reference_stack.features import described
from reference_stack.stack import Stack
from reference_stack.values import Value, month_of, month_start, shifted
from reference_stack.warehouse import Connection

FILE = "data_sheet.yaml"


class Question(Value):
    """A question of data governance and the answer of the case."""

    id: str
    question: str
    answer: str


class Answers(Value):
    """What the case says about its data."""

    questions: tuple[Question, ...] = Field(min_length=1)


class Group(Value):
    """A value of a segment, how many predictions it has and how often the label is 1."""

    segment: str
    value: str
    predictions: int
    label_rate: float | None


class Window(Value):
    """Predictions made in `[since, as_of)`, with the outcomes known at `as_of`."""

    since: datetime
    as_of: datetime


def window(case: Case, as_of: datetime) -> Window:
    """Return what a model would be trained on at `as_of`."""
    months = case.goal.calendar.training_months
    since = month_start(shifted(month_of(as_of.date()), -months))
    return Window(since=datetime.combine(since, time()), as_of=as_of)


def write(con: Connection, stack: Stack, as_of: datetime) -> None:
    """Write `reports/data_sheet.md`.

    Raises:
        CaseError: An answer names a figure that there is not.
    """
    path = stack.settings.reports / "data_sheet.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(sheet(con, stack.case, as_of), encoding="utf-8")


def sheet(con: Connection, case: Case, as_of: datetime) -> str:
    """Return the data sheet as Markdown, with what was known at `as_of`.

    Raises:
        CaseError: An answer names a figure that there is not.
    """
    path = case.folder / FILE
    answers = cases.read(path, Answers)
    rules = {source.name: contract.load(source.contract) for source in case.sources}
    span = window(case, as_of)
    groups = group_sizes(con, case, span)
    figures = measured(con, case, rules, groups, span)
    lines = [
        f"# Data sheet: {case.goal.title}",
        "",
        f"As of {as_of:%Y-%m-%d}; predictions, outcomes and groups from "
        f"{span.since:%Y-%m-%d} on.",
    ]
    for question in answers.questions:
        try:
            answer = question.answer.strip().format_map(figures)
        except (KeyError, ValueError, IndexError) as error:
            raise CaseError(
                f"{path} at {question.id}",
                f"no figure {error}",
                f"one of {', '.join(sorted(figures))}",
            ) from None
        lines += ["", f"## {question.question}", "", answer]
    lines += _deliveries(con) + _columns(rules) + _groups(groups) + _reasons(con)
    return "\n".join(lines) + "\n"


def measured(
    con: Connection,
    case: Case,
    rules: dict[str, Contract],
    groups: tuple[Group, ...],
    span: Window,
) -> dict[str, str]:
    """Return the figures that an answer may name, as text."""
    delivered = [b for b in ingest.batches(con) if b.active]
    came = labels.returned(con, span.since, span.as_of, span.as_of)
    smallest = min(groups, key=lambda g: g.predictions, default=None)
    features = described(con, case)
    aside = quarantine.reasons(con)
    return {
        "sources": ", ".join(rules),
        "terms": "; ".join(sorted({r.terms for r in rules.values()})),
        "rows": f"{sum(b.rows for b in delivered):,}",
        "quarantined": f"{sum(b.quarantined for b in delivered):,}",
        "columns": str(sum(len(r.columns) for r in rules.values())),
        "checks": str(sum(len(r.checks) for r in rules.values())),
        "features": str(len(features.names)),
        "feature_tables": ", ".join(table.name for table in features.tables),
        "predictions": f"{came.predictions:,}",
        "label_coverage": f"{came.coverage:.1%}",
        "label_rate": f"{came.label_rate:.1%}",
        "label_wait": f"{came.median_wait_hours:.0f} hours",
        "groups": str(len(groups)),
        "smallest_group": _named(smallest) if smallest else "none",
        "personal": f"{sum(n for why, n in aside.items() if PERSONAL in why):,}",
        "barred": ", ".join(rule.column for rule in case.goal.barred) or "none",
    }


def group_sizes(con: Connection, case: Case, span: Window) -> tuple[Group, ...]:
    """Count the predictions of a window by each value of each segment."""
    segments = case.goal.segments
    if not segments:
        return ()
    columns = ", ".join(f'"{name}"' for name in segments)
    counted = " UNION ALL ".join(
        f"SELECT '{name}', coalesce(\"{name}\", ''), count(*), avg(label) "
        "FROM made GROUP BY ALL"
        for name in segments
    )
    query = (
        f"WITH made AS MATERIALIZED (SELECT {columns}, label FROM requests "
        "LEFT JOIN (SELECT * FROM labels WHERE known_at <= $as_of) USING (entity_id) "
        "WHERE made_at >= $since AND made_at < $as_of) "
        f"{counted} ORDER BY 1, 3 DESC, 2"
    )
    return tuple(
        Group(segment=segment, value=value, predictions=count, label_rate=rate)
        for segment, value, count, rate in con.execute(
            query, span.model_dump()
        ).fetchall()
    )


def _named(group: Group) -> str:
    return f"{group.segment} {group.value} ({group.predictions:,} predictions)"


def _table(title: str, head: str, rows: list[str]) -> list[str]:
    rule = " | ".join("---" for _ in head.split(" | "))
    return ["", f"## {title}", "", f"| {head} |", f"| {rule} |", *rows]


def _deliveries(con: Connection) -> list[str]:
    rows = [
        f"| {b.source} | {b.period} | {b.version} | {b.rows:,} | {b.quarantined:,} | "
        f"{'active' if b.active else 'kept' if b.accepted else 'refused'} | "
        f"{b.digest[:12]} |"
        for b in ingest.batches(con)
    ]
    head = "Source | Period | Version | Rows | In quarantine | State | Digest"
    return _table("What was delivered", head, rows)


def _columns(rules: dict[str, Contract]) -> list[str]:
    rows = [
        f"| {source} | {name} | {c.type} | {c.unit} | "
        f"{'yes' if c.nullable else 'no'} | {c.text} |"
        for source, rule in rules.items()
        for name, c in rule.columns.items()
    ]
    head = "Source | Column | Type | Unit | May be missing | Meaning"
    return _table("What the columns mean", head, rows)


def _groups(groups: tuple[Group, ...]) -> list[str]:
    rows = [
        f"| {g.segment} | {g.value} | {g.predictions:,} | "
        f"{'unknown' if g.label_rate is None else f'{g.label_rate:.1%}'} |"
        for g in groups
    ]
    return _table("The groups", "Segment | Value | Predictions | Label rate", rows)


def _reasons(con: Connection) -> list[str]:
    rows = [f"| {why} | {count:,} |" for why, count in quarantine.reasons(con).items()]
    return _table("Rows in quarantine", "Reason | Rows", rows)
