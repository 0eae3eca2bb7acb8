"""Data acquisition: the batches of a month in, judged, and features made of them."""

from datetime import datetime, time
from pathlib import Path

from reference_stack.case import Source
from reference_stack.data_acquisition import (
    data_sheet,
    feature_rules,
    ingest,
    labels,
    quarantine,
    snapshot,
    sourcing,
)
from reference_stack.data_acquisition.ingest import ALWAYS, Batch
from reference_stack.features import materialise
from reference_stack.gate import Gate
from reference_stack.ledger import Event, Kind
from reference_stack.stack import Stack
from reference_stack.values import Month, month_start, months, shifted
from reference_stack.warehouse import Connection

QUESTION = "Do the delivered data keep their contract?"
Delivery = tuple[Source, str, Path]


def acquire(stack: Stack, month: Month) -> Gate:
    """Take in what was delivered up to a month and build the features of the month.

    Files of earlier months that came late or were corrected since are taken in as well,
    and the features are built again from the earliest of them on. Doing it twice changes
    nothing. When a file is missing or refused, alerts are raised, no feature is built and
    the gate does not pass: the line stops until a good file lies in the folder.

    Raises:
        CaseError: The SQL or the rules of the case contradict each other.
    """
    feature_rules.check(stack.case)
    at = datetime.combine(month_start(month), time())
    expected = _expected(stack, month)
    missing = tuple(file.name for _, _, file in expected if not file.exists())
    with stack.warehouse() as con:
        ingest.prepare(con)
        answers = sourcing.questions(
            stack.case.goal.acquisition, _in_lake(con, expected, at), missing
        )
        for answer in answers:
            _record(stack, answer, at, month)
        if answers[-1].otherwise:
            return answers[-1]
        taken = tuple(
            ingest.ingest(con, source, file, period, at)
            for source, period, file in _delivered(stack, month)
        )
        _alert(stack, con, taken, at)
        gate = _contract_gate(taken, missing, at)
        inputs = {b.subject: b.digest for b in taken if b.known_at == at}
        if gate.passed:
            _build(stack, con, month, taken)
            gate = _with_labels(con, month, gate)
            inputs["snapshot"] = snapshot.take(con, at).digest
    stack.ledger.record_gate(gate, at, month, inputs)
    return gate


def _expected(stack: Stack, month: Month) -> tuple[Delivery, ...]:
    """What has to be there for a month: sources that others refer to come first."""
    return tuple(
        (s, ALWAYS if s.static else month, stack.settings.data / s.file(month))
        for s in sorted(stack.case.sources, key=lambda s: not s.static)
    )


def _delivered(stack: Stack, month: Month) -> tuple[Delivery, ...]:
    """Every file that is there, of this month and of those before."""
    first = stack.case.goal.calendar.bootstrap
    found = [d for m in months(first, shifted(month, 1)) for d in _expected(stack, m)]
    once = {(source.name, period): (source, period, f) for source, period, f in found}
    return tuple(delivery for delivery in once.values() if delivery[2].exists())


def _in_lake(con: Connection, expected: tuple[Delivery, ...], at: datetime) -> bool:
    held = {
        (batch.source, batch.period)
        for batch in ingest.batches(con)
        if batch.active and batch.known_at < at
    }
    return all((source.name, period) in held for source, period, _ in expected)


def _alert(
    stack: Stack, con: Connection, taken: tuple[Batch, ...], at: datetime
) -> None:
    """Page for a batch that was refused, leave a ticket for rows that were set aside."""
    for batch in taken:
        if batch.known_at == at and (batch.quarantined or not batch.accepted):
            counts = quarantine.reasons(con, batch.digest)
            rows = ", ".join(f"{why}: {count} rows" for why, count in counts.items())
            why = "; ".join(batch.faults) or rows
            level = "ticket" if batch.accepted else "page"
            stack.ledger.record(_event(batch, at, "alert", level, why))
            stack.ledger.record(_event(batch, at, "decision", "quarantine", why))


def _event(batch: Batch, at: datetime, kind: Kind, verdict: str, reason: str) -> Event:
    return Event(
        at=at,
        kind=kind,
        phase="data_acquisition",
        subject=f"batch {batch.subject}",
        verdict=verdict,
        reason=reason,
        figures={"rows": batch.rows, "quarantined": batch.quarantined},
        inputs={"batch": batch.digest},
    )


def _record(stack: Stack, answer: Gate, at: datetime, month: Month) -> None:
    """Record an answer: a no that leads on to the next question is not a refusal."""
    if answer.passed or answer.otherwise:
        stack.ledger.record_gate(answer, at, month)
        return
    stack.ledger.record(
        Event(
            at=at,
            kind="decision",
            phase="data_acquisition",
            subject=f"{answer.id} {month}",
            verdict="no",
            reason=answer.reason,
            figures={"question": answer.question},
        )
    )


def _contract_gate(
    taken: tuple[Batch, ...], missing: tuple[str, ...], at: datetime
) -> Gate:
    refused = [batch for batch in taken if not batch.accepted]
    faults = [
        *(f"{name} was not delivered" for name in missing),
        *(f"{batch.file}: {'; '.join(batch.faults)}" for batch in refused),
    ]
    new = [batch for batch in taken if batch.known_at == at]
    rows = sum(batch.rows for batch in new)
    bad = sum(batch.quarantined for batch in new)
    good = f"{rows} rows in {len(new)} new batches, {bad} of them in quarantine"
    return Gate(
        id="contract",
        phase="data_acquisition",
        question=QUESTION,
        passed=not faults,
        reason=" | ".join(faults) or good,
        figures={"batches": len(new), "rows": rows, "quarantined": bad},
    )


def _build(
    stack: Stack, con: Connection, month: Month, taken: tuple[Batch, ...]
) -> None:
    at = datetime.combine(month_start(month), time())
    changed = [b.period for b in taken if b.known_at == at and b.period != ALWAYS]
    since = datetime.combine(month_start(min([month, *changed])), time())
    until = datetime.combine(month_start(shifted(month, 1)), time())
    materialise(con, stack.case, since, until)
    data_sheet.write(con, stack, at)


def _with_labels(con: Connection, month: Month, gate: Gate) -> Gate:
    """Add how the outcomes of the month before have come back by now."""
    at = datetime.combine(month_start(month), time())
    since = datetime.combine(month_start(shifted(month, -1)), time())
    came = labels.returned(con, since, at, at)
    figures = {
        "outcomes_expected": came.predictions,
        "outcomes_known": round(came.coverage, 6),
        "outcomes_overdue": came.overdue,
        "outcomes_wait_hours": round(came.median_wait_hours, 2),
        "label_rate": round(came.label_rate, 6),
    }
    return gate.model_copy(update={"figures": {**gate.figures, **figures}})
