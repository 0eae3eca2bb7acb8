"""Every change of level has its causes named, and they add up."""

from assess_builders import practice, questionnaire, reading, reading_without
from hypothesis import given
from hypothesis import strategies as st

from advisor.assess.answers import Answer, AnswerSheet, Scope
from advisor.assess.comparison import Judged, compare
from advisor.assess.questionnaire import Questionnaire, Rung
from advisor.assess.reading import DemandReading

NONE, HAND, AUTO, UNKNOWN, NA = Rung
IDS = ("data.a", "data.b", "ops.c", "ops.d")
known = st.fixed_dictionaries(
    {id_: st.sampled_from((NONE, HAND, AUTO, UNKNOWN)) for id_ in IDS}
)


def sheet(rungs: dict[str, Rung]) -> AnswerSheet:
    return AnswerSheet(
        scope=Scope(name="Acme"),
        answers={id_: Answer(rung=rung) for id_, rung in rungs.items()},
    )


@given(before=known, after=known, left_out=st.sampled_from(IDS[:3]))
def test_the_causes_add_up_to_the_change(
    four: Questionnaire,
    rule: DemandReading,
    before: dict[str, Rung],
    after: dict[str, Rung],
    left_out: str,
) -> None:
    changed_rule = reading_without(rule, left_out)

    found = compare(
        Judged(questionnaire=four, reading=rule, sheet=sheet(before)),
        Judged(questionnaire=four, reading=changed_rule, sheet=sheet(after)),
    )

    for shift in (found.established, found.optimistic):
        whole = shift.by_reading + shift.by_questionnaire + shift.by_answers
        assert shift.after - shift.before == whole
        assert shift.by_questionnaire == 0
        # Asking for less can only help.
        assert shift.by_reading >= 0
    changed = {a.practice for a in found.answers}
    assert changed == {id_ for id_ in IDS if before[id_] is not after[id_]}


def test_nothing_changed_is_said_to_be_nothing(
    four: Questionnaire, rule: DemandReading
) -> None:
    same = Judged(questionnaire=four, reading=rule, sheet=sheet({"data.a": HAND}))

    found = compare(same, same)

    assert not found.answers
    assert not found.reading_changed
    assert not found.questionnaire_changed
    assert found.established.before == found.established.after


def test_a_dropped_question_is_the_questionnaires_doing(rule: DemandReading) -> None:
    a, b, c = (practice(id_) for id_ in IDS[:3])
    answers = sheet({"data.a": HAND, "data.b": NONE})

    found = compare(
        Judged(questionnaire=questionnaire(a, b, c), reading=rule, sheet=answers),
        Judged(questionnaire=questionnaire(a, c), reading=rule, sheet=answers),
    )

    assert found.questionnaire_changed
    assert found.removed == ("data.b",)
    assert (found.established.by_questionnaire, found.established.by_answers) == (1, 0)


def test_the_answer_that_opened_the_way_is_named(four: Questionnaire) -> None:
    rule = reading({"automated": ["data.a"]})

    found = compare(
        Judged(questionnaire=four, reading=rule, sheet=sheet({"data.a": NONE})),
        Judged(questionnaire=four, reading=rule, sheet=sheet({"data.a": AUTO})),
    )

    assert found.established.by_answers == 1
    assert [(a.practice, a.unblocks, a.blocks) for a in found.answers] == [
        ("data.a", True, False)
    ]
