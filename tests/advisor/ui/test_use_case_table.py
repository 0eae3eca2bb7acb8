"""Rows of the table become use cases, and faults are named by row and column."""

from typing import Any

from advisor.advise.portfolio_sheet import PortfolioSheet
from advisor.advise.use_case import UseCaseSheet
from advisor.ui import cache
from advisor.ui.use_case_table import edited_use_cases

QUESTIONS = cache.use_case_questions()
BEFORE = PortfolioSheet(
    name="Ours",
    use_cases=(
        UseCaseSheet(
            id="churn",
            name="Churn",
            answers={"delivery": ("batch",)},
            musts={"automl": 2},
        ),
    ),
)


def edited(*rows: dict[str, Any]) -> tuple[list[UseCaseSheet], list[str]]:
    return edited_use_cases(BEFORE, rows, QUESTIONS)


def test_answers_are_taken_over_and_empty_cells_ask_for_nothing() -> None:
    row: dict[str, Any] = {
        "id": None,
        "name": " Fraud ",
        "delivery": "online",
        "latency": None,
    }
    row |= {"data": ["texts", "images"], "method": float("nan"), "tools": []}

    (found,), faults = edited(row)

    assert faults == []
    assert (found.id, found.name) == ("fraud", "Fraud")
    assert found.answers == {"delivery": ("online",), "data": ("texts", "images")}


def test_what_the_table_has_no_column_for_stays() -> None:
    (found,), _ = edited({"id": "churn", "name": "Churn now", "delivery": "both"})

    assert found.musts == {"automl": 2}
    assert (found.name, found.answers["delivery"]) == ("Churn now", ("both",))


def test_a_row_without_anything_is_no_use_case() -> None:
    assert edited({"id": None, "name": None}, {"id": None, "name": ""}) == ([], [])


def test_answers_without_a_name_are_a_fault_of_their_row() -> None:
    found, faults = edited(
        {"id": "churn", "name": "Churn"}, {"name": None, "delivery": "batch"}
    )

    assert [use_case.id for use_case in found] == ["churn"]
    assert len(faults) == 1
    assert faults[0].startswith("row 2, column name: ''; expected 3 letters")


def test_two_rows_of_one_name_get_ids_of_their_own() -> None:
    found, _ = edited({"name": "Fraud"}, {"name": "Fraud"}, {"name": "Churn"})

    assert [use_case.id for use_case in found] == ["fraud", "fraud_2", "churn_2"]
