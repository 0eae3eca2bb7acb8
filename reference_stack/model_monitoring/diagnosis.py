"""From alerts to a cause, and from the cause to what is done: a table, no guessing.

A fault lower down explains what it sets off higher up: broken data move distributions
and spoil quality, so on such days drift and quality alerts get the cause of the data.
Only a fault of the model itself leads to retraining.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, Literal

from reference_stack.gate import Phase
from reference_stack.model_monitoring.alerts import Alert, Reading
from reference_stack.values import Value

Cause = Literal["data", "feature_pipeline", "model", "service", "environment"]
Reaction = Literal["quarantine", "retrain", "roll_back", "notify"]

WAYS: Final[dict[Cause, tuple[Phase, Reaction]]] = {
    "data": ("model_deployment", "quarantine"),
    "feature_pipeline": ("model_deployment", "quarantine"),
    "model": ("model_development", "retrain"),
    "service": ("model_deployment", "roll_back"),
    "environment": ("model_deployment", "notify"),
}
CAUSES: Final[dict[str, Cause]] = {
    "schema": "data",
    "feature_generation": "feature_pipeline",
    "skew": "feature_pipeline",
    "performance": "service",
    "stability": "model",
    "staleness": "model",
    "quality": "model",
    "kpi": "model",
    "dependencies": "environment",
    "drift": "model",
    "drift_together": "model",
}
SPECIAL: Final[dict[tuple[str, str], Cause]] = {
    ("staleness", "served version"): "service",
    ("feature_generation", "rows"): "data",
    ("feature_generation", "duplicates"): "data",
}
EXPLAINED: Final = frozenset({"quality", "kpi", "drift", "drift_together", "stability"})
FAULTS: Final = frozenset({"data", "feature_pipeline"})
REACH: Final = timedelta(days=7)
"""How long after a data fault its traces may still show (the window of drift)."""


class Diagnosis(Value):
    """An alert, its cause, the phase to go back to and the reaction."""

    alert: Alert
    cause: Cause
    back: Phase
    reaction: Reaction
    reason: str


def own_cause(alert: Alert | Reading) -> Cause:
    """Return the cause of an alert, or of a reading in alarm, seen by itself."""
    if alert.monitor == "dependencies" and alert.subject.startswith("schema of "):
        return "data"
    if alert.monitor == "stability" and alert.subject not in {
        "answers", "saturation", "flipped", "jump",
    }:  # fmt: skip
        return "feature_pipeline"
    return SPECIAL.get((alert.monitor, alert.subject), CAUSES[alert.monitor])


def diagnosed(alerts: Iterable[Alert]) -> tuple[Diagnosis, ...]:
    """Return a diagnosis for each alert, in the order given.

    Drift alone is noted, not acted on: it asks for a new model only beside an alert of
    quality or of the KPI whose cause is the model.
    """
    kept = tuple(alerts)
    faults = [(a, own_cause(a)) for a in kept if own_cause(a) in FAULTS]
    return tuple(_diagnosis(alert, faults) for alert in kept)


def _diagnosis(alert: Alert, faults: list[tuple[Alert, Cause]]) -> Diagnosis:
    cause, reason = own_cause(alert), alert.message
    below = _explanation(alert, faults) if alert.monitor in EXPLAINED else None
    if below is not None:
        fault, cause = below
        reason = f"{alert.message}; explained by {fault.monitor} of {fault.subject}"
    back, reaction = WAYS[cause]
    if alert.severity == "ticket" and (cause == "model" or reaction == "roll_back"):
        reaction = "retrain" if alert.monitor == "staleness" else "notify"
    return Diagnosis(
        alert=alert, cause=cause, back=back, reaction=reaction, reason=reason
    )


def _explanation(
    alert: Alert, faults: list[tuple[Alert, Cause]]
) -> tuple[Alert, Cause] | None:
    """Return the latest fault of the data within reach, at the alert's day or before.

    Drift of one feature is explained only by a fault of that feature or of all rows.
    """
    near = [
        (fault, cause)
        for fault, cause in faults
        if fault is not alert
        and fault.day <= alert.day <= fault.day + REACH
        and _concerns(fault, alert)
    ]
    return max(near, key=lambda found: found[0].day) if near else None


def _concerns(fault: Alert, alert: Alert) -> bool:
    if alert.monitor != "drift":
        return True
    whole = fault.subject in {"rows", "duplicates", "requests"}
    joined = fault.subject.endswith((" join", " age"))
    return whole or joined or fault.subject.split(" ")[0] == alert.subject


def faulty(diagnoses: Iterable[Diagnosis], day: date) -> bool:
    """Tell whether a fault of the data is so near before a day that training must wait."""
    return any(
        d.cause in FAULTS and d.alert.severity == "page"
        and d.alert.day < day <= d.alert.day + REACH
        for d in diagnoses
    )  # fmt: skip


def faulty_days(readings: Iterable[Reading]) -> dict[date, str]:
    """Return the days whose data a model must not learn from, and what was found.

    Not only the day on which an alert began: every day on which a grave fault of the
    data or of the features was read. A feature served unlike the one trained on spoils
    answers, not the data; such days can be learnt from.
    """
    return {
        r.day: f"{r.monitor} {r.subject}"
        for r in sorted(readings, key=lambda r: (r.monitor, r.subject), reverse=True)
        if r.alarm
        and r.severity == "page"
        and r.monitor != "skew"
        and own_cause(r) in FAULTS
    }
