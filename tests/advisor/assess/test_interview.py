"""Which practice is asked about next."""

import pytest
from assess_builders import practice, questionnaire, reading
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from advisor.assess.interview import (
    exact_probability,
    expected_change,
    most_to_learn,
    next_question,
)
from advisor.assess.questionnaire import LADDER, Questionnaire, Rung
from advisor.assess.reading import DemandReading, SectionReading
from advisor.assess.settings import Settings
from advisor.assess.uncertainty import belief, noise, rung_prior, testimony

NONE, HAND, AUTO, UNKNOWN, NA = Rung
IDS = ("data.a", "data.b", "ops.c", "ops.d")
rungs_given = st.fixed_dictionaries({id_: st.sampled_from(Rung) for id_ in IDS})


@hypothesis_settings(deadline=None, max_examples=40)
@given(rungs=rungs_given)
def test_only_an_unanswered_practice_is_asked(
    four: Questionnaire, rule: DemandReading, settings: Settings, rungs: dict[str, Rung]
) -> None:
    asked = next_question(four, rule, rungs, settings)

    if UNKNOWN in rungs.values():
        assert asked is not None
        assert rungs[asked] is UNKNOWN
    else:
        assert asked is None


def test_where_nothing_gating_applies_the_rest_comes_in_file_order(
    four: Questionnaire, rule: DemandReading, settings: Settings
) -> None:
    rungs = dict.fromkeys(IDS[:3], NA)

    assert next_question(four, rule, rungs, settings) == "ops.d"
    assert most_to_learn(four, rule, rungs, settings) == 0


def test_the_worth_of_a_question_is_the_mean_move_over_its_answers(
    four: Questionnaire, rule: DemandReading, settings: Settings
) -> None:
    """Recompute each answer's effect by asking it for real."""
    rungs = {"data.a": HAND}
    held = belief(four, rule, testimony(rungs), settings)
    before = exact_probability(rule, held)
    prior = rung_prior(settings).mean(axis=0)
    move = 0.0
    for number, answer in enumerate(LADDER):
        after = exact_probability(
            rule, belief(four, rule, testimony(rungs | {"ops.c": answer}), settings)
        )
        # ops.c is alone in its group, so the prior alone says what it may answer.
        chance = prior @ noise(settings)[:, number]
        move += chance * sum(abs(after[k] - before[k]) for k in before) / 2

    assert expected_change(rule, held)["ops.c"] == pytest.approx(move)


def test_what_decides_the_level_is_asked_before_what_does_not(
    four: Questionnaire, rule: DemandReading, settings: Settings
) -> None:
    order = []
    rungs: dict[str, Rung] = {}
    while (asked := next_question(four, rule, rungs, settings)) is not None:
        order.append(asked)
        rungs[asked] = AUTO

    assert order[-1] == "ops.d"
    assert sorted(order) == sorted(IDS)


def test_a_closed_way_up_is_hardly_worth_asking_about(settings: Settings) -> None:
    """Once Level 1 is out of reach, the demands of Level 2 decide little."""
    ids = [f"data.p{n}" for n in range(12)]
    questions = questionnaire(*map(practice, ids))
    rule = reading({"automated": ids[:6]}, {"automated": ids[6:]})

    def worth(level_1: Rung) -> float:
        said = testimony(dict.fromkeys(ids[:6], level_1))
        return expected_change(rule, belief(questions, rule, said, settings))[ids[6]]

    assert worth(NONE) < 0.001
    assert worth(AUTO) > 0.1


def test_there_is_much_to_learn_at_first_and_nothing_at_the_end(
    four: Questionnaire, rule: DemandReading, settings: Settings
) -> None:
    everything = dict.fromkeys(IDS, AUTO)

    assert most_to_learn(four, rule, {}, settings) > 0.1
    assert most_to_learn(four, rule, everything, settings) == 0


def test_after_a_clear_no_little_is_left_to_learn(settings: Settings) -> None:
    ids = [f"data.p{n}" for n in range(12)]
    questions = questionnaire(*map(practice, ids))
    rule = reading({"automated": ids[:6]}, {"automated": ids[6:]})
    nearly_none = dict.fromkeys(ids[:6], NONE)

    left = most_to_learn(questions, rule, nearly_none, settings)

    assert left < settings.hardly_moves


def test_questions_can_be_limited_to_a_role(
    four: Questionnaire, rule: DemandReading, settings: Settings
) -> None:
    assert next_question(four, rule, {}, settings, among={"ops.c"}) == "ops.c"
    assert next_question(four, rule, {}, settings, among=set()) is None


def test_a_reading_by_points_is_asked_in_file_order(
    scored: Questionnaire, test_score_rule: SectionReading, settings: Settings
) -> None:
    asked = next_question(scored, test_score_rule, {"data.one": AUTO}, settings)

    assert asked == "data.two"
