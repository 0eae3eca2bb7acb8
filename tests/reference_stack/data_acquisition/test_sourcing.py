"""The questions on the way to the data are those of the source paper's flowchart."""

from itertools import product

import pytest
import yaml

from reference_stack.case import Acquisition
from reference_stack.data_acquisition.sourcing import QUESTIONS, questions
from reference_stack.settings import PACKAGE

CHART = next(
    phase
    for phase in yaml.safe_load((PACKAGE.parent / "data/lifecycle.yaml").read_text())[
        "phases"
    ]
    if phase["id"] == "data_acquisition"
)
DECISIONS = {decision["id"]: decision for decision in CHART["decisions"]}


def test_every_decision_of_the_flowchart_is_asked_in_its_words() -> None:
    assert {name: d["question"] for name, d in DECISIONS.items()} == QUESTIONS


@pytest.mark.parametrize("answers", list(product([True, False], repeat=4)))
@pytest.mark.parametrize("missing", [(), ("weather-2013-05.parquet",)])
@pytest.mark.parametrize("in_lake", [True, False])
def test_the_way_through_the_questions_is_the_flowcharts(
    answers: tuple[bool, bool, bool, bool], missing: tuple[str, ...], in_lake: bool
) -> None:
    lake, available, bought, worth = answers
    truth = {
        "data_in_lake": lake or in_lake,
        "data_available": available and not missing,
        "data_can_be_bought": bought,
        "worth_the_cost": worth,
    }
    way, place = [], str(CHART["start"])
    while place in DECISIONS:
        way.append((place, truth[place]))
        place = DECISIONS[place][truth[place]]  # YAML 1.1 reads yes and no as booleans
    goal = Acquisition(
        in_lake=lake,
        available=available,
        can_be_bought=bought,
        worth_the_cost=worth,
        reason="so it is",
    )

    gates = questions(goal, in_lake, missing)

    assert [(gate.id, gate.passed) for gate in gates] == way
    assert gates[-1].otherwise == ("no_ml" if place == "no_ml" else None)


def test_a_missing_file_is_named() -> None:
    goal = Acquisition(
        in_lake=False,
        available=True,
        can_be_bought=False,
        worth_the_cost=False,
        reason="free",
    )

    gates = questions(goal, in_lake=False, missing=("weather-2013-05.parquet",))

    assert gates[1].reason == "weather-2013-05.parquet was not delivered"
    assert gates[-1].id == "data_can_be_bought"
