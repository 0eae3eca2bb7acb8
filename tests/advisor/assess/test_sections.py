"""The ML Test Score against hand-computed cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.assess import sections
from advisor.assess.questionnaire import Questionnaire, Rung
from advisor.assess.reading import SectionReading

NONE, HAND, AUTO, UNKNOWN, NA = Rung
IDS = ("data.one", "data.two", "ops.three", "ops.four", "ops.also_four")


def test_the_final_score_is_the_smallest_section(
    scored: Questionnaire, test_score_rule: SectionReading
) -> None:
    rungs = dict(zip(IDS, (AUTO, HAND, HAND, AUTO, AUTO), strict=True))

    found = sections.score(scored, test_score_rule, rungs)

    assert found.sections == {"data": 1.5, "ops": 1.5}
    assert found.final == 1.5
    assert sections.band(test_score_rule, found.final) == 2


def test_a_test_is_worth_its_weakest_practice(
    scored: Questionnaire, test_score_rule: SectionReading
) -> None:
    rungs = dict(zip(IDS, (AUTO, AUTO, AUTO, AUTO, NONE), strict=True))

    assert sections.score(scored, test_score_rule, rungs).sections["ops"] == 1.0


def test_a_test_that_does_not_apply_leaves_numerator_and_denominator(
    scored: Questionnaire, test_score_rule: SectionReading
) -> None:
    rungs = dict(zip(IDS, (NA, HAND, NA, NA, NA), strict=True))

    found = sections.score(scored, test_score_rule, rungs)

    # One of two data tests is left at half a point: 0.5 * 2 / 1.
    assert found.sections == {"data": 1.0, "ops": None}
    assert found.final == 1.0


@pytest.mark.parametrize(
    ("final", "level"), [(0.0, 0), (0.5, 1), (1.0, 1), (1.001, 2), (7.0, 2)]
)
def test_a_band_starts_strictly_above_its_bound(
    test_score_rule: SectionReading, final: float, level: int
) -> None:
    assert sections.band(test_score_rule, final) == level


@given(values=st.lists(st.sampled_from(Rung), min_size=5, max_size=5))
def test_what_is_unknown_spans_a_band_and_never_counts_as_zero(
    scored: Questionnaire, test_score_rule: SectionReading, values: list[Rung]
) -> None:
    rungs = dict(zip(IDS, values, strict=True))

    low = sections.score(scored, test_score_rule, rungs)
    high = sections.score(scored, test_score_rule, rungs, AUTO)
    found = sections.stand(scored, test_score_rule, rungs)

    assert low.final <= high.final
    assert (found.level_pessimistic or 0) <= (found.level_optimistic or 0)
    assert 0 <= found.progress <= 1
    if UNKNOWN not in values:
        assert low == high


def test_blockers_are_the_unfinished_practices_of_the_low_section(
    scored: Questionnaire, test_score_rule: SectionReading
) -> None:
    rungs = dict(zip(IDS, (AUTO, AUTO, HAND, NONE, AUTO), strict=True))

    found = sections.stand(scored, test_score_rule, rungs)

    assert found.level == 1
    assert [b.practice for b in found.blockers] == ["ops.three", "ops.four"]


def test_a_test_that_nobody_cites_is_unknown(test_score_rule: SectionReading) -> None:
    from assess_builders import practice, questionnaire

    silent = questionnaire(practice("data.one"))

    assert sections.score(silent, test_score_rule, {"data.one": AUTO}).final == 0
    assert sections.score(silent, test_score_rule, {}, AUTO).final == 2
