"""The level, its bounds, progress and blockers."""

from itertools import product

import pytest
from assess_builders import reading, reading_without
from hypothesis import given
from hypothesis import strategies as st

from advisor.assess import scoring
from advisor.assess.questionnaire import LADDER, Questionnaire, Rung
from advisor.assess.reading import DemandReading
from advisor.assess.scoring import Rungs

NONE, HAND, AUTO, UNKNOWN, NA = Rung

IDS = ("data.a", "data.b", "ops.c", "ops.d")
rungs_given = st.fixed_dictionaries({id_: st.sampled_from(Rung) for id_ in IDS})


def by_definition(rule: DemandReading, rungs: Rungs, unknown: dict[Rung, bool]) -> int:
    """The contract's sentence, written out without any of the engine's parts."""
    order = {NONE: 0, HAND: 1, AUTO: 2}

    def holds(id_: str, needed: Rung) -> bool:
        rung = rungs.get(id_, UNKNOWN)
        if rung is NA:
            return True
        return unknown[UNKNOWN] if rung is UNKNOWN else order[rung] >= order[needed]

    reached = [
        level
        for level in range(rule.top + 1)
        if all(
            holds(id_, needed)
            for step in rule.levels
            if step.level <= level
            for id_, needed in step.demands.items()
        )
    ]
    return max(reached)


@given(rungs=rungs_given)
def test_the_level_is_what_its_definition_says(
    four: Questionnaire, rule: DemandReading, rungs: Rungs
) -> None:
    found = scoring.stand(four, rule, rungs)

    if all(rungs[id_] is NA for id_ in rule.demands):
        assert found.level == rule.top
    assert found.level_pessimistic == by_definition(rule, rungs, {UNKNOWN: False})
    assert found.level_optimistic == by_definition(rule, rungs, {UNKNOWN: True})


@given(rungs=rungs_given, id_=st.sampled_from(IDS))
def test_raising_a_rung_never_lowers_a_level(
    four: Questionnaire, rule: DemandReading, rungs: Rungs, id_: str
) -> None:
    if rungs[id_] not in (NONE, HAND):
        return
    raised = {**rungs, id_: LADDER[LADDER.index(rungs[id_]) + 1]}

    before, after = (scoring.stand(four, rule, r) for r in (rungs, raised))

    assert (after.level_pessimistic or 0) >= (before.level_pessimistic or 0)
    assert (after.level_optimistic or 0) >= (before.level_optimistic or 0)


@given(rungs=rungs_given, id_=st.sampled_from(IDS), answer=st.sampled_from(LADDER))
def test_answering_an_unknown_never_widens_the_band(
    four: Questionnaire, rule: DemandReading, rungs: Rungs, id_: str, answer: Rung
) -> None:
    before = scoring.stand(four, rule, {**rungs, id_: UNKNOWN})
    after = scoring.stand(four, rule, {**rungs, id_: answer})

    assert (after.level_pessimistic or 0) >= (before.level_pessimistic or 0)
    assert (after.level_optimistic or 0) <= (before.level_optimistic or 0)
    assert after.coverage >= before.coverage


@given(rungs=rungs_given, order=st.permutations(IDS))
def test_the_order_of_answers_is_irrelevant(
    four: Questionnaire, rule: DemandReading, rungs: Rungs, order: list[str]
) -> None:
    shuffled = {id_: rungs[id_] for id_ in order}

    assert scoring.stand(four, rule, shuffled) == scoring.stand(four, rule, rungs)


@given(rungs=rungs_given, id_=st.sampled_from(IDS))
def test_not_applicable_scores_as_if_the_practice_were_not_demanded(
    four: Questionnaire, rule: DemandReading, rungs: Rungs, id_: str
) -> None:
    without = reading_without(rule, id_)

    with_na = scoring.stand(four, rule, {**rungs, id_: NA})
    left_out = scoring.stand(four, without, {**rungs, id_: AUTO})

    assert with_na == left_out


def test_every_combination_keeps_the_bounds_in_order(
    four: Questionnaire, rule: DemandReading
) -> None:
    for values in product(Rung, repeat=len(IDS)):
        found = scoring.stand(four, rule, dict(zip(IDS, values, strict=True)))
        low, high = found.level_pessimistic, found.level_optimistic
        assert low is not None
        assert high is not None
        assert low <= high
        assert 0 <= found.progress <= 1
        assert 0 <= found.coverage <= 1
        assert bool(found.blockers) == (low < rule.top)


def test_a_hand_computed_case(four: Questionnaire, rule: DemandReading) -> None:
    rungs = {"data.a": HAND, "data.b": AUTO, "ops.c": UNKNOWN}

    found = scoring.stand(four, rule, rungs)

    # Level 1 is met. Level 2 needs data.a automated (it is by hand) and ops.c.
    assert (found.level_pessimistic, found.level_optimistic) == (1, 1)
    assert found.coverage == pytest.approx(2 / 3)
    assert found.progress == 0
    assert [(b.practice, b.has, b.needs, b.owner) for b in found.blockers] == [
        ("data.a", HAND, AUTO, "data_scientist"),
        ("ops.c", UNKNOWN, AUTO, "devops"),
    ]


def test_progress_weighs_the_demands_of_the_next_level(four: Questionnaire) -> None:
    rule = reading({"automated": ["data.a", "ops.c"]}, weights={"ops.c": 3.0})

    found = scoring.stand(four, rule, {"data.a": NONE, "ops.c": AUTO})

    assert found.progress == pytest.approx(3 / 4)


def test_unknown_is_never_zero(four: Questionnaire, rule: DemandReading) -> None:
    nothing_known = scoring.stand(four, rule, {})
    nothing_done = scoring.stand(four, rule, dict.fromkeys(IDS, NONE))

    assert nothing_known.level_optimistic == 2
    assert nothing_done.level_optimistic == 0
    assert nothing_known.coverage == 0


def test_a_dimension_that_is_not_asked_for_has_no_level(
    four: Questionnaire,
) -> None:
    rule = reading({"automated": ["data.a"]})

    assert scoring.stand(four, rule, {}, "ops").level is None
    assert scoring.stand(four, rule, {"data.a": AUTO}, "data").level == 1


def test_a_practice_on_a_missing_foundation_is_named(four: Questionnaire) -> None:
    found = scoring.out_of_order(four, {"data.a": NONE, "data.b": HAND})

    assert [(o.practice, o.missing) for o in found] == [("data.b", "data.a")]


@pytest.mark.parametrize("below", [HAND, AUTO, UNKNOWN, NA])
def test_a_foundation_that_is_there_or_unknown_is_not_called_missing(
    four: Questionnaire, below: Rung
) -> None:
    assert not scoring.out_of_order(four, {"data.a": below, "data.b": AUTO})
