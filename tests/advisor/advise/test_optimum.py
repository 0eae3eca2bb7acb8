"""Every optimum against brute force over all subsets and all schedules."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from advisor.advise.optimum import (
    Schedule,
    Tasks,
    cheapest,
    in_effect,
    schedule_all,
    schedule_best,
)

CAPACITY = 6.0


@st.composite
def tasks(draw: st.DrawFn, most: int = 6) -> Tasks:
    """Draw a few tasks; each may wait for some of those before it."""
    count = draw(st.integers(1, most))
    points = st.lists(st.integers(1, 6), min_size=count, max_size=count)
    before = [
        sorted(draw(st.sets(st.integers(0, i - 1), max_size=2))) if i else []
        for i in range(count)
    ]
    return Tasks(
        np.array(draw(points), dtype=float), np.array(draw(points), dtype=float), before
    )


def is_possible(found: Tasks, quarter: tuple[int, ...], capacity: float) -> bool:
    """Say whether a schedule keeps the rules, written out without the solver."""
    for task, waits in enumerate(found.before):
        if quarter[task] >= 0 and any(
            quarter[b] < 0 or quarter[b] > quarter[task] for b in waits
        ):
            return False
    return all(
        sum(e for e, q in zip(found.effort, quarter, strict=True) if q == number)
        <= capacity
        for number in set(quarter) - {-1}
    )


@hypothesis_settings(deadline=None, max_examples=60)
@given(found=tasks(), data=st.data())
def test_no_cheaper_set_holds_what_is_demanded(
    found: Tasks, data: st.DataObject
) -> None:
    demanded = data.draw(st.sets(st.integers(0, len(found) - 1)))

    chosen = cheapest(found.effort, found.before, sorted(demanded))

    possible = [
        sum(found.effort[list(picked)])
        for picks in product((False, True), repeat=len(found))
        if demanded <= (picked := {i for i, p in enumerate(picks) if p})
        and all(set(found.before[i]) <= picked for i in picked)
    ]
    assert demanded <= set(chosen)
    assert all(set(found.before[i]) <= set(chosen) for i in chosen)
    assert sum(found.effort[list(chosen)]) == pytest.approx(min(possible))


@hypothesis_settings(deadline=None, max_examples=40)
@given(found=tasks(most=5))
def test_no_schedule_has_fewer_quarters_or_earlier_value(found: Tasks) -> None:
    plan = schedule_all(found, CAPACITY)

    complete = [
        quarter
        for quarter in product(range(len(found)), repeat=len(found))
        if is_possible(found, quarter, CAPACITY)
    ]
    fewest = min(max(q) + 1 for q in complete)
    best = max(
        in_effect(found, Schedule(q, optimal=True), fewest)
        for q in complete
        if max(q) < fewest
    )
    assert plan.optimal
    assert is_possible(found, plan.quarter, CAPACITY)
    assert min(plan.quarter) >= 0
    assert plan.quarters == fewest
    assert in_effect(found, plan, fewest) == pytest.approx(best)


@hypothesis_settings(deadline=None, max_examples=40)
@given(found=tasks(most=5), quarters=st.integers(1, 2))
def test_no_choice_is_worth_more(found: Tasks, quarters: int) -> None:
    plan = schedule_best(found, CAPACITY, quarters)

    best = max(
        in_effect(found, Schedule(q, optimal=True), quarters)
        for q in product(range(-1, quarters), repeat=len(found))
        if is_possible(found, q, CAPACITY)
    )
    assert plan.optimal
    assert is_possible(found, plan.quarter, CAPACITY)
    assert in_effect(found, plan, quarters) == pytest.approx(best)


def test_a_plan_that_cannot_be_proved_is_possible_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With one state kept the search proves nothing; the rules still hold."""
    monkeypatch.setattr("advisor.advise.plan.WIDTHS", (1,))
    random = np.random.default_rng(3)
    count = 30
    found = Tasks(
        random.integers(3, 9, count).astype(float),
        random.integers(1, 6, count).astype(float),
        [[int(random.integers(0, i))] if i else [] for i in range(count)],
    )

    everything = schedule_all(found, 17.0)
    best = schedule_best(found, 17.0, 4)

    for plan in (everything, best):
        assert not plan.optimal
        assert is_possible(found, plan.quarter, 17.0)
    assert min(everything.quarter) >= 0


def test_nothing_demanded_costs_nothing() -> None:
    assert cheapest(np.array([1.0]), [[]], []) == ()
