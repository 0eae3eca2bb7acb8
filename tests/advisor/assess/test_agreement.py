"""Agreement: equal to another library and to the definition; laws; its interval."""

from itertools import combinations, permutations
from random import Random
from time import perf_counter

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from advisor.assess.agreement import Agreement, Strength, Undefined, agreement
from advisor.assess.questionnaire import LADDER, Rung

NONE, HAND, AUTO, UNKNOWN, NA = Rung
Ratings = list[dict[str, Rung]]
UNITS = tuple(f"data.p{number}" for number in range(8))

ratings_given = st.lists(
    st.dictionaries(st.sampled_from(UNITS), st.sampled_from(Rung)), max_size=6
)


def alpha_by_the_library(ratings: Ratings) -> float:
    table = [
        [
            LADDER.index(rungs[unit]) if rungs.get(unit, UNKNOWN).is_known else np.nan
            for unit in UNITS
        ]
        for rungs in ratings
    ]
    return float(
        krippendorff.alpha(
            reliability_data=np.array(table, dtype=float),
            level_of_measurement="ordinal",
            value_domain=[0.0, 1.0, 2.0],
        )
    )


def alpha_by_definition(ratings: Ratings) -> float:
    """Compare every pair of answers: within units observed, among all expected."""
    by_unit = [
        [LADDER.index(r[unit]) for r in ratings if r.get(unit, UNKNOWN).is_known]
        for unit in UNITS
    ]
    paired = [values for values in by_unit if len(values) > 1]
    everything = [value for values in paired for value in values]
    frequency = [everything.count(place) for place in range(len(LADDER))]

    def distance(one: int, other: int) -> float:
        low, high = sorted((one, other))
        between = sum(frequency[low : high + 1])
        return (between - (frequency[low] + frequency[high]) / 2) ** 2

    observed = sum(
        distance(a, b) / (len(values) - 1)
        for values in paired
        for a, b in permutations(values, 2)
    ) / len(everything)
    expected = sum(distance(a, b) for a, b in permutations(everything, 2)) / (
        len(everything) * (len(everything) - 1)
    )
    return 1 - observed / expected


@hypothesis_settings(deadline=None, max_examples=300)
@given(ratings=ratings_given)
def test_alpha_equals_another_library_and_the_definition(ratings: Ratings) -> None:
    found = agreement(ratings)

    if found.alpha is not None:
        assert found.alpha == pytest.approx(alpha_by_the_library(ratings), abs=1e-12)
        assert found.alpha == pytest.approx(alpha_by_definition(ratings), abs=1e-12)


@hypothesis_settings(deadline=None, max_examples=100)
@given(ratings=ratings_given)
def test_what_is_undefined_says_why(ratings: Ratings) -> None:
    answers = {
        unit: [r[unit] for r in ratings if r.get(unit, UNKNOWN).is_known]
        for unit in UNITS
    }
    paired = [said for said in answers.values() if len(said) > 1]
    values = {rung for said in paired for rung in said}

    found = agreement(ratings)

    assert found.units == len(paired)
    if not paired:
        assert found.undefined is Undefined.TOO_FEW_RATERS
    elif len(values) == 1:
        assert found.undefined is Undefined.NO_VARIATION
        assert found.same == found.within_one == 1
    else:
        assert found.undefined is None
        assert found.alpha is not None


@hypothesis_settings(deadline=None, max_examples=50)
@given(ratings=ratings_given, random=st.randoms(use_true_random=False))
def test_the_order_of_raters_does_not_matter(ratings: Ratings, random: Random) -> None:
    shuffled = random.sample(ratings, len(ratings))

    assert agreement(shuffled) == agreement(ratings)


@hypothesis_settings(deadline=None, max_examples=50)
@given(ratings=ratings_given, missing=st.sampled_from([UNKNOWN, NA]))
def test_somebody_who_knows_nothing_changes_nothing(
    ratings: Ratings, missing: Rung
) -> None:
    assert agreement([*ratings, dict.fromkeys(UNITS, missing)]) == agreement(ratings)


@given(
    rungs=st.dictionaries(st.sampled_from(UNITS), st.sampled_from(LADDER), min_size=2),
    raters=st.integers(2, 5),
)
def test_raters_who_say_the_same_agree_perfectly(
    rungs: dict[str, Rung], raters: int
) -> None:
    found = agreement([rungs] * raters)

    if len(set(rungs.values())) > 1:
        assert found.alpha == found.high == 1
        assert found.low == 1
    assert found.same == found.within_one == 1
    assert found.raters == raters


@hypothesis_settings(deadline=None, max_examples=50)
@given(ratings=ratings_given)
def test_units_answered_twice_alike_keep_the_shares_and_narrow_the_interval(
    ratings: Ratings,
) -> None:
    twice = [r | {f"{unit}_again": rung for unit, rung in r.items()} for r in ratings]

    once, doubled = agreement(ratings), agreement(twice)

    assert doubled.units == 2 * once.units
    assert doubled.same == once.same
    assert doubled.undefined == once.undefined


@given(ratings=ratings_given)
def test_the_shares_count_pairs(ratings: Ratings) -> None:
    pairs = [
        abs(LADDER.index(a[unit]) - LADDER.index(b[unit]))
        for a, b in combinations(ratings, 2)
        for unit in UNITS
        if a.get(unit, UNKNOWN).is_known and b.get(unit, UNKNOWN).is_known
    ]

    found = agreement(ratings)

    if pairs:
        assert found.same == pytest.approx(pairs.count(0) / len(pairs))
        assert found.within_one == pytest.approx(1 - pairs.count(2) / len(pairs))
    else:
        assert found.same is found.within_one is None


def test_the_interval_holds_alpha_and_is_the_same_for_the_same_seed() -> None:
    ratings = team(raters=5, units=40, slips=0.2)

    found = agreement(ratings, seed=7)

    assert found.alpha is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.alpha < found.high
    assert found == agreement(ratings, seed=7)
    assert found != agreement(ratings, seed=8)


def test_half_of_all_resamples_lie_within_the_interval_of_one_half() -> None:
    """Draw the units again one resample at a time, with another generator."""
    ratings = team(raters=4, units=30, slips=0.3)
    units = list(ratings[0])
    found = agreement(ratings, confidence=0.5)
    random = np.random.default_rng(5)
    inside = 0
    for _ in range(400):
        drawn = random.choice(units, size=len(units))
        again = [{f"{n}": r[unit] for n, unit in enumerate(drawn)} for r in ratings]
        alpha = agreement(again, resamples=1).alpha
        assert alpha is not None
        assert found.low is not None
        assert found.high is not None
        inside += found.low <= alpha <= found.high

    assert 160 <= inside <= 240


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    """The alpha of very many units is the truth that samples of forty estimate."""
    truth = agreement(team(raters=6, units=5_000, slips=0.25)).alpha
    assert truth is not None
    held = 0
    for seed in range(100):
        found = agreement(team(raters=6, units=40, slips=0.25, seed=seed), seed=seed)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= truth <= found.high

    assert 85 <= held <= 99


def test_thirteen_raters_of_seventy_practices_take_less_than_a_second() -> None:
    ratings = team(raters=13, units=70, slips=0.3)

    began = perf_counter()
    agreement(ratings, resamples=2000)

    assert perf_counter() - began < 1


def test_two_raters_are_never_coloured() -> None:
    ratings = team(raters=3, units=20, slips=0.2)

    assert not agreement(ratings[:2]).coloured
    assert agreement(ratings).coloured
    assert not Agreement(undefined=Undefined.NO_VARIATION, raters=9).coloured


@pytest.mark.parametrize(
    ("alpha", "strength"),
    [
        (None, None),
        (0.8, Strength.RELIABLE),
        (0.7, Strength.TENTATIVE),
        (0.667, Strength.TENTATIVE),
        (0.66, Strength.WEAK),
        (-0.2, Strength.WEAK),
    ],
)
def test_what_an_alpha_is_good_for(
    alpha: float | None, strength: Strength | None
) -> None:
    assert Agreement(alpha=alpha).strength(0.8, 0.667) is strength


def team(raters: int, units: int, slips: float, seed: int = 0) -> Ratings:
    """Return raters who see the same truth and now and then slip by a rung."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, len(LADDER), size=units)
    slip = random.choice(
        [-1, 0, 1], p=[slips / 2, 1 - slips, slips / 2], size=(raters, units)
    )
    said = np.clip(truth + slip, 0, len(LADDER) - 1)
    return [
        {f"data.p{u}": LADDER[place] for u, place in enumerate(row)} for row in said
    ]
