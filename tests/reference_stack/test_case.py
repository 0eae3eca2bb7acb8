"""A case is read whole, or refused with the place and the reason."""

import shutil
from pathlib import Path

import pytest

from reference_stack import case as cases
from reference_stack.case import Costs, Kpi
from reference_stack.errors import CaseError
from reference_stack.settings import PACKAGE

FLIGHTS = PACKAGE / "cases" / "flights"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FLIGHTS, tmp_path / "flights"))


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "goal.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_the_shipped_case_is_whole() -> None:
    case = cases.load(FLIGHTS)

    assert case.name == "flights"
    assert {"flights", "weather", "planes"} <= {s.name for s in case.sources}
    assert case.tables
    assert case.goal.costs.threshold == 0.25


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("style: customer_facing", "style: sloppy", "style"),
        ("serve_from: 2013-04", "serve_from: 2012-04", "calendar"),
        ("kpis: [ranking]", "kpis: [fame]", "fame"),
        ("{of: scheduled_departure, first: 13}", "{of: arrival, first: 13}", "arrival"),
        ("segments: [carrier, origin]", "segments: [colour]", "colour"),
        ("segments: [carrier, origin]", "segments: [tailnum]", "not sent as features"),
        ("min: 0.08}", "min: 0.08, max: 2}", "kpis"),
        ("name: flights", "name: Flights!", "name"),
        ("problem: >-", "problem_: >-", "problem"),
        ("costs: {action", "costs: [action", "goal.yaml"),
    ],
)
def test_a_goal_that_cannot_be_is_refused_with_its_place(
    folder: Path, old: str, new: str, place: str
) -> None:
    change(folder, old, new)

    with pytest.raises(CaseError, match=place):
        cases.load(folder)


def test_a_case_without_sources_or_goal_is_refused(
    folder: Path, tmp_path: Path
) -> None:
    shutil.rmtree(folder / "ingest")
    with pytest.raises(CaseError, match="ingest"):
        cases.load(folder)
    with pytest.raises(CaseError, match=r"goal\.yaml"):
        cases.load(tmp_path / "nowhere")


def test_any_change_of_the_case_changes_its_digest(folder: Path) -> None:
    before = cases.load(folder).digest
    labels = folder / "labels.sql"
    labels.write_text(labels.read_text() + "\n")

    assert cases.load(folder).digest != before


def test_a_warning_pays_from_the_ratio_of_the_costs() -> None:
    assert Costs(action=1, missed=4).threshold == 0.25


@pytest.mark.parametrize(("value", "met"), [(0.07, False), (0.08, True), (0.09, True)])
def test_a_kpi_is_met_from_its_threshold_on(value: float, met: bool) -> None:
    assert Kpi(id="saving", text="", unit="share", min=0.08).met(value) is met
    assert Kpi(id="cost", text="", unit="share", max=0.08).met(-value + 0.16) is met
