"""The story of a run: gates, models, evidence and alerts in rows and words."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from stack_builders import ALL, left, lines, model_test

from advisor.assess.lifecycle import load_lifecycle
from advisor.evidence import stack_record
from advisor.evidence.stack_record import Entry, StackRecord
from advisor.report import charts, charts_stack, diagrams_stack, stack_story

CYCLE = load_lifecycle()


@pytest.fixture
def record(tmp_path: Path) -> StackRecord:
    return stack_record.read(left(tmp_path))


def of(home: Path, *entries: tuple[str, str, str, str, dict[str, str]]) -> StackRecord:
    return stack_record.read(left(home, **{"ledger.jsonl": lines(entries)}))


def test_each_phase_shows_its_gates_and_those_that_are_to_come(
    record: StackRecord,
) -> None:
    gates = stack_story.gates(record.entries, CYCLE)

    assert {gate.phase for gate in gates} == set(CYCLE.by_id)
    states = {(gate.phase, gate.id): gate.state for gate in gates}
    assert states["business_understanding", "ml_can_help"] == "passed"
    assert states["model_development", "expectations"] == "refused"
    assert states["data_acquisition", "data_in_lake"] == "not yet"


def test_a_gate_counts_all_its_answers_and_shows_the_last(tmp_path: Path) -> None:
    gate = ("gate", "model_development", "expectations 2013-04")
    record = of(
        tmp_path, (*gate, "passed", {}), (*gate, "refused", {}), (*gate, "passed", {})
    )

    (found,) = [g for g in stack_story.gates(record.entries, CYCLE) if g.on]

    assert found.mark == "✓ passed (2 of 3)"
    assert (found.passed, found.refused) == (2, 1)
    assert found.on == date(2013, 5, 31)


def test_the_drawing_says_every_state_in_words_and_draws_the_way_back(
    record: StackRecord,
) -> None:
    drawn = diagrams_stack.gated(CYCLE, stack_story.gates(record.entries, CYCLE))

    assert "✓ passed (1 of 1)" in drawn
    assert "✗ refused (0 of 1)" in drawn
    assert "○ not yet" in drawn
    assert (
        'model_development -> no_ml [style=dashed, constraint=false, label="refused"]'
        in drawn
    )


def test_a_question_full_of_drawing_marks_cannot_break_the_drawing() -> None:
    gate = stack_story.GateState(
        phase="data_acquisition",
        id="x",
        question='a{b}|c<d> "e" \\ f',
        state="refused",
        refused=1,
        leads_to='"]; evil [label="',
    )
    drawn = diagrams_stack.gated(CYCLE, [gate])

    assert r"a\{b\}\|c\<d\> \"e\" \\ f" in drawn
    assert "evil" not in drawn


def test_a_reign_lasts_until_another_model_serves(record: StackRecord) -> None:
    champions = [s for s in stack_story.spans(record) if s.role == "champion"]

    assert [(s.version, s.start) for s in champions] == [
        ("1", date(2013, 5, 1)),
        ("2", date(2013, 9, 2)),
    ]
    assert champions[0].end == date(2013, 9, 1)
    assert champions[1].end == stack_story.last_day(record)


def test_the_challenger_s_days_are_those_of_its_evidence(record: StackRecord) -> None:
    (tried,) = [s for s in stack_story.spans(record) if s.role == "challenger"]

    assert (tried.version, tried.start, tried.end) == (
        "3",
        date(2013, 7, 10),
        date(2013, 7, 12),
    )


def test_a_champion_that_returns_has_two_reigns(tmp_path: Path) -> None:
    days = ("2013-05-01", "2013-05-02", "2013-05-03", "2013-05-04")
    served = [
        ("step", "model_deployment", f"serve {day}", "done", {"champion": version})
        for day, version in zip(days, ("1", "2", "2", "1"), strict=True)
    ]
    reigns = stack_story.spans(of(tmp_path, *served, ("step", "", "x", "done", {})))

    assert [s.version for s in reigns if s.role == "champion"] == ["1", "2", "1"]


def test_a_rollback_by_hand_names_who_it_leaves() -> None:
    entry = Entry.model_validate(
        {
            "at": "2013-07-01T10:00:00",
            "kind": "decision",
            "verdict": "roll_back",
            "inputs": {"from": "4", "to": "3"},
        }
    )

    assert entry.version == "4"
    assert stack_story.decisions([entry])[0]["about"] == "v4"


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ((-0.3, -0.1), "costs less"),
        ((0.1, 0.3), "costs more"),
        ((-0.1, 0.1), "still holds 0"),
        ((None, None), "Too few days"),
    ],
)
def test_an_open_test_is_told_by_its_interval(
    record: StackRecord, last: tuple[float | None, float | None], said: str
) -> None:
    test = record.tests[0]
    low, high = last
    day = test.days[-1].model_copy(update={"low": low, "high": high})
    shown = test.model_copy(update={"days": (*test.days, day)})

    assert said in stack_story.verdict(shown)


def test_a_decided_test_is_told_by_its_verdict(tmp_path: Path) -> None:
    text = model_test(verdict="roll_back", reason="p99 too high")
    record = stack_record.read(left(tmp_path, **{"reports/ab/3.json": text}))

    assert stack_story.verdict(record.tests[0]) == (
        "Verdict: rolled back. p99 too high"
    )


def test_alerts_are_counted_by_monitor_and_month_and_told_latest_first(
    record: StackRecord,
) -> None:
    told = stack_story.alerts(record.entries)

    assert [row["alert"] for row in told] == ["‼ page", "· ticket"]
    assert [row["monitor"] for row in told] == ["schema", "quality"]
    by_month = stack_story.alerts_by_month(record.entries)
    assert by_month == {("2013-05", "ticket"): 1, ("2013-06", "page"): 1}
    assert sum(int(r["pages"]) for r in stack_story.monitors(record.entries)) == 1


def test_costs_are_told_as_means_of_months(record: StackRecord) -> None:
    first, second = stack_story.kpi_rows(record.kpi)

    assert first == {
        "month": "2013-04",
        "model": "714",
        "plain rule": "814",
        "doing nothing": "914",
    }
    assert second["month"] == "2013-05"


def test_a_run_without_a_model_has_no_spans() -> None:
    assert stack_story.spans(StackRecord()) == ()


def test_every_chart_is_drawn_from_a_whole_record(record: StackRecord) -> None:
    drawn = [
        charts_stack.models(stack_story.spans(record)),
        charts_stack.evidence(record.tests[0]),
        charts_stack.costs(record.kpi),
        charts_stack.alerts(stack_story.alerts_by_month(record.entries)),
    ]

    assert all(charts.spec(chart)["layer"] for chart in drawn)


def test_no_entry_is_left_out_of_the_story(record: StackRecord) -> None:
    told = len(stack_story.alerts(record.entries)) + sum(
        len(stack_story.decisions(record.entries, about_data))
        for about_data in (True, False)
    )
    gates = sum(g.passed + g.refused for g in stack_story.gates(record.entries, CYCLE))
    steps = sum(kind == "step" for kind, *_ in ALL)

    assert told + gates + steps == len(record.entries)


def test_an_alert_tells_the_cause_that_was_found_and_decisions_do_not_repeat_it() -> (
    None
):
    at = datetime(2013, 5, 9, tzinfo=UTC)
    alert = Entry(at=at, kind="alert", subject="quality ranking", verdict="page")
    cause = Entry(
        at=at,
        kind="decision",
        subject="cause of quality ranking",
        verdict="notify",
        figures={"cause": "feature_pipeline", "reaction": "quarantine"},
    )
    promoted = Entry(at=at, kind="decision", subject="release v2", verdict="promote")

    (row,) = stack_story.alerts([alert, cause, promoted])
    assert (row["cause"], row["reaction"]) == ("feature pipeline", "quarantine")
    assert len(stack_story.decisions([alert, cause, promoted])) == 1
    (bare,) = stack_story.alerts([alert])
    assert bare["cause"] == "–"
