"""The whole assessment of one sheet, under all readings at once."""

import pytest
from assess_builders import reading

from advisor.assess.answers import Answer, AnswerSheet, Scope
from advisor.assess.assessment import assess, choose
from advisor.assess.bundle import Bundle, load
from advisor.assess.questionnaire import Questionnaire, Rung
from advisor.assess.reading import Readings
from advisor.assess.settings import Settings
from advisor.errors import AnswersError

NONE, HAND, AUTO, UNKNOWN, NA = Rung


@pytest.fixture(scope="module")
def shipped() -> Bundle:
    return load()


def all_at(bundle: Bundle, rung: Rung) -> AnswerSheet:
    return AnswerSheet(
        scope=Scope(name="Acme"),
        answers=dict.fromkeys(bundle.questionnaire.practices, Answer(rung=rung)),
    )


@pytest.mark.parametrize(
    ("rung", "levels", "final"),
    [
        (NONE, dict.fromkeys(["nagarro", "google", "microsoft", "aws"], 0), 0.0),
        (
            AUTO,
            {"nagarro": 2, "google": 2, "microsoft": 4, "aws": 3, "ml-test-score": 5},
            7.0,
        ),
    ],
)
def test_the_ends_of_every_scale_are_reached(
    shipped: Bundle, rung: Rung, levels: dict[str, int], final: float
) -> None:
    found = assess(
        shipped.questionnaire, shipped.readings, all_at(shipped, rung), shipped.settings
    )

    by_id = {r.id: r.standing.level for r in found.readings}
    assert by_id | levels == by_id
    assert found.test_score is not None
    assert found.test_score.final == final
    assert found.settled
    assert not found.provisional


def test_half_a_point_for_every_test_done_by_hand(shipped: Bundle) -> None:
    found = assess(
        shipped.questionnaire, shipped.readings, all_at(shipped, HAND), shipped.settings
    )

    assert found.test_score is not None
    assert found.test_score.sections == {
        "data": 3.5,
        "model": 3.5,
        "infrastructure": 3.5,
        "monitoring": 3.5,
    }
    assert {r.id: r.standing.level for r in found.readings}["ml-test-score"] == 4


def test_an_empty_sheet_says_that_nothing_is_known(shipped: Bundle) -> None:
    sheet = AnswerSheet(scope=Scope(name="Acme"))

    found = assess(shipped.questionnaire, shipped.readings, sheet, shipped.settings)

    assert (found.standing.level_pessimistic, found.standing.level_optimistic) == (0, 2)
    assert found.standing.coverage == 0
    assert found.provisional
    assert not found.settled
    assert all(d.adoption is None for d in found.dimensions)
    assert all(b.share == 0 for b in found.badges)


def test_where_readings_differ_the_reason_is_named(
    four: Questionnaire, settings: Settings
) -> None:
    late = reading(
        {"automated": ["data.b", "ops.d"], "by_hand": ["ops.c"]}, id_="late"
    ).model_copy(update={"default": False})
    early = reading(
        {"automated": ["data.a"]},
        {"automated": ["data.b"], "by_hand": ["ops.d"]},
        id_="early",
    )
    sheet = AnswerSheet(scope=Scope(name="Acme"), answers={"data.a": Answer(rung=AUTO)})

    found = assess(four, Readings(readings=(early, late)), sheet, settings)

    differences = {d.practice: d for d in found.readings[1].differences}
    assert differences["data.b"].level_in_chosen == 2
    assert differences["ops.c"].level_in_chosen is None
    assert not differences["ops.c"].lower_rung
    assert differences["ops.d"].lower_rung


def test_the_digest_follows_content_and_not_order(
    four: Questionnaire, readings: Readings, settings: Settings
) -> None:
    def digest(answers: dict[str, Answer]) -> str:
        sheet = AnswerSheet(scope=Scope(name="Acme"), answers=answers)
        return assess(four, readings, sheet, settings).content_digest

    a, b = Answer(rung=AUTO), Answer(rung=HAND)

    assert digest({"data.a": a, "data.b": b}) == digest({"data.b": b, "data.a": a})
    assert digest({"data.a": a}) != digest({"data.a": b})


@pytest.mark.parametrize("name", ["governance", "nonsense", ""])
def test_a_reading_that_gives_no_level_cannot_be_chosen(
    shipped: Bundle, name: str
) -> None:
    with pytest.raises(AnswersError, match="expected one of nagarro"):
        choose(shipped.readings, name)


def test_overlays_never_move_a_level(shipped: Bundle) -> None:
    sheet = all_at(shipped, AUTO)
    without = {
        id_: Answer(rung=NONE)
        for id_ in shipped.questionnaire.practices
        if id_.startswith("governance.")
    }
    lowered = sheet.model_copy(update={"answers": {**sheet.answers, **without}})

    found = assess(shipped.questionnaire, shipped.readings, lowered, shipped.settings)

    assert found.standing.level == 2
    assert all(badge.unmet for badge in found.badges)
