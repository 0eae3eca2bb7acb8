"""The order of the phases and the ways back are those of the source paper."""

from pathlib import Path

import pytest
import yaml

from reference_stack import case as cases
from reference_stack.case import Calendar
from reference_stack.lifecycle import PHASE_OF, WAY_BACK, tasks
from reference_stack.lifecycle.phases import Task
from reference_stack.settings import PACKAGE

ROOT = Path(__file__).parents[3]
FLOWCHARTS = yaml.load(
    (ROOT / "data" / "lifecycle.yaml").read_text(),
    # Plain texts: the other loaders take the keys yes and no for truth values.
    Loader=yaml.BaseLoader,  # noqa: S506
)["phases"]
PHASES = {phase["id"] for phase in FLOWCHARTS}
CALENDAR = Calendar(
    bootstrap="2013-01",
    serve_from="2013-04",
    until="2013-07",
    training_months=3,
    holdout_days=14,
    label_delay_hours=24,
)


def exits(phase: dict[str, object]) -> set[str]:
    """The phases (or the end without a model) that a flowchart's arrows lead to."""
    steps, decisions = phase["steps"], phase["decisions"]
    assert isinstance(steps, list)
    assert isinstance(decisions, list)
    targets = {s["next"] for s in steps} | {
        d[a] for d in decisions for a in ("yes", "no")
    }
    return targets & (PHASES | {"no_ml"})


@pytest.mark.parametrize("phase", FLOWCHARTS, ids=lambda p: p["id"])
def test_a_no_leads_where_the_flowchart_leads(phase: dict[str, object]) -> None:
    following = {
        "business_understanding": "data_acquisition",
        "data_acquisition": "model_development",
        "model_development": "model_deployment",
        "model_deployment": "model_monitoring",
    }.get(str(phase["id"]))
    ways = set(WAY_BACK[phase["id"]])  # type: ignore[index]

    # The only arrows that are not ways back go on to the next phase or stay within.
    assert exits(phase) - {following} <= ways | {phase["id"]}
    assert ways <= exits(phase) | {str(phase["id"])}


def test_every_phase_has_a_step() -> None:
    assert set(PHASE_OF.values()) == PHASES


def test_a_month_is_got_before_it_is_served_and_served_before_it_is_watched() -> None:
    order = [task.subject for task in tasks(CALENDAR)]

    assert order[:4] == [
        "acquire 2013-01",
        "acquire 2013-02",
        "acquire 2013-03",
        "understand 2013-04",
    ]
    assert order[4:9] == [
        f"{s} 2013-04" for s in ("acquire", "develop", "deploy", "serve", "watch")
    ]
    assert len(order) == len(set(order)) == 4 + 3 * 5


def test_a_run_ends_before_the_month_it_is_told() -> None:
    assert tasks(CALENDAR, until="2013-05")[-1] == Task(step="watch", month="2013-04")
    assert tasks(CALENDAR, until="2019-01") == tasks(CALENDAR)


def test_the_shipped_case_has_a_year() -> None:
    calendar = cases.load(PACKAGE / "cases" / "flights").goal.calendar

    assert sum(task.step == "watch" for task in tasks(calendar)) == 9
