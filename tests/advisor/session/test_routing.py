"""Who is asked what: within the time, what matters first, by those who know."""

import pytest
from assess_builders import practice, questionnaire
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from session_builders import ROLES

from advisor.assess.answers import Mode, Scope
from advisor.assess.bundle import Bundle
from advisor.assess.questionnaire import Questionnaire
from advisor.assess.reading import DemandReading, SectionReading
from advisor.session.routing import Routing, route
from advisor.session.session import Plan
from advisor.session.settings import SessionSettings

SCOPE = Scope(name="Shop")
plans = st.builds(
    Plan,
    scope=st.just(SCOPE),
    mode=st.sampled_from(Mode),
    roles=st.permutations(ROLES).flatmap(
        lambda order: st.integers(1, len(order)).map(lambda n: tuple(order[:n]))
    ),
    minutes=st.integers(1, 60),
)


def routed(shipped: Bundle, settings: SessionSettings, plan: Plan) -> Routing:
    return route(shipped.questionnaire, plan, shipped.readings.default, settings)


@hypothesis_settings(deadline=None, max_examples=60)
@given(plan=plans)
def test_nobody_is_asked_for_longer_than_the_plan_allows(
    shipped: Bundle, settings: SessionSettings, plan: Plan
) -> None:
    found = routed(shipped, settings, plan)

    assert set(found.questions) == set(plan.roles)
    for ids in found.questions.values():
        assert settings.minutes_for(len(ids)) <= plan.minutes
        assert len(set(ids)) == len(ids)


@hypothesis_settings(deadline=None, max_examples=60)
@given(plan=plans)
def test_a_practice_is_left_out_only_if_nobody_has_room(
    shipped: Bundle, settings: SessionSettings, plan: Plan
) -> None:
    found = routed(shipped, settings, plan)
    quick = plan.mode is Mode.QUICK
    wanted = set(
        shipped.questionnaire.quick if quick else shipped.questionnaire.practices
    )

    assert found.asked | set(found.unasked) == wanted
    assert not found.asked & set(found.unasked)
    if found.unasked:
        most = settings.questions_in(plan.minutes)
        assert all(len(ids) == most for ids in found.questions.values())


@hypothesis_settings(deadline=None, max_examples=60)
@given(plan=plans)
def test_what_gates_a_level_is_asked_before_what_gates_none(
    shipped: Bundle, settings: SessionSettings, plan: Plan
) -> None:
    gating = shipped.readings.default.demands
    found = routed(shipped, settings, plan)

    for ids in found.questions.values():
        gates = [id_ in gating for id_ in ids]
        assert gates == sorted(gates, reverse=True)
    if any(id_ in gating for id_ in found.unasked):
        assert found.asked <= set(gating)


def test_a_practice_is_asked_of_its_owner_else_its_collaborator_else_of_who_has_room(
    rule: DemandReading, settings: SessionSettings
) -> None:
    one = questionnaire(
        practice("data.a", owner="devops", collaborator="data_engineer")
    )

    def asked(*roles: str) -> tuple[str, ...]:
        plan = Plan(scope=SCOPE, roles=roles)
        return route(one, plan, rule, settings).roles_for("data.a")

    assert asked("risk_manager") == ("risk_manager",)
    assert asked("data_engineer", "devops") == ("data_engineer", "devops")
    # The owner, the collaborator, and leadership, so that a gap could be seen.
    assert asked("ml_architect", "data_engineer", "devops", "risk_manager") == (
        "data_engineer",
        "devops",
        "risk_manager",
    )


def test_where_time_is_short_each_practice_is_asked_once_before_any_is_asked_twice(
    four: Questionnaire, rule: DemandReading, settings: SessionSettings
) -> None:
    slow = settings.model_copy(update={"seconds_per_question": 30})
    plan = Plan(scope=SCOPE, roles=("data_engineer", "devops"), minutes=1)

    found = route(four, plan, rule, slow)

    assert found.questions == {
        "data_engineer": ("data.a", "data.b"),
        "devops": ("ops.c", "ops.d"),
    }
    assert found.unasked == ()


def test_what_everyone_works_on_is_asked_of_everyone_who_has_room(
    four: Questionnaire, rule: DemandReading, settings: SessionSettings
) -> None:
    found = route(four, Plan(scope=SCOPE, roles=ROLES), rule, settings)

    assert set(found.roles_for("data.a")) == set(ROLES)
    assert set(found.roles_for("ops.c")) < set(ROLES)


def test_in_ten_minutes_every_practice_reaches_its_owner_and_nine_of_ten_a_second_role(
    shipped: Bundle, settings: SessionSettings
) -> None:
    found = routed(shipped, settings, Plan(scope=SCOPE, roles=ROLES))

    practices = shipped.questionnaire.practices
    twice = [id_ for id_ in practices if len(found.roles_for(id_)) > 1]

    assert found.unasked == ()
    assert all(p.owner in found.roles_for(id_) for id_, p in practices.items())
    assert len(twice) >= 0.9 * len(practices)


def test_a_quick_session_hears_leadership_and_practitioners_on_every_practice(
    shipped: Bundle, settings: SessionSettings
) -> None:
    found = routed(shipped, settings, Plan(scope=SCOPE, roles=ROLES, mode=Mode.QUICK))

    for id_ in shipped.questionnaire.quick:
        asked = set(found.roles_for(id_))
        assert asked & settings.leadership
        assert asked & settings.practitioners


def test_practices_that_nobody_present_is_asked_are_named(
    four: Questionnaire, rule: DemandReading, settings: SessionSettings
) -> None:
    slow = settings.model_copy(update={"seconds_per_question": 30})
    plan = Plan(scope=SCOPE, roles=("data_engineer", "devops"), minutes=1)
    found = route(four, plan, rule, slow)

    assert found.unheard(["devops"]) == ("data.a", "data.b")
    assert found.unheard(["devops", "data_engineer"]) == ()
    assert set(found.unheard([])) == set(four.practices)


def test_a_reading_by_points_puts_what_it_scores_first(
    shipped: Bundle, settings: SessionSettings
) -> None:
    reading = next(
        r for r in shipped.readings.levelled if isinstance(r, SectionReading)
    )
    plan = Plan(scope=SCOPE, roles=("devops",), minutes=2)

    found = route(shipped.questionnaire, plan, reading, settings)

    for id_ in found.questions["devops"]:
        assert reading.source in shipped.questionnaire.practices[id_].sources


@pytest.mark.parametrize("mode", Mode)
def test_the_same_plan_is_always_routed_alike(
    shipped: Bundle, settings: SessionSettings, mode: Mode
) -> None:
    plan = Plan(scope=SCOPE, roles=ROLES, mode=mode)

    assert routed(shipped, settings, plan) == routed(shipped, settings, plan)
