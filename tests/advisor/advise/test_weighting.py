"""What weights come of points and of an order."""

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from match_builders import portfolio, use_case
from pydantic import TypeAdapter, ValidationError

from advisor.advise.weighting import RankOrder, Swing, Weighting, centroid, weigh
from advisor.errors import PortfolioError

CRITERIA = ("alpha", "beta", "gamma")


def swing(**points: int) -> Swing:
    return Swing(method="swing", points=points)


def order(*criteria: str) -> RankOrder:
    return RankOrder(method="rank_order", order=criteria)


@given(st.integers(1, 23))
def test_a_centroid_falls_and_adds_up_to_one(count: int) -> None:
    weights = centroid(count)

    assert sum(weights) == pytest.approx(1)
    assert list(weights) == sorted(weights, reverse=True)
    assert weights[-1] > 0


def test_the_centroid_is_the_mean_of_all_weights_in_that_order() -> None:
    random = np.random.default_rng(7)
    drawn = -np.sort(-random.dirichlet(np.ones(4), 200_000), axis=1)

    assert centroid(4) == pytest.approx(drawn.mean(axis=0), abs=0.002)


@pytest.mark.parametrize(
    ("count", "published"),
    [(2, (0.75, 0.25)), (3, (0.6111, 0.2778, 0.1111))],
)
def test_small_centroids_are_the_published_ones(
    count: int, published: tuple[float, ...]
) -> None:
    assert centroid(count) == pytest.approx(published, abs=1e-4)


def test_an_order_counts_only_among_what_is_asked() -> None:
    found = weigh(order("gamma", "alpha", "beta"), ["beta", "gamma"])

    assert found == {"gamma": 0.75, "beta": 0.25}


@pytest.mark.parametrize("asked", list(permutations(CRITERIA)))
def test_the_order_of_what_is_asked_changes_nothing(asked: tuple[str, ...]) -> None:
    for weighting in (order(*CRITERIA), swing(alpha=100, beta=40, gamma=5)):
        assert weigh(weighting, asked) == weigh(weighting, CRITERIA)


def test_no_points_take_a_criterion_out_of_the_count() -> None:
    assert weigh(swing(alpha=100, beta=0), ["alpha", "beta"]) == {"alpha": 100}


@pytest.mark.parametrize(
    ("weighting", "expected"),
    [
        (swing(alpha=100), "no points for beta; give each of them"),
        (order("beta"), "no rank for alpha; give each of them"),
        (swing(alpha=0, beta=0), "0 points for alpha, beta; give one of them more"),
    ],
)
def test_what_cannot_be_weighed_is_named(weighting: Any, expected: str) -> None:
    with pytest.raises(PortfolioError) as caught:
        weigh(weighting, ["alpha", "beta"])

    assert str(caught.value) == expected


@pytest.mark.parametrize(
    "written",
    [
        {"method": "swing", "points": {"alpha": 101}},
        {"method": "swing", "points": {}},
        {"method": "rank_order", "order": ["alpha", "alpha"]},
        {"method": "rank_order", "points": {"alpha": 1}},
        {"method": "by_gut", "order": ["alpha"]},
    ],
)
def test_weights_that_say_too_little_or_too_much_are_refused(written: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[Any](Weighting).validate_python(written)


def test_a_portfolio_is_weighed_anew_use_case_by_use_case() -> None:
    asked = portfolio(
        use_case("one", {"alpha": 2}, {"beta": 1, "gamma": 1}),
        use_case("two", {"alpha": 2, "beta": 1}),
    )
    found = asked.weighted_by(swing(alpha=10, beta=20, gamma=100))

    assert [u.weights for u in found.use_cases] == [
        {"beta": 20, "gamma": 100},
        {"alpha": 10, "beta": 20},
    ]
    assert [u.musts for u in found.use_cases] == [u.musts for u in asked.use_cases]
