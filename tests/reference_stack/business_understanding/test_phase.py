"""The phase on a small world: gates are recorded, and a no stops the rest."""

import json
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from history_builders import drawn

from reference_stack.business_understanding.phase import understand
from reference_stack.errors import CaseError
from reference_stack.features import materialise
from reference_stack.settings import PACKAGE, Settings
from reference_stack.stack import Stack

AT = datetime(2013, 4, 1)
FLIGHTS = """-- grain: flight_id
SELECT * FROM batch
"""
HOURS = """-- grain: departure_hour
SELECT DISTINCT departure_hour, TIMESTAMP '2013-01-01' AS known_at, hour,
    congestion_mean_delay
FROM flights
"""
LABELS = """-- grain: entity_id
SELECT CAST(flight_id AS VARCHAR) AS entity_id, label, known_at FROM flights
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Return a case of which each flight has its own key and the hour tells."""
    folder = tmp_path / "case"
    for name, text in {
        "ingest/flights.sql": FLIGHTS,
        "features/hours.sql": HOURS,
        "labels.sql": LABELS,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    for name in ("goal.yaml", "risk.yaml"):
        shipped = PACKAGE / "cases" / "flights" / name
        (folder / name).write_text(shipped.read_text(encoding="utf-8"))
    goal = yaml.safe_load((folder / "goal.yaml").read_text())
    goal["request"] = {
        "carrier": {"type": "text"},
        "code": {"type": "text", "feature": False},
    }
    goal["keys"] = {"departure_hour": {"of": "code", "first": 12}}
    goal["segments"] = ["carrier"]
    (folder / "goal.yaml").write_text(yaml.safe_dump(goal))
    return folder


def opened(case: Path, home: Path, low: float = 0.1, high: float = 0.6) -> Stack:
    stack = Stack.open(Settings(home=home, case=case))
    world = drawn(low=low, high=high)
    world["flight_id"] = range(len(world))
    world["code"] = [f"{n:012d}" for n in world["flight_id"]]
    world["departure_hour"] = world["code"]
    with stack.warehouse() as con:
        con.register("world", world)
        con.execute(
            "CREATE TABLE flights AS SELECT * EXCLUDE (day), "
            "CAST(day AS TIMESTAMP) AS prediction_time, "
            "CAST(day AS TIMESTAMP) + INTERVAL 1 DAY AS known_at FROM world"
        )
        materialise(con, stack.case, datetime(2013, 1, 1), AT)
    return stack


def test_a_sound_case_passes_three_gates_and_records_them(
    case: Path, tmp_path: Path
) -> None:
    stack = opened(case, tmp_path / "home")

    gate = understand(stack, AT)

    assert gate.passed, gate.reason
    assert gate.id == "ml_can_help"
    recorded = stack.ledger.entries()
    assert [e.subject for e in recorded] == [
        "goal_is_measurable flights",
        "style_fits_risk flights",
        "ml_can_help flights",
    ]
    assert {e.inputs["case"] for e in recorded} == {stack.case.digest}
    stack.ledger.verify()


def test_a_case_without_a_signal_is_refused_and_leads_out(
    case: Path, tmp_path: Path
) -> None:
    stack = opened(case, tmp_path / "home", low=0.2, high=0.2)

    gate = understand(stack, AT)

    assert (gate.id, gate.passed, gate.otherwise) == ("ml_can_help", False, "no_ml")
    assert stack.ledger.entries()[-1].verdict == "refused"


def test_a_refused_style_stops_before_the_question_of_feasibility(
    case: Path, tmp_path: Path
) -> None:
    risk = (case / "risk.yaml").read_text().replace("limited ", "high ")
    (case / "risk.yaml").write_text(risk)
    stack = opened(case, tmp_path / "home")

    gate = understand(stack, AT)

    assert gate.id == "style_fits_risk"
    assert len(stack.ledger.entries()) == 2


def test_only_outcomes_known_by_then_are_counted(case: Path, tmp_path: Path) -> None:
    stack = opened(case, tmp_path / "home")

    gate = understand(stack, datetime(2013, 1, 5, 12))

    assert not gate.passed
    assert "are needed" in gate.reason


def test_the_goal_is_told_to_other_programs(case: Path, tmp_path: Path) -> None:
    stack = opened(case, tmp_path / "home")
    understand(stack, AT)

    told = json.loads((stack.settings.reports / "goal.json").read_text())

    assert told["style"] == "customer_facing"
    assert "shadow" in told["steps"]
    assert [gate["passed"] for gate in told["gates"]] == [True, True, True]


def test_a_case_without_a_judgement_of_risk_is_an_error_that_names_the_file(
    case: Path, tmp_path: Path
) -> None:
    (case / "risk.yaml").unlink()
    stack = opened(case, tmp_path / "home")

    with pytest.raises(CaseError, match=r"risk\.yaml"):
        understand(stack, AT)
