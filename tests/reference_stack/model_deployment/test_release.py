"""The steps of a release, for every style."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference_stack import case as cases
from reference_stack.case import Goal
from reference_stack.model_deployment.ab_test import Effect
from reference_stack.model_deployment.release import (
    Evidence,
    ModelFile,
    Plan,
    Release,
    Verdict,
    applied,
    first,
    judged,
    plan,
    promoted,
    returned,
    started,
    withdrawn,
)
from reference_stack.settings import PACKAGE

DAY = date(2013, 7, 1)
LATER = date(2013, 7, 9)
ONE, TWO = ModelFile(onnx_sha256="1" * 64), ModelFile(onnx_sha256="2" * 64)
STEPS = Plan(
    straight=False,
    approval=False,
    shadow_days=5,
    shares=((0.1, 3), (0.5, 1)),
    most_days=20,
    error_rate=0.05,
    margin=0.02,
)


def goal(style: str) -> Goal:
    found = cases.read(PACKAGE / "cases" / "flights" / "goal.yaml", Goal)
    return found.model_copy(update={"style": style})


def trying(share: float = 0.0) -> Release:
    begun = started(first("3", ONE, DAY), "4", TWO, DAY)
    if share:
        begun = applied(begun, Verdict(action="widen", reason="", share=share), LATER)
    return begun


def known(days: int, low: float = -1.0, high: float = 1.0, **more: object) -> Evidence:
    mean = (low + high) / 2
    found = Effect(days=days, mean=mean, low=low, high=high, evidence=1.0)
    return Evidence.model_validate({"days": days, "effect": found, "cost": 0.8, **more})


def test_styles_differ_in_the_steps_they_demand() -> None:
    basic, customer, regulated = (
        plan(goal(style)) for style in ("basic", "customer_facing", "regulated")
    )

    assert (basic.straight, basic.approval) == (True, False)
    assert (customer.straight, customer.approval) == (False, False)
    assert (regulated.straight, regulated.approval) == (False, True)
    assert [share for share, _ in customer.shares] == [0.1, 0.5]


def test_a_challenger_begins_in_the_shadow_and_meets_nobody() -> None:
    begun = trying()

    assert (begun.champion, begun.challenger, begun.stage) == ("3", "4", "shadow")
    assert begun.share == 0
    assert begun.number == 2
    assert set(begun.models) == {"3", "4"}


@pytest.mark.parametrize(
    ("share", "days", "action", "next_share"),
    [
        (0.0, 4, "wait", 0),
        (0.0, 5, "widen", 0.1),
        (0.1, 7, "wait", 0),
        (0.1, 8, "widen", 0.5),
        (0.5, 8, "wait", 0),
        (0.5, 9, "wait", 0),
        (0.5, 20, "keep", 0),
    ],
)
def test_steps_follow_each_other_while_nothing_is_decided(
    share: float, days: int, action: str, next_share: float
) -> None:
    verdict = judged(trying(share), STEPS, known(days))

    assert (verdict.action, verdict.share) == (action, next_share)
    assert verdict.reason


def test_a_shown_benefit_promotes_only_after_all_steps() -> None:
    better = known(9, -0.2, -0.01)

    assert judged(trying(0.5), STEPS, better).action == "promote"
    assert judged(trying(0.1), STEPS, better).action == "widen"
    assert judged(trying(), STEPS, better).action == "widen"


def test_harm_that_is_ruled_out_promotes_at_the_end() -> None:
    equal = known(20, -0.02, 0.015)
    not_shown = known(20, -0.02, 0.017)
    looks_worse = known(20, -0.01, 0.015)

    assert judged(trying(0.5), STEPS, equal).action == "promote"
    assert judged(trying(0.5), STEPS, not_shown).action == "keep"
    assert judged(trying(0.5), STEPS, looks_worse).action == "keep"


@given(
    st.sampled_from([0.0, 0.1, 0.5]), st.integers(0, 30), st.booleans(), st.booleans()
)
def test_alarms_and_harm_end_a_release_at_any_step(
    share: float, days: int, alarm: bool, approved: bool
) -> None:
    alarms = ("too slow",) if alarm else ()
    found = known(days, 0.01, 0.2, alarms=alarms, approved=approved)

    verdict = judged(trying(share), STEPS, found)

    assert verdict.action == "roll_back"
    assert verdict.reason == ("too slow" if alarm else "the challenger costs more")


def test_a_regulated_release_waits_for_its_approval_in_the_shadow() -> None:
    steps = STEPS.model_copy(update={"approval": True})
    waiting = known(6, approved=False)

    assert judged(trying(), steps, waiting).action == "wait"
    assert judged(trying(), steps, known(20, approved=False)).action == "keep"
    assert judged(trying(), steps, known(6)).action == "widen"


@given(st.integers(0, 40), st.floats(-2, 2), st.floats(0, 2))
def test_a_release_ends_by_the_last_day_whatever_was_seen(
    days: int, mean: float, half: float
) -> None:
    found = known(days, mean - half, mean + half)

    verdict = judged(trying(0.5), STEPS, found)

    assert (verdict.action == "wait") <= (days < STEPS.most_days)


def test_figures_of_a_verdict_are_finite() -> None:
    verdict = judged(trying(), STEPS, known(1, float("-inf"), float("inf")))

    assert set(verdict.figures) == {"days", "champion_cost", "share"}


def test_a_promoted_version_remembers_the_one_before() -> None:
    after = promoted(trying(0.5), LATER)

    assert (after.champion, after.challenger, after.previous) == ("4", None, "3")
    assert after.stage == "straight"
    assert after.since == LATER
    assert returned(after, LATER).champion == "3"


def test_a_withdrawn_challenger_leaves_no_trace_but_the_number() -> None:
    begun = trying(0.5)

    after = withdrawn(begun, LATER)

    assert (after.champion, after.challenger, set(after.models)) == ("3", None, {"3"})
    assert after.number == begun.number + 1
    assert returned(begun, LATER) == after


def test_a_first_version_has_nothing_to_return_to() -> None:
    with pytest.raises(ValueError, match="no earlier version"):
        returned(first("1", ONE, DAY), LATER)
    with pytest.raises(ValueError, match="no challenger"):
        promoted(first("1", ONE, DAY), LATER)


@given(st.lists(st.sampled_from(["wait", "widen", "promote", "roll_back", "keep"])))
def test_every_change_has_a_higher_number_and_its_models(actions: list[str]) -> None:
    now = trying()
    for action in actions:
        verdict = Verdict.model_validate({"action": action, "reason": "", "share": 0.5})
        after = applied(now, verdict, LATER)
        assert after.number == now.number + (after != now)
        assert after.champion in after.models
        assert after.challenger is None or after.challenger in after.models
        assert after.previous is None or after.previous in after.models
        now = after
