"""A run on one screen, and how far it is."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reference_stack.ledger import Event, Ledger
from reference_stack.lifecycle import status
from reference_stack.lifecycle.phases import Task
from reference_stack.lifecycle.status import Reporter
from reference_stack.lifecycle.summary import lines, summed
from reference_stack.settings import Settings
from reference_stack.stack import Stack

AT = datetime(2013, 7, 1)


def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def told(ledger: Ledger, kind: str, subject: str, verdict: str) -> None:
    facts = {"at": AT, "phase": "model_deployment", "reason": "by the figures"}
    ledger.record(
        Event.model_validate(
            {**facts, "kind": kind, "subject": subject, "verdict": verdict}
        )
    )


def test_the_screen_counts_what_the_ledger_holds(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    told(ledger, "gate", "contract 2013-07", "passed")
    told(ledger, "gate", "expectations v4", "refused")
    told(ledger, "alert", "quality 2013-07-04", "page")
    told(ledger, "decision", "v5", "promote")
    told(ledger, "step", "watch 2013-07", "done")

    found = summed(ledger.entries())
    screen = "\n".join(lines(found, settings(tmp_path)))

    assert found.months == 1
    assert found.gates == {"passed": 1, "refused": 1}
    assert "Gates: 1 passed, 1 refused" in screen
    assert "expectations v4: by the figures" in screen
    assert "v5: promote" in screen
    assert "Alerts: 1 page" in screen


def test_a_long_list_is_cut_and_says_how_much_is_left(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    for number in range(12):
        told(ledger, "gate", f"expectations v{number}", "refused")

    screen = lines(summed(ledger.entries()), settings(tmp_path), most=5)
    assert sum("expectations" in line for line in screen) == 5
    assert any("7 more" in line for line in screen)


def test_nothing_that_ran_is_a_screen_too(tmp_path: Path) -> None:
    assert "Gates: none" in lines(summed(()), settings(tmp_path))


def test_the_status_is_there_for_others_at_every_moment(tmp_path: Path) -> None:
    place = settings(tmp_path)
    stack = Stack.open(place)
    reporter = Reporter(place, datetime(2026, 1, 1, tzinfo=UTC))
    reporter.task(Task(step="serve", month="2013-05"), 7, 20)
    reporter.change(day="2013-05-03")
    told(stack.ledger, "alert", "drift", "ticket")
    told(stack.ledger, "gate", "contract", "refused")
    place.release.write_text(
        '{"champion": "3", "challenger": null, "stage": "straight"}'
    )
    reporter.seen(stack)

    found = status.read(place.status)
    assert found is not None
    assert (found.month, found.day, found.phase) == ("2013-05", "2013-05-03", "serve")
    assert (found.done, found.of, found.alerts, found.gates_refused) == (7, 20, 1, 1)
    assert (found.champion, found.challenger) == ("3", "")


def test_a_status_that_is_missing_or_torn_is_none(tmp_path: Path) -> None:
    assert status.read(tmp_path / "none.json") is None
    (tmp_path / "torn.json").write_text('{"month": "2013')
    assert status.read(tmp_path / "torn.json") is None


def test_what_was_saved_so_far_is_told_from_the_daily_costs(tmp_path: Path) -> None:
    path = tmp_path / "kpi.csv"
    assert status.saved(path) == {}
    path.write_text("day,cost_per_1000,nothing_per_1000,rule_per_1000\n")
    assert status.saved(path) == {}
    path.write_text(path.read_text() + "2013-04-01,80,100,90\n2013-04-02,70,100,90\n")

    assert status.saved(path) == {
        "saving": pytest.approx(0.25),
        "saving_on_rule": pytest.approx(1 / 6),
    }
    path.write_text(path.read_text() + "2013-04-03,torn")
    assert status.saved(path) == {}
