"""The data sheet answers every question of data governance with today's figures."""

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from reference_stack.data_acquisition import data_sheet
from reference_stack.data_acquisition.phase import acquire
from reference_stack.errors import CaseError
from reference_stack.settings import PACKAGE
from reference_stack.stack import Stack

ASKED = yaml.safe_load(
    (PACKAGE.parent / "questionnaires" / "data_readiness.yaml").read_text()
)
FEBRUARY = datetime(2013, 2, 1)


@pytest.fixture
def sheet(stack: Stack) -> str:
    acquire(stack, "2013-01")
    acquire(stack, "2013-02")
    return (stack.settings.reports / "data_sheet.md").read_text()


def test_it_answers_the_questions_of_the_questionnaire_in_their_order() -> None:
    text = (PACKAGE / "cases" / "flights" / data_sheet.FILE).read_text()
    answered = data_sheet.Answers.model_validate(yaml.safe_load(text))

    assert [q.id for q in answered.questions] == [q["id"] for q in ASKED["questions"]]


def test_its_figures_are_measured(sheet: str, stack: Stack) -> None:
    with stack.warehouse() as con:
        known, late = con.execute(
            "SELECT count(*), avg(label) FROM requests JOIN labels USING (entity_id) "
            "WHERE labels.known_at <= ? AND made_at < ?",
            [FEBRUARY, FEBRUARY],
        ).fetchall()[0]
        made = con.execute(
            "SELECT count(*) FROM requests WHERE made_at < ?", [FEBRUARY]
        ).fetchall()[0][0]

    assert f"of the last {made:,} predictions {known / made:.1%}" in sheet
    assert f"{late:.1%} of those are late" in sheet
    assert "| flights | 2013-01 | 1 |" in sheet
    assert "{" not in sheet


def test_it_has_a_row_for_each_column_and_each_group(sheet: str, stack: Stack) -> None:
    for source in stack.case.sources:
        rules = yaml.safe_load(source.contract.read_text())
        for name, column in rules["columns"].items():
            assert f"| {source.name} | {name} | {column['type']} |" in sheet
    for airport in ("EWR", "JFK", "LGA"):
        assert f"| origin | {airport} |" in sheet


def test_the_same_data_give_the_same_sheet(sheet: str, stack: Stack) -> None:
    with stack.warehouse() as con:
        assert data_sheet.sheet(con, stack.case, FEBRUARY) == sheet


def test_an_answer_with_a_figure_that_there_is_not_is_refused(
    stack: Stack, folder: Path
) -> None:
    path = folder / data_sheet.FILE
    path.write_text(path.read_text().replace("{label_rate}", "{luck}"))

    with pytest.raises(CaseError, match="labels: no figure 'luck'"):
        acquire(stack, "2013-01")
