"""The road map: every step is needed, in order, within capacity."""

import pytest
from assess_builders import practice, questionnaire, reading
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from advisor.advise.roadmap import RoadMap, Why, best_value, cheapest_path
from advisor.assess import bundle, scoring
from advisor.assess.bundle import Bundle
from advisor.assess.questionnaire import Effort, Questionnaire, Rung
from advisor.assess.reading import DemandReading
from advisor.errors import PlanError

NONE, HAND, AUTO, UNKNOWN, NA = Rung
SIZES = (
    Effort(knowledge=1, time=1, resources=1),
    Effort(knowledge=2, time=2, resources=2),
    Effort(knowledge=3, time=4, resources=3),
)


@st.composite
def situations(
    draw: st.DrawFn,
) -> tuple[Questionnaire, DemandReading, dict[str, Rung]]:
    """Draw a small questionnaire, a rule of two levels, and answers."""
    ids = [f"data.p{n}" for n in range(draw(st.integers(2, 7)))]
    questions = questionnaire(
        *(
            practice(
                id_,
                effort=draw(st.sampled_from(SIZES)),
                value=draw(st.integers(1, 5)),
                prerequisites=tuple(
                    draw(st.lists(st.sampled_from(ids[:n]), max_size=2, unique=True))
                )
                if n
                else (),
            )
            for n, id_ in enumerate(ids)
        )
    )
    first = draw(st.lists(st.sampled_from(ids), unique=True, max_size=3))
    second = draw(st.lists(st.sampled_from(ids), unique=True, max_size=3))
    rule = reading({"by_hand": first}, {"automated": second})
    rungs = {id_: draw(st.sampled_from(Rung)) for id_ in ids}
    return questions, rule, rungs


def after(rungs: dict[str, Rung], plan: RoadMap) -> dict[str, Rung]:
    return rungs | {step.practice: step.to_rung for step in plan.steps}


@hypothesis_settings(deadline=None, max_examples=80)
@given(
    drawn=situations(), target=st.integers(0, 2), capacity=st.sampled_from([None, 12.0])
)
def test_when_all_steps_are_done_the_target_is_reached(
    drawn: tuple[Questionnaire, DemandReading, dict[str, Rung]],
    target: int,
    capacity: float | None,
) -> None:
    questions, rule, rungs = drawn

    plan = cheapest_path(questions, rungs, rule, target, capacity)

    reached = scoring.stand(questions, rule, after(rungs, plan))
    assert (reached.level or 0) >= target
    assert plan.total_effort == pytest.approx(sum(s.effort for s in plan.steps))
    if (scoring.stand(questions, rule, rungs).level or 0) >= target:
        assert not plan.steps


@hypothesis_settings(deadline=None, max_examples=80)
@given(
    drawn=situations(), capacity=st.sampled_from([None, 10.0, 12.0]), road=st.booleans()
)
def test_prerequisites_come_first_and_no_quarter_is_overfull(
    drawn: tuple[Questionnaire, DemandReading, dict[str, Rung]],
    capacity: float | None,
    road: bool,
) -> None:
    questions, rule, rungs = drawn
    if road:
        plan = cheapest_path(questions, rungs, rule, 2, capacity)
    else:
        plan = best_value(questions, rungs, capacity or 10.0, 2)

    now = dict(rungs)
    for step in plan.steps:
        for needed in questions.practices[step.practice].prerequisites:
            has = now.get(needed, UNKNOWN)
            assert has is NA or scoring.meets(has, HAND)
        assert rungs[step.practice] is not NA
        now[step.practice] = step.to_rung
    for quarter in {step.quarter for step in plan.steps}:
        if plan.capacity:
            used = sum(s.effort for s in plan.steps if s.quarter == quarter)
            assert used <= plan.capacity + 1e-6


@hypothesis_settings(deadline=None, max_examples=50)
@given(drawn=situations(), data=st.data())
def test_having_more_never_makes_the_road_longer(
    drawn: tuple[Questionnaire, DemandReading, dict[str, Rung]], data: st.DataObject
) -> None:
    questions, rule, rungs = drawn
    more = data.draw(st.sampled_from(sorted(rungs)))

    before = cheapest_path(questions, rungs, rule, 2)
    richer = cheapest_path(questions, rungs | {more: AUTO}, rule, 2)

    assert richer.total_effort <= before.total_effort


@hypothesis_settings(deadline=None, max_examples=30)
@given(drawn=situations(), data=st.data())
def test_the_order_of_answers_changes_nothing(
    drawn: tuple[Questionnaire, DemandReading, dict[str, Rung]], data: st.DataObject
) -> None:
    questions, rule, rungs = drawn
    order = data.draw(st.permutations(sorted(rungs)))
    shuffled = {id_: rungs[id_] for id_ in order}

    assert cheapest_path(questions, shuffled, rule, 2, 12.0) == cheapest_path(
        questions, rungs, rule, 2, 12.0
    )


def test_a_hand_computed_road() -> None:
    """data.b is demanded; data.a only comes before it, so by hand is enough."""
    questions = questionnaire(
        practice("data.a", effort=SIZES[1]),
        practice("data.b", effort=SIZES[0], prerequisites=("data.a",)),
        practice("data.c"),
    )
    rule = reading({"automated": ["data.b"]})

    plan = cheapest_path(questions, {"data.b": HAND}, rule, 1)

    first, second = plan.steps
    assert (first.practice, first.from_rung, first.to_rung) == ("data.a", UNKNOWN, HAND)
    assert (first.effort, first.verify_first, first.unlocks) == (3.0, True, ("data.b",))
    assert first.why == Why(level=None, before=("Practice data.b",), worth=3)
    assert (second.practice, second.to_rung, second.effort) == ("data.b", AUTO, 1.5)
    assert second.why.level == 1
    assert plan.total_effort == 4.5
    assert plan.optimal


def test_what_stands_first_by_value_per_effort_cannot_be_started() -> None:
    """The usual list is no plan: its first item waits for its last."""
    questions = questionnaire(
        practice("data.base", effort=SIZES[2], value=1),
        practice("data.jewel", effort=SIZES[0], value=5, prerequisites=("data.base",)),
        practice("data.plain", effort=SIZES[1], value=3),
    )
    naive = sorted(
        questions.practices.values(), key=lambda p: -p.value / p.effort.points
    )

    plan = best_value(questions, {}, capacity=6.0, quarters=1)

    assert naive[0].id == "data.jewel"
    assert [step.practice for step in plan.steps] == ["data.plain"]


def test_where_there_is_no_room_for_more_a_practice_is_raised_by_hand() -> None:
    """The base by hand and the jewel are worth 5.5; whole, the base leaves no room."""
    questions = questionnaire(
        practice("data.base", effort=SIZES[2], value=1),
        practice("data.jewel", effort=SIZES[0], value=5, prerequisites=("data.base",)),
        practice("data.plain", effort=SIZES[1], value=3),
    )

    narrow = best_value(questions, {}, capacity=10.0, quarters=1)
    wide = best_value(questions, {}, capacity=19.0, quarters=1)

    assert [(s.practice, s.to_rung) for s in narrow.steps] == [
        ("data.base", HAND),
        ("data.jewel", AUTO),
    ]
    assert narrow.total_value == 5.5
    assert {s.to_rung for s in wide.steps} == {AUTO}


@pytest.mark.parametrize("capacity", [1.0, 9.9])
def test_a_step_that_fits_no_quarter_is_named(capacity: float) -> None:
    questions = questionnaire(practice("data.a", effort=SIZES[2]))
    rule = reading({"automated": ["data.a"]})

    with pytest.raises(PlanError, match=r"'data\.a' alone needs 10 points"):
        cheapest_path(questions, {}, rule, 1, capacity)


@pytest.mark.parametrize("capacity", [0.0, -1.0, float("nan"), float("inf")])
def test_a_capacity_that_is_none_is_refused(capacity: float) -> None:
    questions = questionnaire(practice("data.a"))
    rule = reading({"automated": ["data.a"]})

    with pytest.raises(PlanError, match="expected a number of points above 0"):
        cheapest_path(questions, {}, rule, 1, capacity)
    with pytest.raises(PlanError, match="expected a number of points above 0"):
        best_value(questions, {}, capacity)


def test_the_capacity_that_a_long_road_is_told_to_need_is_enough() -> None:
    questions = questionnaire(*(practice(f"data.p{n}") for n in range(50)))
    rule = reading({"automated": list(questions.practices)})

    # 50 steps of 3 points in at most 40 quarters: 3.75 points a quarter.
    with pytest.raises(PlanError, match="at least 4 points"):
        cheapest_path(questions, {}, rule, 1, 3.0)
    assert cheapest_path(questions, {}, rule, 1, 4.0).steps


def test_limits_that_leave_no_plan_are_refused() -> None:
    questions = questionnaire(practice("data.a", effort=SIZES[2]))

    with pytest.raises(PlanError, match="smallest step needs 5 points"):
        best_value(questions, {}, 4.5, 4)
    with pytest.raises(PlanError, match="expected 1 to 40"):
        best_value(questions, {}, 20.0, 0)


@pytest.fixture(scope="module")
def shipped() -> Bundle:
    return bundle.load()


def test_from_nothing_the_shipped_road_leads_to_level_2(shipped: Bundle) -> None:
    rule = shipped.readings.default
    nothing = dict.fromkeys(shipped.questionnaire.practices, NONE)

    plan = cheapest_path(shipped.questionnaire, nothing, rule, 2)

    reached = scoring.stand(shipped.questionnaire, rule, after(nothing, plan))
    assert reached.level == 2
    assert not any(step.verify_first for step in plan.steps)
    assert not any(step.practice.startswith("governance.") for step in plan.steps)
    demanded = set(rule.demands)
    assert demanded <= {step.practice for step in plan.steps}


def test_two_hundred_practices_are_planned() -> None:
    ids = [f"data.p{n}" for n in range(200)]
    questions = questionnaire(
        *(
            practice(
                id_,
                effort=SIZES[n % 3],
                value=1 + n % 5,
                prerequisites=(ids[n // 2],) if n else (),
            )
            for n, id_ in enumerate(ids)
        )
    )
    rule = reading({"automated": ids[100:]})

    road = cheapest_path(questions, {}, rule, 1)
    best = best_value(questions, {}, 40.0, 1)

    assert road.optimal
    assert best.optimal
    assert {s.practice for s in road.steps} >= set(ids[100:])
