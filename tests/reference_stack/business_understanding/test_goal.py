"""A goal is refused when a key result could not be told from a figure."""

import pytest

from reference_stack.business_understanding.goal import bound, measurable
from reference_stack.case import Costs, Goal, Kpi, Rule
from reference_stack.features import FeatureSet


def with_kpi(goal: Goal, kpi: Kpi) -> Goal:
    others = tuple(k for k in goal.kpis if k.id != kpi.id)
    return goal.model_copy(update={"kpis": (*others, kpi)})


def test_the_flights_goal_is_measurable(goal: Goal, features: FeatureSet) -> None:
    gate = measurable(goal, features.names)

    assert gate.passed, gate.reason
    assert gate.figures["saving"] == "at least 0.08"
    assert gate.figures["latency"] == "at most 50"


def test_a_kpi_that_nothing_measures_is_refused(
    goal: Goal, features: FeatureSet
) -> None:
    happy = with_kpi(goal, Kpi(id="happiness", text="smiles", unit="share", min=1))
    gate = measurable(happy, features.names)

    assert not gate.passed
    assert "nothing measures the KPI happiness" in gate.reason
    assert "no key result rests on the KPI happiness" in gate.reason


def test_a_goal_without_the_saving_is_refused(goal: Goal, features: FeatureSet) -> None:
    kpis = tuple(k for k in goal.kpis if k.id != "saving")
    gate = measurable(goal.model_copy(update={"kpis": kpis}), features.names)

    assert "the KPI saving is missing" in gate.reason


def test_a_saving_with_an_upper_bound_is_refused(
    goal: Goal, features: FeatureSet
) -> None:
    odd = with_kpi(goal, Kpi(id="saving", text="saved", unit="share", max=0.1))

    assert "needs a `min`" in measurable(odd, features.names).reason


@pytest.mark.parametrize("action", [4.0, 5.0])
def test_an_action_as_dear_as_a_miss_is_refused(
    goal: Goal, features: FeatureSet, action: float
) -> None:
    dear = goal.model_copy(update={"costs": Costs(action=action, missed=4.0)})

    assert "never pays" in measurable(dear, features.names).reason


def test_a_rule_on_an_unknown_feature_is_refused(
    goal: Goal, features: FeatureSet
) -> None:
    rule = Rule(feature="moon", at_least=1, text="Warn at full moon.")
    gate = measurable(goal.model_copy(update={"rule": rule}), features.names)

    assert "moon" in gate.reason
    assert gate.otherwise is None


def test_a_bound_reads_as_words() -> None:
    assert bound(Kpi(id="a", text="a", unit="ms", max=50)) == "at most 50"
