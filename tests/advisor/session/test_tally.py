"""The tally of a practice: spread, medians, the gap between sides, who differs."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from session_builders import ballot, ballots_of

from advisor.assess.agreement import agreement
from advisor.assess.questionnaire import Questionnaire, Rung
from advisor.session.session import Ballot
from advisor.session.settings import SessionSettings
from advisor.session.tally import (
    Direction,
    Tally,
    agreement_of,
    spread,
    tallies,
)

NONE, HAND, AUTO, UNKNOWN, NA = Rung
IDS = ("data.a", "data.b", "ops.c", "ops.d")
several = st.lists(st.sampled_from(Rung), max_size=9)


def tally_of(
    four: Questionnaire, settings: SessionSettings, *said: tuple[str, Rung]
) -> Tally:
    ballots = [ballot(n, {"data.a": rung}, role) for n, (role, rung) in enumerate(said)]
    return tallies(four, ballots, settings)["data.a"]


@given(said=several)
def test_spread_is_a_share_and_zero_only_if_all_who_answered_say_the_same(
    said: list[Rung],
) -> None:
    answered = {rung for rung in said if rung is not UNKNOWN}
    found = spread(said)

    if not answered:
        assert found is None
    else:
        assert found is not None
        assert 0 <= found <= 1
        assert (found == 0) == (len(answered) == 1)


@given(said=several, random=st.randoms(use_true_random=False))
def test_spread_ignores_the_order_and_who_does_not_know(
    said: list[Rung], random: Random
) -> None:
    shuffled = random.sample([*said, UNKNOWN], len(said) + 1)

    assert spread(shuffled) == spread(said)


@given(said=several)
def test_spread_is_the_same_with_the_ladder_upside_down(said: list[Rung]) -> None:
    turned = {NONE: AUTO, AUTO: NONE}

    assert spread([turned.get(rung, rung) for rung in said]) == pytest.approx(
        spread(said)
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([NONE, AUTO], 1),
        ([NONE, NONE, AUTO, AUTO], 1),
        ([NONE, HAND], 0.5),
        ([NONE, HAND, AUTO], 2 / 3),
        ([HAND, HAND, HAND, AUTO], 0.25),
        ([NA, HAND], 1),
        ([NA, HAND, HAND, HAND], 0.5),
        ([NA, NA], 0),
    ],
)
def test_spread_as_the_formula_gives_it(said: list[Rung], expected: float) -> None:
    assert spread(said) == pytest.approx(expected)


@hypothesis_settings(deadline=None, max_examples=50)
@given(ballots=ballots_of(IDS), random=st.randoms(use_true_random=False))
def test_the_order_of_revealing_changes_no_tally(
    four: Questionnaire,
    settings: SessionSettings,
    ballots: tuple[Ballot, ...],
    random: Random,
) -> None:
    shuffled = random.sample(ballots, len(ballots))

    assert tallies(four, shuffled, settings) == tallies(four, ballots, settings)


@hypothesis_settings(deadline=None, max_examples=50)
@given(ballots=ballots_of(IDS))
def test_a_ballot_of_unknown_changes_only_the_count_of_unknown(
    four: Questionnaire, settings: SessionSettings, ballots: tuple[Ballot, ...]
) -> None:
    before = tallies(four, ballots, settings)
    more = [*ballots, ballot(99, dict.fromkeys(IDS, UNKNOWN), "devops")]

    after = tallies(four, more, settings)

    for id_, tally in before.items():
        now = after[id_]
        assert now.counts == {**tally.counts, UNKNOWN: tally.counts[UNKNOWN] + 1}
        assert (now.spread, now.median, now.gap) == (
            tally.spread,
            tally.median,
            tally.gap,
        )
        assert now.within_roles == pytest.approx(tally.within_roles)
        assert now.outliers == tally.outliers


def test_leadership_above_practitioners_is_a_gap_with_a_direction(
    four: Questionnaire, settings: SessionSettings
) -> None:
    found = tally_of(
        four,
        settings,
        ("subject_matter_expert", AUTO),
        ("risk_manager", AUTO),
        ("devops", HAND),
        ("data_engineer", NONE),
        ("data_scientist", HAND),
    )

    assert found.gap is not None
    assert (found.gap.leadership, found.gap.practitioners) == (AUTO, HAND)
    assert found.gap.steps == 1
    assert found.gap.direction is Direction.LEADERSHIP_HIGHER
    assert found.within_roles == 0
    assert found.spread == pytest.approx(0.6)
    assert found.roles["devops"].median is HAND


@pytest.mark.parametrize(
    ("leader", "engineer", "direction"),
    [
        (HAND, HAND, Direction.NONE),
        (NONE, AUTO, Direction.PRACTITIONERS_HIGHER),
        (AUTO, NONE, Direction.LEADERSHIP_HIGHER),
    ],
)
def test_the_direction_of_a_gap(
    four: Questionnaire,
    settings: SessionSettings,
    leader: Rung,
    engineer: Rung,
    direction: Direction,
) -> None:
    found = tally_of(four, settings, ("risk_manager", leader), ("devops", engineer))

    assert found.gap is not None
    assert found.gap.direction is direction


@pytest.mark.parametrize("other", [UNKNOWN, NA])
def test_there_is_no_gap_unless_both_sides_know_a_rung(
    four: Questionnaire, settings: SessionSettings, other: Rung
) -> None:
    assert (
        tally_of(four, settings, ("risk_manager", AUTO), ("devops", other)).gap is None
    )


def test_a_role_nobody_grouped_takes_part_in_all_but_the_gap(
    four: Questionnaire, settings: SessionSettings
) -> None:
    found = tally_of(four, settings, ("visitor", AUTO), ("devops", NONE))

    assert found.spread == 1
    assert found.gap is None


def test_disagreement_within_a_role_is_told_from_that_between_roles(
    four: Questionnaire, settings: SessionSettings
) -> None:
    within = tally_of(
        four,
        settings,
        ("devops", NONE),
        ("devops", AUTO),
        ("data_scientist", NONE),
        ("data_scientist", AUTO),
    )
    between = tally_of(
        four,
        settings,
        ("devops", NONE),
        ("devops", NONE),
        ("data_scientist", AUTO),
        ("data_scientist", AUTO),
    )

    assert within.spread == between.spread == 1
    assert within.within_roles == 1
    assert between.within_roles == 0


def test_who_differs_is_named_farthest_first_with_the_note(
    four: Questionnaire, settings: SessionSettings
) -> None:
    found = tally_of(
        four,
        settings,
        ("devops", NONE),
        ("devops", HAND),
        ("devops", UNKNOWN),
        ("devops", NONE),
        ("devops", AUTO),
        ("devops", NONE),
        ("devops", NA),
    )

    assert found.median is NONE
    assert [v.rung for v in found.outliers] == [NA, AUTO, HAND]
    assert found.outliers[0].words == "No such model."


def test_practices_stand_in_file_order_and_only_if_somebody_was_asked(
    four: Questionnaire, settings: SessionSettings
) -> None:
    found = tallies(four, [ballot(0, {"ops.c": UNKNOWN, "data.b": HAND})], settings)

    assert list(found) == ["data.b", "ops.c"]
    assert found["ops.c"].spread is None
    assert found["ops.c"].median is None


def test_agreement_of_ballots_is_that_of_their_rungs(
    settings: SessionSettings,
) -> None:
    said = [
        dict(zip(IDS, rungs, strict=True))
        for rungs in [(NONE, HAND, AUTO, NA), (NONE, AUTO, AUTO, HAND)]
    ]
    ballots = [ballot(number, rungs) for number, rungs in enumerate(said)]

    found = agreement_of(ballots, settings)

    assert found == agreement(said, settings.resamples, settings.seed)
    assert found.units == 3
