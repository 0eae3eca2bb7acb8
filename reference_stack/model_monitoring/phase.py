"""Monitoring as a phase: watch a month day by day, and say whether to train again."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from reference_stack import features
from reference_stack.gate import Gate
from reference_stack.ledger import Event
from reference_stack.model_monitoring import dependencies, staleness, store
from reference_stack.model_monitoring.alerts import Alert, Reading, alerts
from reference_stack.model_monitoring.diagnosis import (
    Diagnosis,
    diagnosed,
    faulty_days,
)
from reference_stack.model_monitoring.evidence import State
from reference_stack.model_monitoring.gathering import (
    Gatherer,
    Segment,
    ages,
    digests,
    midnight,
    segments,
)
from reference_stack.model_monitoring.judgement import judge
from reference_stack.model_monitoring.policy import Policy
from reference_stack.model_monitoring.retraining_policy import (
    Situation,
    Trigger,
    decide,
)
from reference_stack.stack import Stack
from reference_stack.tracking import registry
from reference_stack.tracking.facts import ModelFacts
from reference_stack.values import Figure, Month, days, month_start, shifted
from reference_stack.warehouse import Connection

PHASE: Final = "model_monitoring"
SAVING = "saving"
CLOCKED = "performance"


def watch(stack: Stack, month: Month) -> tuple[Alert, ...]:
    """Judge every served day of a month and return the alerts that began in it.

    Readings and sums per day go to the warehouse, alerts and their causes to the ledger.
    Watching a month again gives the same.

    Raises:
        ModelError: A version that served is not in the registry.
    """
    policy, served = Policy(), days(month)
    with stack.warehouse() as con:
        store.prepare(con)
        found = segments(con, served)
        readings = [r for s in found for r in _readings(stack, con, s, policy)]
        store.keep_readings(con, served, readings)
        began = _began(con, readings, policy)
        diagnoses = _diagnosed(con, began, served)
        store.keep_diagnoses(con, served, diagnoses)
        features.distrust(con, served, faulty_days(readings))
        _write_kpi(stack, con)
    for diagnosis in diagnoses:
        _record(stack, diagnosis)
    opens = midnight(month_start(shifted(month, 1)))
    stack.ledger.record_gate(meets_criteria(diagnoses), opens, month)
    return tuple(d.alert for d in diagnoses)


def _readings(
    stack: Stack, con: Connection, segment: Segment, policy: Policy
) -> list[Reading]:
    package = registry.fetch(stack.settings, segment.version)
    gatherer = Gatherer(con, stack.case, package, policy)
    reference = gatherer.reference()
    states = _states(stack, con, segment, package.facts)
    evidence = gatherer.evidence(segment, reference.bins, states)
    kpis = {kpi.id: kpi.min for kpi in stack.case.goal.kpis}
    found = judge(evidence, reference, kpis.get(SAVING) or 0.0, policy)
    return [reading for reading in found if reading.day in segment.days]


def _states(
    stack: Stack, con: Connection, segment: Segment, facts: ModelFacts
) -> list[State]:
    last, limit = segment.days[-1], stack.case.goal.retraining.max_age_days
    now = digests(con, stack.case)
    before = store.digests_before(con, segment.days[0])
    store.keep_digests(con, last, now)
    champion = _expected_champion(stack, segment)
    found = list(dependencies.states(last, before, now))
    for day in segment.days:
        named = champion if day == last else segment.version
        found += staleness.states(day, ages(facts, named, segment.version), limit)
    return found


def _expected_champion(stack: Stack, segment: Segment) -> str:
    """Return the version that should have answered on the segment's last day.

    A version promoted or put back on that day or later answers only afterwards.
    """
    last = midnight(segment.days[-1])
    moved = any(
        entry.kind == "decision"
        and entry.verdict in {"promote", "roll_back"}
        and entry.at >= last
        for entry in stack.ledger.entries()
    )
    named = registry.alias(stack.settings, "champion")
    return segment.version if moved or named is None else named


def _began(
    con: Connection, readings: list[Reading], policy: Policy
) -> tuple[Alert, ...]:
    """Return the alerts whose episode began within the readings' days."""
    if not readings:
        return ()
    first = min(reading.day for reading in readings)
    earlier = con.execute(
        "SELECT * FROM monitor_readings WHERE alarm AND day < ? AND day >= ?",
        [first, first - timedelta(days=2 * policy.quiet_days)],
    ).df()
    earlier["day"] = earlier["day"].dt.date
    before = [Reading.model_validate(row) for row in earlier.to_dict("records")]
    found = alerts([*before, *readings], policy.quiet_days)
    return tuple(alert for alert in found if alert.day >= first)


def _diagnosed(
    con: Connection, began: tuple[Alert, ...], served: tuple[date, ...]
) -> tuple[Diagnosis, ...]:
    """Diagnose alerts beside those of the days before, which may explain them."""
    earlier = store.diagnoses_since(con, served[0] - timedelta(days=14))
    before = tuple(d.alert for d in earlier if d.alert.day < served[0])
    return diagnosed((*before, *began))[len(before) :]


def _record(stack: Stack, diagnosis: Diagnosis) -> None:
    """Put an alert and its cause into the ledger, clocked figures outside the digest."""
    alert = diagnosis.alert
    clocked = alert.monitor == CLOCKED
    at = midnight(alert.day + timedelta(days=1))
    measured = {
        "effect": round(alert.effect, 6),
        "threshold": round(alert.threshold, 6),
    }
    figures: dict[str, Figure] = {"monitor": alert.monitor, "subject": alert.subject}
    stack.ledger.record(
        Event(
            at=at,
            kind="alert",
            phase=PHASE,
            subject=f"{alert.monitor} {alert.subject}",
            verdict=alert.severity,
            reason=f"{alert.subject} is off" if clocked else alert.message,
            figures=figures if clocked else {**figures, **measured},
            timings=measured if clocked else {},
        )
    )
    quarantined = diagnosis.reaction == "quarantine"
    stack.ledger.record(
        Event(
            at=at,
            kind="decision",
            phase=PHASE,
            subject=f"cause of {alert.monitor} {alert.subject}",
            verdict="quarantine" if quarantined else "notify",
            reason=f"{diagnosis.cause}: back to {diagnosis.back}, {diagnosis.reaction}",
            figures={
                "cause": diagnosis.cause,
                "otherwise": diagnosis.back,
                "reaction": diagnosis.reaction,
            },
        )
    )


def _write_kpi(stack: Stack, con: Connection) -> None:
    """Write what a day's decisions cost beside doing nothing and the plain rule."""
    known = con.execute(
        "SELECT 1 FROM information_schema.tables WHERE table_name = 'watched_cohorts'"
    ).fetchone()
    if not known:
        return
    stack.settings.reports.mkdir(parents=True, exist_ok=True)
    found = con.execute(
        "SELECT CAST(predicted_on AS DATE) AS day, "
        "round(1000 * cost / labelled, 3) AS cost_per_1000, "
        "round(1000 * cost_of_nothing / labelled, 3) AS nothing_per_1000, "
        "round(1000 * cost_of_rule / labelled, 3) AS rule_per_1000 "
        "FROM watched_cohorts WHERE labelled > 0 ORDER BY predicted_on"
    ).fetchall()
    header = "day,cost_per_1000,nothing_per_1000,rule_per_1000"
    lines = [header, *(",".join(str(cell) for cell in row) for row in found)]
    path = stack.settings.reports / "kpi.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def meets_criteria(diagnoses: Sequence[Diagnosis]) -> Gate:
    """Answer the gate of a month: no page, or back to where the first page leads."""
    pages = [d for d in diagnoses if d.alert.severity == "page"]
    first = pages[0] if pages else None
    return Gate(
        id="meets_criteria",
        phase=PHASE,
        question="Do the metrics meet the criteria?",
        passed=first is None,
        reason=f"{first.alert.monitor} {first.alert.subject}: {first.cause} is the cause"
        if first
        else "no monitor raised a page",
        otherwise=first.back if first else None,
    )


def triggers(stack: Stack, month: Month) -> Trigger | None:
    """Say whether a new model is to be trained at the beginning of a month, and why.

    The answer goes into the ledger as `retrain` or, where something asked for a model
    and was held back, as `wait`.
    """
    today = month_start(month)
    champion = registry.alias(stack.settings, "champion")
    trained = _trainings(stack, today)
    since = trained[-1] if trained else date.min
    with stack.warehouse() as con:
        store.prepare(con)
        found = store.diagnoses_since(con, since)
    answer = decide(
        Situation(
            today=today,
            trained=trained,
            diagnoses=tuple(d for d in found if d.alert.day < today),
            new_labels=_new_labels(stack, month, champion),
        ),
        stack.case.goal.retraining,
    )
    if isinstance(answer, Trigger):
        _decide(stack, month, answer.reason, "retrain")
        return answer
    if answer.asked:
        _decide(stack, month, answer.reason, "wait")
    return None


def _decide(stack: Stack, month: Month, reason: str, verdict: str) -> None:
    stack.ledger.record(
        Event(
            at=midnight(month_start(month)),
            kind="decision",
            phase=PHASE,
            subject=f"training {month}",
            verdict=verdict,
            reason=reason,
        )
    )


def _trainings(stack: Stack, today: date) -> tuple[date, ...]:
    """Return the days of earlier trainings, of refused candidates too."""
    asked = {
        entry.at.date()
        for entry in stack.ledger.entries()
        if entry.kind == "decision"
        and entry.phase == PHASE
        and entry.verdict == "retrain"
    }
    registered = {
        registry.fetch(stack.settings, version).facts.registered_at.date()
        for version in registry.versions(stack.settings)
    }
    return tuple(sorted(day for day in asked | registered if day < today))


def _new_labels(stack: Stack, month: Month, champion: str | None) -> float:
    """Return the share of the next training span that the champion has not seen."""
    if champion is None:
        return 1.0
    until = month_start(month)
    first = month_start(shifted(month, -stack.case.goal.calendar.training_months))
    seen = registry.fetch(stack.settings, champion).facts.trained_until
    unseen = (until - max(seen, first)).days
    return max(unseen, 0) / (until - first).days
