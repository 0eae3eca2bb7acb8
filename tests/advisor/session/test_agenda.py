"""What is worth talking about: differences that move the level."""

from random import Random
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from session_builders import ROLES, ballot, ballots_of

from advisor.assess.bundle import Bundle
from advisor.assess.interview import exact_probability
from advisor.assess.questionnaire import LADDER, Rung
from advisor.assess.uncertainty import Testimony, belief
from advisor.errors import AnswersError
from advisor.session.agenda import AgendaItem, agenda, demand_reading
from advisor.session.session import Ballot
from advisor.session.settings import SessionSettings
from advisor.session.tally import tallies

NONE, HAND, AUTO, UNKNOWN, NA = Rung
IDS = ("data.a", "data.b", "ops.c", "ops.d")


def ranked(
    small: Bundle, settings: SessionSettings, *ballots: Ballot
) -> dict[str, AgendaItem]:
    rule = small.readings.default
    items = agenda(small.questionnaire, rule, ballots, small.settings, settings)
    return {item.practice: item for item in items}


@hypothesis_settings(deadline=None, max_examples=60)
@given(ballots=ballots_of(IDS), random=st.randoms(use_true_random=False))
def test_only_what_people_differ_on_is_on_the_agenda_heaviest_first(
    small: Bundle,
    settings: SessionSettings,
    ballots: tuple[Ballot, ...],
    random: Random,
) -> None:
    found = ranked(small, settings, *ballots)
    counted = tallies(small.questionnaire, ballots, settings)

    assert set(found) == {id_ for id_, tally in counted.items() if tally.spread}
    for id_, item in found.items():
        assert item.spread == counted[id_].spread
        assert 0 <= item.effect <= 1
        assert item.weight == item.effect * item.spread
    weights = [round(item.weight, 9) for item in found.values()]
    assert weights == sorted(weights, reverse=True)
    shuffled = random.sample(ballots, len(ballots))
    assert list(ranked(small, settings, *shuffled).items()) == list(found.items())


@hypothesis_settings(deadline=None, max_examples=40)
@given(ballots=ballots_of(IDS))
def test_somebody_who_knows_nothing_changes_no_agenda(
    small: Bundle, settings: SessionSettings, ballots: tuple[Ballot, ...]
) -> None:
    nothing = ballot(99, dict.fromkeys(IDS, UNKNOWN))

    assert ranked(small, settings, *ballots, nothing) == ranked(
        small, settings, *ballots
    )


def test_the_effect_is_how_far_the_level_moves_between_the_ways_to_agree(
    small: Bundle, settings: SessionSettings
) -> None:
    """Recompute it with three answer sheets: agreed low, agreed high, left out."""
    rule = small.readings.default
    others = {"data.a": HAND, "ops.c": NONE}
    items = ranked(
        small,
        settings,
        ballot(0, {**others, "data.b": NONE}),
        ballot(1, {**others, "data.b": AUTO}),
        ballot(2, {**others, "data.b": NA}),
    )

    def chances(rung: Rung) -> np.ndarray:
        said = {id_: Testimony(stated=(r, r, r)) for id_, r in others.items()}
        said["data.b"] = Testimony(stated=(rung,))
        held = belief(small.questionnaire, rule, said, small.settings)
        return np.array(list(exact_probability(rule, held).values()))

    low, high, without = chances(NONE), chances(AUTO), chances(NA)
    moves = [
        np.abs(a - b).sum() / 2
        for a, b in [(low, high), (low, without), (high, without)]
    ]
    assert items["data.b"].effect == pytest.approx(max(moves))


def test_what_gates_no_level_has_no_effect_and_comes_last(
    small: Bundle, settings: SessionSettings
) -> None:
    items = ranked(
        small,
        settings,
        ballot(0, {"ops.d": NONE, "data.b": HAND, "data.a": AUTO}),
        ballot(1, {"ops.d": AUTO, "data.b": AUTO, "data.a": AUTO}),
    )

    assert list(items) == ["data.b", "ops.d"]
    assert items["ops.d"].effect == items["ops.d"].weight == 0
    assert items["ops.d"].spread > items["data.b"].spread


def test_whether_a_practice_applies_is_a_difference_too(
    small: Bundle, settings: SessionSettings
) -> None:
    items = ranked(
        small, settings, ballot(0, {"data.b": NONE}), ballot(1, {"data.b": NA})
    )

    assert items["data.b"].effect > 0


def test_a_wider_disagreement_weighs_more_than_a_narrow_one(
    small: Bundle, settings: SessionSettings
) -> None:
    narrow = ranked(
        small, settings, ballot(0, {"data.b": HAND}), ballot(1, {"data.b": AUTO})
    )
    wide = ranked(
        small, settings, ballot(0, {"data.b": NONE}), ballot(1, {"data.b": AUTO})
    )

    assert wide["data.b"].effect > narrow["data.b"].effect
    assert wide["data.b"].weight > narrow["data.b"].weight


def test_an_hour_has_room_for_ten_of_seventy_five_in_less_than_a_third_of_a_second(
    shipped: Bundle, settings: SessionSettings
) -> None:
    random = np.random.default_rng(1)
    ballots = [
        ballot(
            number,
            {
                id_: LADDER[random.integers(0, 3)]
                for id_ in shipped.questionnaire.practices
            },
            ROLES[number % len(ROLES)],
        )
        for number in range(13)
    ]
    rule = shipped.readings.default

    began = perf_counter()
    items = agenda(shipped.questionnaire, rule, ballots, shipped.settings, settings)

    assert perf_counter() - began < 0.3
    assert len(items) == 10
    assert all(item.practice in rule.demands for item in items)


def test_readings_by_points_are_ranked_by_the_default_reading(shipped: Bundle) -> None:
    readings = shipped.readings

    assert demand_reading(readings) is readings.default
    assert demand_reading(readings, "ml-test-score") is readings.default
    assert demand_reading(readings, "google").id == "google"
    with pytest.raises(AnswersError, match="gives no level"):
        demand_reading(readings, "guess")
