"""The engine is not tied to our content: a kitchen, five levels, weights."""

from pathlib import Path

import pytest

from advisor.assess import bundle
from advisor.assess.answers import Answer, AnswerSheet, Scope
from advisor.assess.assessment import assess
from advisor.assess.bundle import Bundle
from advisor.assess.interview import next_question
from advisor.assess.questionnaire import Rung

NONE, HAND, AUTO, UNKNOWN, NA = Rung
FOLDER = Path(__file__).parents[2] / "foreign"


@pytest.fixture(scope="module")
def kitchen() -> Bundle:
    return bundle.load(FOLDER)


def sheet(**rungs: Rung) -> AnswerSheet:
    return AnswerSheet(
        questionnaire="kitchen",
        scope=Scope(name="Chez Ada"),
        answers={id_.replace("__", "."): Answer(rung=r) for id_, r in rungs.items()},
    )


def test_a_foreign_model_of_another_shape_is_scored(kitchen: Bundle) -> None:
    answers = sheet(
        hygiene__hands=AUTO, hygiene__fridge=HAND, menu__season=HAND, menu__waste=HAND
    )

    found = assess(kitchen.questionnaire, kitchen.readings, answers, kitchen.settings)

    # Level 4 asks three practices, weights 3, 1 and 1; only the hands are automated.
    assert found.standing.level == 3
    assert found.standing.top == 4
    assert found.level_name == "Good"
    assert found.standing.progress == pytest.approx(1 / 5)
    assert [b.practice for b in found.standing.blockers] == [
        "hygiene.fridge",
        "menu.waste",
    ]
    assert {d.id: d.standing.level for d in found.dimensions} == {
        "hygiene": 3,
        "menu": 3,
    }
    assert found.test_score is None
    assert set(found.probability) == {0, 1, 2, 3, 4}


def test_a_foreign_model_asks_its_own_next_question(kitchen: Bundle) -> None:
    asked = next_question(
        kitchen.questionnaire, kitchen.readings.default, {}, kitchen.settings
    )

    assert asked in kitchen.questionnaire.practices
