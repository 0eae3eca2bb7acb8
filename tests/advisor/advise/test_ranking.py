"""Additive value and SMAA-2 against closed forms and brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from advisor.advise.ranking import (
    Doubt,
    Floats,
    acceptability,
    dominated,
    value,
    weight_flip,
)

DOUBT = Doubt(firmness=1, draws=4000, seed=5)
THIRDS = st.integers(0, 3).map(lambda depth: depth / 3)


def tables(alternatives: int = 5, criteria: int = 3) -> st.SearchStrategy[Floats]:
    shapes = st.tuples(st.integers(2, alternatives), st.integers(1, criteria))
    return shapes.flatmap(lambda shape: arrays(np.float64, shape, elements=THIRDS))


def some_weights(criteria: int) -> Floats:
    return np.arange(1.0, criteria + 1)


def test_two_opposite_alternatives_share_the_first_place_evenly() -> None:
    """With uniform weights each of two criteria weighs more in half of the draws."""
    table = np.array([[1.0, 0.0], [0.0, 1.0]])

    found = acceptability(table, table, np.ones(2), DOUBT)

    assert found.first == pytest.approx([0.5, 0.5], abs=0.04)
    assert found.central[0] == pytest.approx([0.75, 0.25], abs=0.02)


def test_an_unknown_cell_is_drawn_evenly_from_its_range() -> None:
    """A coin between 0 and 1 beats a sure 0.25 in three draws of four."""
    low, high = np.array([[0.0], [0.25]]), np.array([[1.0], [0.25]])

    found = acceptability(low, high, np.ones(1), DOUBT)

    assert found.first == pytest.approx([0.75, 0.25], abs=0.03)


def test_equal_alternatives_share_their_ranks() -> None:
    table = np.array([[1.0, 1.0], [1.0, 1.0], [0.0, 0.0]])

    found = acceptability(table, table, np.ones(2), DOUBT)

    assert found.ranks == pytest.approx(
        np.array([[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]])
    )
    assert found.wins[0, 1] == pytest.approx(0.5)


@hypothesis_settings(deadline=None, max_examples=30)
@given(table=tables())
def test_ranks_are_counted_as_a_plain_loop_counts_them(table: Floats) -> None:
    doubt = Doubt(firmness=2, draws=50, seed=3)
    weights = some_weights(table.shape[1])

    found = acceptability(table, table, weights, doubt)

    random = np.random.default_rng(doubt.seed)
    share = weights / weights.sum()
    drawn = random.dirichlet(share * 2 * len(share) + 1e-9, doubt.draws)
    expected = np.zeros((len(table), len(table)))
    for values in drawn @ table.T:
        for index, own in enumerate(values):
            above = int((values > own + 1e-9).sum())
            tied = int((np.abs(values - own) <= 1e-9).sum())
            expected[index, above : above + tied] += 1 / tied
    assert found.ranks == pytest.approx(expected / doubt.draws, abs=1e-6)
    assert found.ranks.sum(axis=0) == pytest.approx(1)
    assert found.ranks.sum(axis=1) == pytest.approx(1)


@given(table=tables(), data=st.data())
def test_adding_an_alternative_never_reorders_the_others(
    table: Floats, data: st.DataObject
) -> None:
    weights = some_weights(table.shape[1])
    added = data.draw(arrays(np.float64, table.shape[1], elements=THIRDS))
    more = np.vstack([table, added])

    before = value(table, table, weights)
    after = value(more, more, weights)

    assert after[:-1] == pytest.approx(before)


@given(table=tables(), data=st.data())
def test_permuting_alternatives_permutes_the_values(
    table: Floats, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(table))))
    weights = some_weights(table.shape[1])

    assert value(table[order], table[order], weights) == pytest.approx(
        value(table, table, weights)[order]
    )


@given(low=tables(), weights=st.lists(st.floats(0.01, 1), min_size=3, max_size=3))
def test_a_dominated_alternative_is_never_the_best(
    low: Floats, weights: list[float]
) -> None:
    found = dominated(low, low)
    values = value(low, low, np.array(weights[: low.shape[1]]))

    assert len(found) < len(low)
    for index in found:
        assert values[index] < values.max() + 1e-12
        assert values.max() > values[index]


def test_an_unknown_cell_saves_from_being_dominated() -> None:
    low = np.array([[0.0, 0.5], [0.5, 0.5]])
    high = np.array([[1.0, 0.5], [0.5, 0.5]])

    assert dominated(low, low) == (0,)
    assert dominated(low, high) == ()


@hypothesis_settings(deadline=None, max_examples=60)
@given(table=tables(alternatives=4))
def test_no_smaller_change_of_one_weight_changes_the_winner(table: Floats) -> None:
    weights = some_weights(table.shape[1])
    share = weights / weights.sum()
    found = weight_flip(table, weights)
    reach = 1.0 if found is None else abs(found.weight - found.instead_of)
    winner = int((table @ share).argmax())

    for criterion, now in enumerate(share):
        for to in np.linspace(0, 1, 41):
            if abs(to - now) >= reach - 1e-6 or now >= 1:
                continue
            changed = share * (1 - to) / (1 - now)
            changed[criterion] = to
            values = table @ changed
            assert values[winner] >= values.max() - 1e-9


def test_the_flip_of_a_hand_computed_case() -> None:
    """A leads by 0.6 to 0.4; both are equal once the first weight is a half."""
    table = np.array([[1.0, 0.0], [0.0, 1.0]])

    found = weight_flip(table, np.array([0.6, 0.4]))

    assert found is not None
    assert found.weight == pytest.approx(0.5)
    assert found.winner == 1
