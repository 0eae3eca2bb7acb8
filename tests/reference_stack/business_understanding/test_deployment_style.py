"""The style of a release follows from the harm that a wrong prediction could do."""

from datetime import date
from typing import get_args

import pytest

from reference_stack.business_understanding.deployment_style import (
    STEPS,
    Risk,
    RiskClass,
    Style,
    fits,
)
from reference_stack.case import Goal, read
from reference_stack.settings import PACKAGE

DAY = date(2013, 4, 1)
LEAST: dict[RiskClass, tuple[Style, ...]] = {
    "minimal": ("basic", "customer_facing", "regulated"),
    "limited": ("customer_facing", "regulated"),
    "high": ("regulated",),
    "prohibited": (),
}


def judged(risk_class: RiskClass, on: date = DAY, days: int = 100) -> Risk:
    return Risk(
        risk_class=risk_class,
        affected="passengers",
        worst_case="a missed connection",
        reason="people decide themselves",
        assessed_by="head of operations",
        assessed_on=on,
        valid_days=days,
    )


@pytest.mark.parametrize("risk_class", get_args(RiskClass))
@pytest.mark.parametrize("style", get_args(Style))
def test_a_style_passes_exactly_where_it_is_strict_enough(
    goal: Goal, risk_class: RiskClass, style: Style
) -> None:
    gate = fits(goal.model_copy(update={"style": style}), judged(risk_class), DAY)

    assert gate.passed == (style in LEAST[risk_class])


def test_a_prohibited_use_ends_without_machine_learning(goal: Goal) -> None:
    gate = fits(goal, judged("prohibited"), DAY)

    assert gate.otherwise == "no_ml"
    assert "must not be built" in gate.reason


@pytest.mark.parametrize("on", [date(2013, 4, 2), date(2012, 12, 21)])
def test_a_judgement_that_is_out_of_date_or_to_come_is_refused(
    goal: Goal, on: date
) -> None:
    gate = fits(goal, judged("limited", on), DAY)

    assert not gate.passed
    assert "judgement of risk" in gate.reason


def test_each_style_demands_all_steps_of_the_style_before() -> None:
    basic, customer_facing, regulated = (set(STEPS[s]) for s in get_args(Style))

    assert basic < customer_facing < regulated
    assert regulated - customer_facing == {"approval"}


def test_the_flights_case_was_judged_and_its_style_fits(goal: Goal) -> None:
    risk = read(PACKAGE / "cases" / "flights" / "risk.yaml", Risk)

    assert fits(goal, risk, DAY).passed


def test_the_release_demands_what_the_style_promises(goal: Goal) -> None:
    from reference_stack.model_deployment.release import plan

    for style, steps in STEPS.items():
        demanded = plan(goal.model_copy(update={"style": style}))

        assert demanded.straight == ("shadow" not in steps)
        assert demanded.approval == ("approval" in steps)
