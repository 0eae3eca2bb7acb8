"""Plans over quarters, against a mixed-integer program and every plan there is."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, kron

from advisor.advise import plan as planning
from advisor.advise.plan import Plan, plan_all, plan_within
from advisor.advise.problem import Problem
from advisor.advise.search import Frame, Sweep

Placement = tuple[tuple[int, int] | None, ...]


def a_problem(
    options: list[list[tuple[int, int]]],
    needs: list[tuple[int, int]],
    *,
    required: bool = False,
) -> Problem:
    """Return tasks with options of (effort, value)."""
    flat = [(t, e, v) for t, own in enumerate(options) for e, v in own]
    task, effort, value = np.array(flat, dtype=np.int64).reshape(-1, 3).T
    return Problem(task, effort, value, tuple(needs), np.full(len(options), required))


@st.composite
def problems(draw: st.DrawFn, *, required: bool = False) -> Problem:
    count = draw(st.integers(1, 5))
    options = []
    for _ in range(count):
        effort, value = draw(st.integers(1, 9)), draw(st.integers(1, 5))
        both = not required and draw(st.booleans())
        options.append([(effort, value), (2 * effort, 2 * value)][: 1 + both])
    pairs = [(later, first) for later in range(count) for first in range(later)]
    needs = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return a_problem(options, needs, required=required)


def a_large_problem(seed: int, tasks: int, *, required: bool = False) -> Problem:
    random = np.random.default_rng(seed)
    options = []
    for _ in range(tasks):
        effort, value = int(random.integers(3, 16)), int(random.integers(1, 6))
        options.append([(effort, value), (2 * effort, 2 * value)][: 1 + (not required)])
    needs = {
        (later, int(random.integers(max(0, later - 9), later)))
        for later in range(1, tasks)
        for _ in range(random.poisson(1.2))
    }
    return a_problem(options, sorted(needs), required=required)


def every_placement(
    problem: Problem, capacity: int, quarters: int
) -> Iterator[Placement]:
    """Yield every way to take options in quarters, one task after the other."""

    def extend(placed: Placement, load: tuple[int, ...]) -> Iterator[Placement]:
        task = len(placed)
        if task == problem.tasks:
            yield placed
            return
        if not problem.required[task]:
            yield from extend((*placed, None), load)
        first_of = [placed[n] for t, n in problem.needs if t == task]
        if None in first_of:
            return
        earliest = max((p[1] for p in first_of if p is not None), default=0)
        for option in np.flatnonzero(problem.task == task):
            for quarter in range(earliest, quarters):
                effort = load[quarter] + int(problem.effort[option])
                if effort <= capacity:
                    rest = (*load[:quarter], effort, *load[quarter + 1 :])
                    yield from extend((*placed, (int(option), quarter)), rest)

    return extend((), (0,) * quarters)


def in_effect(problem: Problem, placed: Placement, quarters: int) -> int:
    return sum(int(problem.value[p[0]]) * (quarters - p[1]) for p in placed if p)


def most_by_program(problem: Problem, capacity: int, quarters: int) -> int | None:
    """Return the greatest value in effect by HiGHS; None where nothing is feasible.

    Variable x[k, q]: option k is taken in quarter q.
    """
    until = np.tril(np.ones((quarters, quarters)))
    every = np.ones((1, quarters))
    weight = np.outer(problem.value, np.arange(quarters, 0, -1)).ravel()
    found = milp(
        -weight,
        integrality=np.ones(len(weight), dtype=np.int8),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(
                kron(problem.effort[np.newaxis], eye_array(quarters)),
                -np.inf,
                capacity + 0.5,
            ),
            LinearConstraint(kron(problem.of_task, every), problem.required, 1),
            LinearConstraint(
                kron(problem.waits @ problem.of_task, csr_array(until)), -np.inf, 0
            ),
        ],
        options={"mip_rel_gap": 0},
    )
    return None if found.x is None else int(weight @ np.round(found.x))


def value_of(problem: Problem, plan: Plan) -> int:
    return sum(
        int(problem.value[t.option]) * (plan.quarters - t.quarter) for t in plan.taken
    )


def is_sound(problem: Problem, plan: Plan, capacity: int) -> bool:
    quarter = {int(problem.task[t.option]): t.quarter for t in plan.taken}
    load = np.zeros(plan.quarters)
    for taken in plan.taken:
        load[taken.quarter] += problem.effort[taken.option]
    late = plan.quarters
    return (
        len(quarter) == len(plan.taken)
        and bool((load <= capacity).all())
        and all(quarter.get(n, late) <= quarter.get(t, late) for t, n in problem.needs)
        and all(t in quarter for t in np.flatnonzero(problem.required))
    )


@given(problems(), st.integers(1, 30), st.integers(1, 3))
@settings(deadline=None, max_examples=60)
def test_no_placement_at_all_has_more_value_in_effect(
    problem: Problem, capacity: int, quarters: int
) -> None:
    every = every_placement(problem, capacity, quarters)
    most = max(in_effect(problem, placed, quarters) for placed in every)

    plan = plan_within(problem, capacity, quarters)

    assert is_sound(problem, plan, capacity)
    assert plan.value == value_of(problem, plan) == most
    assert plan.optimal


@given(problems(required=True), st.integers(9, 20))
@settings(deadline=None, max_examples=60)
def test_no_placement_of_all_takes_fewer_quarters_or_brings_value_earlier(
    problem: Problem, capacity: int
) -> None:
    plan = plan_all(problem, capacity)

    fewer = every_placement(problem, capacity, plan.quarters - 1)
    as_many = every_placement(problem, capacity, plan.quarters)
    assert is_sound(problem, plan, capacity)
    assert plan.quarters == 1 or next(fewer, None) is None
    assert plan.value == value_of(problem, plan)
    assert plan.value == max(in_effect(problem, p, plan.quarters) for p in as_many)
    assert plan.optimal


@pytest.mark.parametrize("seed", range(6))
def test_a_mixed_integer_program_finds_no_more_value(seed: int) -> None:
    problem = a_large_problem(seed, tasks=20)

    plan = plan_within(problem, capacity=40, quarters=3)

    assert is_sound(problem, plan, 40)
    assert plan.optimal
    assert plan.value == most_by_program(problem, 40, 3)


@pytest.mark.parametrize("seed", range(4))
def test_a_mixed_integer_program_needs_as_many_quarters(seed: int) -> None:
    problem = a_large_problem(seed, tasks=14, required=True)

    plan = plan_all(problem, capacity=30)

    assert is_sound(problem, plan, 30)
    assert plan.optimal
    assert plan.value == most_by_program(problem, 30, plan.quarters)
    assert most_by_program(problem, 30, plan.quarters - 1) is None


@given(st.integers(0, 10_000), st.booleans(), st.integers(15, 40))
@settings(deadline=None, max_examples=25)
def test_what_is_not_proved_says_how_much_better_it_could_be(
    seed: int, required: bool, capacity: int
) -> None:
    problem = a_large_problem(seed, tasks=12, required=required)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "WIDTHS", (1,))
        narrow = (
            plan_all(problem, capacity)
            if required
            else plan_within(problem, capacity, 3)
        )
    best = (
        plan_all(problem, capacity) if required else plan_within(problem, capacity, 3)
    )

    assert is_sound(problem, narrow, capacity)
    assert best.optimal
    assert narrow.fewest <= best.quarters <= narrow.quarters
    if narrow.quarters == best.quarters:
        assert narrow.value <= best.value <= narrow.ceiling
    assert not narrow.optimal or narrow.value == best.value


@given(st.integers(0, 10_000), st.booleans(), st.integers(15, 60))
@settings(deadline=None, max_examples=40)
def test_no_bound_is_below_what_can_still_be_reached(
    seed: int, required: bool, capacity: int
) -> None:
    problem = a_large_problem(seed, tasks=12, required=required)
    plan = (
        plan_all(problem, capacity) if required else plan_within(problem, capacity, 3)
    )
    frame = Frame(problem, capacity, plan.quarters)

    best = Sweep(frame, width=100_000, to_beat=plan.value - 1).run()
    better = Sweep(frame, width=100_000, to_beat=plan.value).run()

    assert best.value.max() == plan.value
    assert len(better) == 0


def test_a_narrow_search_does_not_claim_a_proof() -> None:
    problem = a_large_problem(1, tasks=60)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "WIDTHS", (1,))
        plan = plan_within(problem, capacity=60, quarters=4)

    assert not plan.optimal
    assert plan.value < plan.ceiling


def test_a_task_that_fits_later_is_not_done_by_half_now() -> None:
    problem = a_problem([[(7, 5), (14, 10)], [(10, 4), (20, 8)]], [])

    plan = plan_within(problem, capacity=24, quarters=8)

    assert [(t.option, t.quarter) for t in plan.taken] == [(1, 0), (3, 1)]


def test_of_twins_the_first_comes_first() -> None:
    problem = a_problem([[(4, 2)]] * 5, [], required=True)

    plan = plan_all(problem, capacity=8)

    assert [t.quarter for t in plan.taken] == [0, 0, 1, 1, 2]


def test_a_twin_that_is_waited_for_keeps_its_place() -> None:
    problem = a_problem([[(4, 2)], [(4, 2)], [(4, 5)]], [(2, 1)], required=True)

    plan = plan_all(problem, capacity=8)

    assert [t.quarter for t in plan.taken] == [1, 0, 0]
