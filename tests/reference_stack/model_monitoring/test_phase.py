"""A month watched in a real warehouse."""

from datetime import date, timedelta

from reference_stack.features import distrusted
from reference_stack.model_monitoring.alerts import Alert
from reference_stack.model_monitoring.phase import meets_criteria, triggers, watch
from reference_stack.stack import Stack

BROKEN = date(2013, 4, 20)


def spoil(stack: Stack, text: str) -> None:
    with stack.warehouse() as con:
        con.execute(text)


def readings(stack: Stack) -> list[tuple[object, ...]]:
    with stack.warehouse() as con:
        found = con.execute(
            "SELECT * EXCLUDE (evidence) FROM monitor_readings "
            "WHERE monitor <> 'performance' ORDER BY ALL"
        )
        return [
            tuple(round(c, 9) if isinstance(c, float) else c for c in row)
            for row in found.fetchall()
        ]


def pages(found: tuple[Alert, ...]) -> set[str]:
    return {alert.monitor for alert in found if alert.severity == "page"}


def test_a_quiet_month_pages_nobody_and_every_monitor_reads(stack: Stack) -> None:
    found = watch(stack, "2013-04")

    assert not pages(found)
    with stack.warehouse() as con:
        monitors = {
            row[0]
            for row in con.execute(
                "SELECT DISTINCT monitor FROM monitor_readings"
            ).fetchall()
        }
    assert monitors == {
        "schema", "feature_generation", "performance", "skew", "stability",
        "staleness", "quality", "kpi", "dependencies", "drift", "drift_together",
    }  # fmt: skip
    kpi = (stack.settings.reports / "kpi.csv").read_text().splitlines()
    assert kpi[0] == "day,cost_per_1000,nothing_per_1000,rule_per_1000"
    assert len(kpi) == 29


def test_watching_twice_changes_nothing(stack: Stack) -> None:
    spoil(
        stack, f"UPDATE predictions SET probability = 'nan' WHERE made_at >= '{BROKEN}'"
    )
    first = watch(stack, "2013-04")
    ledger, read = stack.settings.ledger.read_bytes(), readings(stack)

    assert watch(stack, "2013-04") == first
    assert stack.settings.ledger.read_bytes() == ledger
    assert readings(stack) == read


def test_a_served_feature_that_differs_is_a_page_on_its_first_day(stack: Stack) -> None:
    spoil(
        stack,
        "UPDATE served_features SET distance = distance * 1.01 WHERE request_id IN "
        f"(SELECT request_id FROM predictions WHERE made_at >= '{BROKEN}')",
    )
    found = [a for a in watch(stack, "2013-04") if a.monitor == "skew"]

    assert [(a.day, a.subject, a.severity) for a in found] == [
        (BROKEN, "distance", "page")
    ]


def test_a_fault_of_the_features_is_in_the_ledger_and_blocks_training(
    stack: Stack,
) -> None:
    spoil(
        stack,
        "UPDATE served_features SET distance = NULL WHERE request_id IN (SELECT "
        f"request_id FROM predictions WHERE made_at >= '{BROKEN + timedelta(days=8)}')",
    )
    found = watch(stack, "2013-04")
    entries = stack.ledger.entries()

    assert {"schema", "feature_generation", "skew"} <= pages(found)
    assert "quarantine" in {e.verdict for e in entries if e.kind == "decision"}
    assert {e.verdict for e in entries if e.kind == "alert"} == {
        "page",
        "ticket",
    } or all(e.verdict == "page" for e in entries if e.kind == "alert")
    gate = next(e for e in entries if e.kind == "gate")
    assert (gate.verdict, gate.figures["otherwise"]) == ("refused", "model_deployment")
    assert triggers(stack, "2013-05") is None


def test_days_with_broken_features_are_named_for_training_to_leave_out(
    stack: Stack,
) -> None:
    last = BROKEN + timedelta(days=2)
    spoil(
        stack,
        "UPDATE served_features SET distance = NULL WHERE request_id IN (SELECT "
        f"request_id FROM predictions WHERE made_at >= '{BROKEN}' "
        f"AND made_at < '{last}')",
    )
    watch(stack, "2013-04")

    with stack.warehouse() as con:
        found = distrusted(con, date(2013, 4, 1), date(2013, 5, 1))
    assert {BROKEN, BROKEN + timedelta(days=1)} <= found.keys()
    assert min(found) == BROKEN


def test_a_month_that_was_not_served_has_no_alerts(stack: Stack) -> None:
    assert watch(stack, "2013-06") == ()


def test_where_nothing_was_ever_released_there_is_nothing_to_judge(
    stack: Stack,
) -> None:
    spoil(stack, "DROP TABLE predictions")

    assert watch(stack, "2013-04") == ()


def test_the_schedule_asks_for_a_model_and_says_so_in_the_ledger(stack: Stack) -> None:
    watch(stack, "2013-04")
    found = triggers(stack, "2013-07")

    assert found is not None
    assert found.why == "schedule"
    assert [e.subject for e in stack.ledger.entries() if e.verdict == "retrain"] == [
        "training 2013-07"
    ]


def test_a_month_without_a_page_meets_the_criteria() -> None:
    gate = meets_criteria(())

    assert gate.passed
    assert gate.otherwise is None
