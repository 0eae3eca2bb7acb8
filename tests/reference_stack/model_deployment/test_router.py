"""The split: fixed for an entity, even over entities, and only ever growing."""

from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reference_stack.model_deployment.router import arm, place

NAMES = st.text(min_size=1, max_size=20)
SHARES = st.floats(0, 1)


@given(NAMES, NAMES, SHARES)
def test_an_entity_always_meets_the_same_arm(
    salt: str, entity: str, share: float
) -> None:
    assert arm(salt, share, entity) == arm(salt, share, entity)
    assert 0 <= place(salt, entity) < 1


@given(NAMES, NAMES, SHARES, SHARES)
def test_who_met_the_challenger_meets_it_when_its_share_grows(
    salt: str, entity: str, one: float, other: float
) -> None:
    small, large = sorted((one, other))

    if arm(salt, small, entity) == "challenger":
        assert arm(salt, large, entity) == "challenger"


def test_places_are_even_and_a_new_salt_shuffles_them() -> None:
    one = [place("v4", f"flight {n}") for n in range(4000)]
    other = [place("v5", f"flight {n}") for n in range(4000)]

    assert stats.kstest(one, "uniform").pvalue > 0.001
    assert abs(stats.pearsonr(one, other).statistic) < 0.06


def test_nobody_and_everybody() -> None:
    assert {arm("v1", 0.0, str(n)) for n in range(100)} == {"champion"}
    assert {arm("v1", 1.0, str(n)) for n in range(100)} == {"challenger"}
