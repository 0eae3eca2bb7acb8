"""What a session leaves with: the agreed answers, the level, and who differs."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from session_builders import ballot, ballots_of, decision, session

from advisor.assess.bundle import Bundle
from advisor.assess.questionnaire import LADDER, Rung
from advisor.errors import AnswersError, SessionError
from advisor.session.outcome import Basis, Outcome, Proceedings, outcome
from advisor.session.session import FIRST, SECOND, Ballot, Decision
from advisor.session.settings import SessionSettings

NONE, HAND, AUTO, UNKNOWN, NA = Rung
IDS = ("data.a", "data.b", "ops.c", "ops.d")
few = hypothesis_settings(deadline=None, max_examples=25)
both_rounds = ballots_of(IDS, (FIRST, SECOND))


def of(
    small: Bundle,
    settings: SessionSettings,
    ballots: tuple[Ballot, ...],
    decisions: tuple[Decision, ...] = (),
) -> Outcome:
    held = session(small.questionnaire)
    proceedings = Proceedings(session=held, ballots=ballots, decisions=decisions)
    return outcome(proceedings, small, settings)


def test_a_decision_goes_before_the_second_vote_and_that_before_the_first(
    small: Bundle, settings: SessionSettings
) -> None:
    first = dict.fromkeys(IDS[:3], NONE)
    ballots = (
        ballot(0, first),
        ballot(1, first),
        ballot(0, {"data.b": HAND, "ops.c": HAND}, round_=SECOND),
        ballot(1, {"data.b": HAND, "ops.c": HAND}, round_=SECOND),
    )

    found = of(small, settings, ballots, (decision("ops.c", AUTO),))

    assert found.first.rungs == first
    assert found.sheet.rungs == {"data.a": NONE, "data.b": HAND, "ops.c": AUTO}
    assert found.basis == {
        "data.a": Basis.FIRST_VOTE,
        "data.b": Basis.SECOND_VOTE,
        "ops.c": Basis.DECISION,
    }
    assert found.sheet.answers["ops.c"].note == "We looked at it together."
    assert found.sheet.scope.name == "Shop"


def test_the_latest_decision_on_a_practice_stands(
    small: Bundle, settings: SessionSettings
) -> None:
    decisions = (
        decision("data.a", AUTO, minute=40),
        decision("data.a", NONE, minute=20),
    )

    found = of(small, settings, (), decisions)

    assert found.sheet.rung("data.a") is AUTO
    assert [d.answer.rung for d in found.decisions] == [AUTO]


def test_the_level_before_and_after_the_talk(
    small: Bundle, settings: SessionSettings
) -> None:
    ballots = (
        ballot(0, {"data.a": HAND, "data.b": HAND}),
        ballot(1, {"data.a": HAND, "data.b": AUTO}),
    )

    found = of(small, settings, ballots, (decision("data.b", AUTO),))

    assert found.before.standing.level == 0
    assert found.after.standing.level == 1
    assert found.probability_after[0] < found.probability_before[0]
    assert sum(found.probability_after.values()) == pytest.approx(1)


def test_everybodys_doubt_stays_in_the_probability_before(
    small: Bundle, settings: SessionSettings
) -> None:
    """One of three says otherwise: pooled, that is less sure than the median alone."""
    split = (ballot(0, {"data.b": AUTO}), ballot(1, {"data.b": AUTO}))
    found = of(small, settings, (*split, ballot(2, {"data.b": NONE})))

    assert found.first.rung("data.b") is AUTO
    assert found.probability_before[0] > found.before.probability[0]


def test_dissent_is_kept_with_who_said_what(
    small: Bundle, settings: SessionSettings
) -> None:
    ballots = (
        ballot(0, {"data.a": NONE}),
        ballot(1, {"data.a": AUTO}),
        ballot(2, {"data.a": UNKNOWN}),
        ballot(1, {"data.a": HAND}, round_=SECOND),
    )

    found = of(small, settings, ballots, (decision("data.a", NONE),))

    assert [(d.practice, d.agreed) for d in found.dissent] == [("data.a", NONE)]
    assert [(v.participant.name, v.rung) for d in found.dissent for v in d.voices] == [
        ("Person 1", HAND)
    ]


def test_what_people_still_differ_on_is_undecided_until_it_is_decided(
    small: Bundle, settings: SessionSettings
) -> None:
    ballots = (
        ballot(0, {"data.a": NONE, "data.b": NONE, "ops.c": NONE, "ops.d": HAND}),
        ballot(1, {"data.a": AUTO, "data.b": AUTO, "ops.c": AUTO, "ops.d": HAND}),
        ballot(1, {"ops.c": NONE}, round_=SECOND),
    )

    found = of(small, settings, ballots, (decision("data.a", NONE),))

    assert found.undecided == ("data.b",)
    assert {item.practice for item in found.agenda} == {"data.a", "data.b", "ops.c"}


def test_agreement_is_told_for_each_round_and_rises_when_people_come_together(
    small: Bundle, settings: SessionSettings
) -> None:
    ballots = (
        ballot(0, {"data.a": NONE, "data.b": NONE, "ops.c": AUTO}),
        ballot(1, {"data.a": AUTO, "data.b": NONE, "ops.c": AUTO}),
    )
    once = of(small, settings, ballots)
    twice = of(small, settings, (*ballots, ballot(1, {"data.a": NONE}, round_=SECOND)))

    assert set(once.agreement) == set(once.tallies) == {FIRST}
    assert set(twice.agreement) == set(twice.tallies) == {FIRST, SECOND}
    assert twice.agreement[FIRST] == once.agreement[FIRST]
    assert twice.agreement[SECOND].alpha == 1
    assert twice.tallies[SECOND]["data.a"].spread == 0


def test_owners_and_quarters_are_commitments(
    small: Bundle, settings: SessionSettings
) -> None:
    decisions = (
        decision("data.a", NONE, owner="Ada", quarter="2027-Q1"),
        decision("data.b", NONE),
    )

    found = of(small, settings, (), decisions)

    assert set(found.commitments) == {"data.a"}
    assert found.commitments["data.a"].quarter == "2027-Q1"


@few
@given(ballots=both_rounds, random=st.randoms(use_true_random=False))
def test_the_order_of_ballots_changes_no_outcome(
    small: Bundle,
    settings: SessionSettings,
    ballots: tuple[Ballot, ...],
    random: Random,
) -> None:
    shuffled = tuple(random.sample(ballots, len(ballots)))

    assert of(small, settings, shuffled) == of(small, settings, ballots)


@few
@given(ballots=both_rounds)
def test_an_outcome_comes_back_from_json_unchanged(
    small: Bundle, settings: SessionSettings, ballots: tuple[Ballot, ...]
) -> None:
    found = of(small, settings, ballots, (decision("data.a", HAND),))

    assert Outcome.model_validate_json(found.model_dump_json()) == found


@few
@given(ballots=ballots_of(IDS))
def test_somebody_who_knows_nothing_changes_no_agreed_answer(
    small: Bundle, settings: SessionSettings, ballots: tuple[Ballot, ...]
) -> None:
    more = (*ballots, ballot(99, dict.fromkeys(IDS, UNKNOWN)))

    without, with_ = of(small, settings, ballots), of(small, settings, more)

    for id_ in IDS:
        assert with_.sheet.rung(id_) is without.sheet.rung(id_)
    assert with_.probability_before == without.probability_before
    assert with_.after.standing == without.after.standing


@few
@given(ballots=ballots_of(IDS), who=st.integers(0, 5), id_=st.sampled_from(IDS))
def test_a_higher_answer_never_lowers_the_agreed_level(
    small: Bundle,
    settings: SessionSettings,
    ballots: tuple[Ballot, ...],
    who: int,
    id_: str,
) -> None:
    def raised(each: Ballot) -> Ballot:
        has = each.answers.get(id_)
        if each.participant.id != f"p{who}" or has is None or not has.rung.is_known:
            return each
        higher = LADDER[min(LADDER.index(has.rung) + 1, 2)]
        answers = {**each.answers, id_: has.model_copy(update={"rung": higher})}
        return each.model_copy(update={"answers": answers})

    before = of(small, settings, ballots)
    after = of(small, settings, tuple(raised(each) for each in ballots))

    assert before.after.standing.level is not None
    assert after.after.standing.level is not None
    assert after.after.standing.level >= before.after.standing.level


def test_an_empty_session_leaves_an_empty_sheet(
    small: Bundle, settings: SessionSettings
) -> None:
    found = of(small, settings, ())

    assert found.sheet.answers == {}
    assert found.after.standing.level == 0
    assert found.agreement[FIRST].alpha is None


def test_other_questions_than_those_asked_are_refused(
    small: Bundle, shipped: Bundle, settings: SessionSettings
) -> None:
    proceedings = Proceedings(session=session(shipped.questionnaire), ballots=())

    with pytest.raises(SessionError, match="expected the questions as they were asked"):
        outcome(proceedings, small, settings)


def test_a_reading_that_does_not_exist_is_refused(
    small: Bundle, settings: SessionSettings
) -> None:
    proceedings = Proceedings(session=session(small.questionnaire), ballots=())

    with pytest.raises(AnswersError, match="gives no level"):
        outcome(proceedings, small, settings, "guess")
