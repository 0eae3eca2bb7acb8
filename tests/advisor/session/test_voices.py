"""Who said what: rounds are merged, and the order of reading never matters."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from session_builders import answer, ballot, ballots_of, participant

from advisor.assess.questionnaire import LADDER, Rung
from advisor.session.session import FIRST, SECOND, Ballot
from advisor.session.voices import (
    Voice,
    first_words,
    last_words,
    middle,
    pooled,
    prevailing,
    voices,
)

NONE, HAND, AUTO, UNKNOWN, NA = Rung
IDS = ("data.a", "data.b")
both_rounds = ballots_of(IDS, (FIRST, SECOND))
several = st.lists(st.sampled_from(Rung), max_size=7)


def heard(*rungs: Rung) -> tuple[Voice, ...]:
    return tuple(
        Voice(participant=participant(number), answer=answer(rung))
        for number, rung in enumerate(rungs)
    )


@hypothesis_settings(deadline=None)
@given(ballots=both_rounds, random=st.randoms(use_true_random=False))
def test_the_order_in_which_ballots_are_read_does_not_matter(
    ballots: tuple[Ballot, ...], random: Random
) -> None:
    shuffled = random.sample(ballots, len(ballots))

    assert first_words(shuffled) == first_words(ballots)
    assert voices(last_words(shuffled)) == voices(last_words(ballots))


@hypothesis_settings(deadline=None)
@given(ballots=both_rounds)
def test_each_participant_is_heard_once_with_the_latest_answer(
    ballots: tuple[Ballot, ...],
) -> None:
    given_ = {(b.participant.id, b.round): b.answers for b in ballots}

    last = last_words(ballots)

    assert len({b.participant.id for b in last}) == len(last)
    for each in last:
        first = given_.get((each.participant.id, FIRST), {})
        again = given_.get((each.participant.id, SECOND), {})
        assert each.answers == {**first, **again}


def test_who_does_not_vote_again_is_still_heard() -> None:
    ballots = [
        ballot(0, {"data.a": NONE}),
        ballot(1, {"data.a": NONE}),
        ballot(1, {"data.a": AUTO}, round_=SECOND),
    ]

    said = voices(last_words(ballots))["data.a"]

    assert [v.rung for v in said] == [NONE, AUTO]


@pytest.mark.parametrize(
    ("rungs", "expected"),
    [
        ([], None),
        ([AUTO], AUTO),
        ([NONE, AUTO], NONE),
        ([NONE, HAND, AUTO], HAND),
        ([AUTO, HAND, AUTO, HAND], HAND),
        ([AUTO, AUTO, NONE], AUTO),
    ],
)
def test_the_middle_is_the_median_and_the_lower_one_of_two(
    rungs: list[Rung], expected: Rung | None
) -> None:
    assert middle(rungs) is expected


@pytest.mark.parametrize(
    ("rungs", "expected"),
    [
        ([], UNKNOWN),
        ([UNKNOWN, UNKNOWN], UNKNOWN),
        ([UNKNOWN, NA], NA),
        ([NA, NA], NA),
        ([NA, NA, HAND], HAND),
        ([UNKNOWN, UNKNOWN, AUTO], AUTO),
        ([NONE, AUTO], NONE),
    ],
)
def test_what_stands_without_a_decision(rungs: list[Rung], expected: Rung) -> None:
    assert prevailing(heard(*rungs)).rung is expected


@given(said=several, position=st.integers(0, 6), step=st.sampled_from(LADDER))
def test_raising_one_answer_never_lowers_what_stands(
    said: list[Rung], position: int, step: Rung
) -> None:
    if position >= len(said) or not said[position].is_known:
        return
    raised = list(said)
    raised[position] = max(said[position], step, key=LADDER.index)

    before, after = prevailing(heard(*said)).rung, prevailing(heard(*raised)).rung

    assert LADDER.index(after) >= LADDER.index(before)


def test_a_practice_is_left_out_only_if_all_who_answered_call_it_not_applicable() -> (
    None
):
    said = {"data.a": heard(NA, NA, UNKNOWN), "data.b": heard(NA, HAND)}

    testimony = pooled(said)

    assert testimony["data.a"].stated == (NA, NA)
    assert testimony["data.b"].stated == (HAND,)


def test_the_words_of_a_voice_are_its_note_or_its_reason() -> None:
    noted = Voice(participant=participant(0), answer=answer(HAND, note="On Fridays."))

    assert noted.words == "On Fridays."
    assert heard(NA)[0].words == "No such model."
    assert heard(HAND)[0].words == ""
