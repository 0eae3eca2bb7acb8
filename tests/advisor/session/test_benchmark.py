"""A place among others: only where enough took part, and never a single one of them."""

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from advisor.assess.answers import Answer, AnswerSheet, Scope
from advisor.assess.assessment import assess
from advisor.assess.bundle import Bundle
from advisor.assess.questionnaire import Rung
from advisor.errors import SessionError
from advisor.session.benchmark import (
    Group,
    Place,
    Refusal,
    Shortage,
    Submission,
    compare,
    dump,
    load,
    submission,
)
from advisor.session.settings import SessionSettings

DIGEST = "a" * 64
BANKING = Group(kind="sector", name="banking")
shares = st.none() | st.floats(0, 1).map(lambda share: round(share, 2))


def given_by(number: int, **fields: object) -> Submission:
    base = {
        "questionnaire": "mlops",
        "questionnaire_digest": DIGEST,
        "reading": "nagarro",
        "level": number % 3,
        "coverage": 1.0,
        "adoption": {"data": number / 100, "people": None},
        "groups": {"sector": "banking" if number % 4 == 0 else "travel"},
    }
    return Submission.model_validate(base | fields)


OWN = given_by(10, adoption={"data": 0.105, "people": 0.5})


@pytest.mark.parametrize(("count", "told"), [(0, False), (19, False), (20, True)])
def test_a_place_is_told_from_twenty_organisations_on(
    settings: SessionSettings, count: int, told: bool
) -> None:
    found = compare(OWN, [given_by(n) for n in range(count)], settings)

    assert isinstance(found, Place if told else Refusal)
    if isinstance(found, Refusal):
        assert (found.shortage, found.count, found.needed) == (
            Shortage.ORGANISATIONS,
            count,
            20,
        )
        assert found.text == (
            f"No comparison: it needs 20 organisations, and there are {count}."
        )


@pytest.mark.parametrize(("members", "told"), [(4, False), (5, True)])
def test_within_a_group_a_place_is_told_from_five_on(
    settings: SessionSettings, members: int, told: bool
) -> None:
    others = [
        given_by(n, groups={"sector": "banking" if n < members else "travel"})
        for n in range(30)
    ]

    found = compare(OWN, others, settings, BANKING)

    assert isinstance(found, Place if told else Refusal)
    if isinstance(found, Place):
        assert (found.organisations, found.group) == (5, BANKING)
    else:
        assert found.text == (
            "No comparison within this group: it needs 5 organisations, and there are 4."
        )


def test_a_refusal_counts_one_organisation_in_the_singular(
    settings: SessionSettings,
) -> None:
    found = compare(OWN, [given_by(1)], settings)

    assert isinstance(found, Refusal)
    assert found.text.endswith("and there is 1.")


def test_a_large_group_does_not_make_up_for_too_few_organisations(
    settings: SessionSettings,
) -> None:
    others = [given_by(n, groups={"sector": "banking"}) for n in range(19)]

    found = compare(OWN, others, settings, BANKING)

    assert isinstance(found, Refusal)
    assert found.shortage is Shortage.ORGANISATIONS


def test_a_submission_that_is_there_twice_counts_once(
    settings: SessionSettings,
) -> None:
    others = [given_by(n) for n in range(19)]

    assert isinstance(compare(OWN, others * 2, settings), Refusal)
    # The own one among the others is not one of the others.
    assert isinstance(compare(OWN, [*others, OWN], settings), Refusal)


@pytest.mark.parametrize(
    "other", [{"questionnaire_digest": "b" * 64}, {"reading": "google"}]
)
def test_what_was_asked_or_judged_differently_is_set_aside(
    settings: SessionSettings, other: dict[str, str]
) -> None:
    alike = [given_by(n) for n in range(20)]
    different = [given_by(n, **other) for n in range(20)]

    found = compare(OWN, [*alike, *different], settings)

    assert isinstance(found, Place)
    assert (found.organisations, found.set_aside) == (20, 20)
    assert isinstance(compare(OWN, different, settings), Refusal)


def test_a_percentile_is_the_share_below_and_half_of_those_equal(
    settings: SessionSettings,
) -> None:
    found = compare(OWN, [given_by(n) for n in range(20)], settings)

    assert isinstance(found, Place)
    assert found.percentiles == {"data": pytest.approx(55)}
    assert found.levels == {0: 7, 1: 7, 2: 6}
    # Level 1: seven of twenty below, seven equal.
    assert found.level_percentile == pytest.approx(100 * (7 + 3.5) / 20)


@hypothesis_settings(deadline=None, max_examples=40)
@given(
    adoption=st.lists(shares, min_size=20, max_size=40, unique=True),
    own=st.floats(0, 1),
    random=st.randoms(use_true_random=False),
)
def test_a_percentile_rises_with_the_own_share_and_ignores_the_order(
    settings: SessionSettings, adoption: list[float | None], own: float, random: Random
) -> None:
    others = [given_by(n, adoption={"data": a}) for n, a in enumerate(adoption)]
    # Its coverage tells the own submission from all others.
    below, above = (
        given_by(0, coverage=0.9, adoption={"data": share}) for share in (own / 2, own)
    )
    low, high = (compare(each, others, settings) for each in (below, above))
    shuffled = compare(above, random.sample(others, len(others)), settings)

    assert isinstance(low, Place)
    assert isinstance(high, Place)
    assert shuffled == high
    for dimension, percentile in high.percentiles.items():
        assert 0 <= low.percentiles[dimension] <= percentile <= 100


def test_a_dimension_that_too_few_others_know_has_no_percentile(
    settings: SessionSettings,
) -> None:
    others = [
        given_by(n, adoption={"data": None if n else 0.4, "people": n / 100})
        for n in range(20)
    ]

    found = compare(OWN, others, settings)

    assert isinstance(found, Place)
    assert set(found.percentiles) == {"people"}


def test_a_submission_holds_no_name_no_day_and_no_answer(small: Bundle) -> None:
    sheet = AnswerSheet(
        scope=Scope(name="Secret Air"),
        respondent="Ada",
        answers={
            "data.a": Answer(rung=Rung.BY_HAND, note="private"),
            "data.b": Answer(rung=Rung.NONE),
        },
    )
    assessed = assess(small.questionnaire, small.readings, sheet, small.settings)

    text = dump(submission(assessed, {"sector": "travel"}))

    assert "Secret" not in text
    assert "Ada" not in text
    assert "private" not in text
    assert "data.a" not in text
    assert json.loads(text)["adoption"] == {"data": 0.25, "ops": None}
    assert load(text.encode(), "own.json") == submission(assessed, {"sector": "travel"})


@given(level=st.integers(0, 9), share=shares, coverage=st.floats(0, 1))
def test_a_submission_comes_back_from_its_file_unchanged(
    level: int, share: float | None, coverage: float
) -> None:
    kept = given_by(
        1, level=level, adoption={"data": share}, coverage=round(coverage, 2)
    )

    assert load(dump(kept).encode(), "kept.json") == kept


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", "empty"),
        (b'{"level": 1,,}', "other.json:1"),
        (b"\xff", "not UTF-8"),
        (b"{}", "Field required"),
        (b'{"organisation": "Secret Air"}', "organisation"),
    ],
)
def test_what_is_no_submission_is_refused_by_file_and_place(
    raw: bytes, fault: str
) -> None:
    with pytest.raises(SessionError, match=r"other\.json") as refused:
        load(raw, "other.json")

    assert fault.lower() in str(refused.value).lower()
