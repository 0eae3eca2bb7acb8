"""From alerts to causes, and from causes to retraining or not."""

from datetime import date, timedelta

import pytest

from reference_stack.case import Retraining
from reference_stack.model_monitoring.alerts import Alert, Reading, alerts
from reference_stack.model_monitoring.diagnosis import diagnosed, faulty_days
from reference_stack.model_monitoring.judgement import MONITORS
from reference_stack.model_monitoring.retraining_policy import (
    Situation,
    Trigger,
    Wait,
    decide,
)

DAY = date(2013, 6, 28)
TODAY = date(2013, 7, 1)
RULES = Retraining(
    every_months=3, cool_down_days=14, most_per_quarter=2, max_age_days=120
)


def alert(
    monitor: str, subject: str = "x", severity: str = "page", day: date = DAY
) -> Alert:
    return Alert(
        monitor=monitor, day=day, subject=subject, severity=severity, effect=1.0,
        threshold=0.5, evidence=0.0, message="off",
    )  # fmt: skip


def asked(
    *found: Alert, trained: tuple[date, ...] = (date(2013, 5, 1),)
) -> Trigger | Wait:
    situation = Situation(
        today=TODAY, trained=trained, diagnoses=diagnosed(found), new_labels=0.5
    )
    return decide(situation, RULES)


@pytest.mark.parametrize("monitor", MONITORS)
def test_every_monitor_has_a_cause_and_a_way_back(monitor: str) -> None:
    (found,) = diagnosed([alert(monitor)])

    assert found.back in {"model_deployment", "model_development"}


def test_broken_data_explain_drift_and_quality() -> None:
    found = diagnosed([alert("schema"), alert("drift"), alert("quality", "ranking")])

    assert {d.cause for d in found} == {"data"}
    assert {d.reaction for d in found} == {"quarantine"}


def test_a_fault_of_one_feature_does_not_explain_drift_of_another() -> None:
    found = diagnosed([alert("skew", "x"), alert("drift", "y", "ticket")])

    assert [d.cause for d in found] == ["feature_pipeline", "model"]


def test_a_later_fault_explains_nothing_earlier() -> None:
    later = alert("schema", day=DAY + timedelta(days=1))

    assert diagnosed([alert("quality"), later])[0].cause == "model"


def test_a_fall_of_quality_trains_a_model() -> None:
    assert isinstance(asked(alert("quality")), Trigger)


def test_drift_alone_trains_nothing() -> None:
    assert isinstance(asked(alert("drift", severity="ticket")), Wait)


@pytest.mark.parametrize("fault", ["schema", "feature_generation", "skew"])
def test_a_data_fault_blocks_training_even_when_it_is_due(fault: str) -> None:
    found = asked(alert("quality"), alert(fault), trained=(date(2013, 1, 1),))

    assert isinstance(found, Wait)
    assert "fault of the data" in found.reason


def test_the_schedule_counts_calendar_months() -> None:
    due = asked(trained=(date(2013, 4, 1),))
    early = asked(trained=(date(2013, 4, 2) + timedelta(days=30),))

    assert isinstance(due, Trigger)
    assert due.why == "schedule"
    assert isinstance(early, Wait)


def test_the_cool_down_and_the_circuit_breaker_hold_training_back() -> None:
    young = asked(alert("quality"), trained=(date(2013, 6, 24),))
    often = asked(alert("quality"), trained=(date(2013, 5, 1), date(2013, 6, 1)))

    assert isinstance(young, Wait)
    assert young.asked
    assert isinstance(often, Wait)
    assert "the most allowed" in often.reason


def reading(day: int, alarm: bool) -> Reading:
    return Reading(
        day=date(2013, 4, day), monitor="drift", subject="x", value=1.0,
        threshold=0.5, alarm=alarm, severity="ticket", message="moved",
    )  # fmt: skip


def test_an_episode_alerts_once_and_again_after_quiet_days() -> None:
    days = [1, 2, 3, 20]
    found = alerts([reading(d, d in days) for d in range(1, 25)], quiet_days=7)

    assert [a.day.day for a in found] == [1, 20]


def noticed(monitor: str, subject: str = "x", **changes: object) -> Reading:
    fields: dict[str, object] = {
        "day": DAY, "monitor": monitor, "subject": subject, "value": 1.0,
        "threshold": 0.5, "alarm": True, "severity": "page", "message": "off",
    }  # fmt: skip
    return Reading.model_validate(fields | changes)


def test_every_day_of_a_fault_is_left_out_not_only_its_first() -> None:
    third = DAY + timedelta(days=2)
    found = faulty_days([noticed("schema"), noticed("schema", day=third)])

    assert found == {DAY: "schema x", third: "schema x"}


@pytest.mark.parametrize(
    "harmless",
    [
        noticed("schema", alarm=False),
        noticed("schema", severity="ticket"),
        noticed("drift"),
        noticed("quality"),
        noticed("performance"),
        noticed("skew"),
    ],
    ids=lambda r: f"{r.monitor} {r.severity} {r.alarm}",
)
def test_a_model_may_learn_from_days_without_a_grave_fault_of_the_data(
    harmless: Reading,
) -> None:
    assert faulty_days([harmless]) == {}
