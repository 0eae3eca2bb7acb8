"""The smallest stacks against brute force and against an integer program."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from advisor.advise.stacks import smallest_stacks

MUSTS = ["a", "b", "c", "d"]
covers_drawn = st.dictionaries(
    st.sampled_from([f"p{n}" for n in range(7)]),
    st.frozensets(st.sampled_from(MUSTS)),
    max_size=7,
)
Covers = dict[str, frozenset[str]]


def covering(covers: Covers, musts: set[str], size: int) -> set[frozenset[str]]:
    return {
        frozenset(chosen)
        for chosen in combinations(covers, size)
        if musts <= {m for p in chosen for m in covers[p]}
    }


@hypothesis_settings(deadline=None, max_examples=150)
@given(covers=covers_drawn, musts=st.sets(st.sampled_from(MUSTS)), data=st.data())
def test_every_smallest_stack_is_found_and_no_other(
    covers: Covers, musts: set[str], data: st.DataObject
) -> None:
    owned = (
        data.draw(st.lists(st.sampled_from(sorted(covers)), max_size=2, unique=True))
        if covers
        else []
    )
    held = {m for p in owned for m in covers[p]}
    open_ = musts - held
    others = {p: found for p, found in covers.items() if p not in owned}

    found = smallest_stacks(covers, sorted(musts), owned)

    sizes = [s for s in range(len(others) + 1) if covering(others, open_, s)]
    if not sizes:
        assert found.smallest == ()
        assert set(found.impossible) == open_ - {m for f in others.values() for m in f}
        return
    assert set(found.smallest) == covering(others, open_, sizes[0])
    needed = {
        s
        for s in covering(others, open_, sizes[0] + 1)
        if not any(open_ <= {m for p in s - {left} for m in others[p]} for left in s)
    }
    assert set(found.near) == needed


@hypothesis_settings(deadline=None, max_examples=40)
@given(covers=covers_drawn)
def test_the_size_is_that_of_an_integer_program(covers: Covers) -> None:
    reachable = sorted({m for found in covers.values() for m in found})
    if not reachable:
        return
    matrix = np.array([[float(m in f) for f in covers.values()] for m in reachable])

    solved = milp(
        np.ones(len(covers)),
        integrality=np.ones(len(covers), dtype=np.int8),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, 1, np.inf),
    )
    found = smallest_stacks(covers, reachable)

    assert solved.fun is not None
    assert len(found.smallest[0]) == round(solved.fun)


def test_what_is_owned_costs_nothing() -> None:
    covers = {
        "own": frozenset("ab"),
        "other": frozenset("cd"),
        "all": frozenset("abcd"),
    }

    assert smallest_stacks(covers, MUSTS).smallest == (frozenset({"all"}),)
    assert set(smallest_stacks(covers, MUSTS, ["own"]).smallest) == {
        frozenset({"all"}),
        frozenset({"other"}),
    }
    assert smallest_stacks(covers, ["a"], ["own"]).smallest == (frozenset(),)


def test_a_must_that_nobody_covers_is_named() -> None:
    found = smallest_stacks({"p": frozenset("a")}, ["a", "z"])

    assert found.impossible == ("z",)
    assert found.smallest == ()
