"""The ranking of platforms against others' code, closed forms and more laws."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from match_builders import portfolio, use_case
from pymcdm.methods import SPOTIS, WSM
from scipy.stats import beta

from advisor.advise.catalogue import load_catalogue
from advisor.advise.fit import Fit, Ground, fit
from advisor.advise.match_settings import load_match_settings
from advisor.advise.matching import UseCaseMatch, match
from advisor.advise.platforms import Platform
from advisor.advise.ranking import Acceptability, Doubt, Floats, acceptability, value
from advisor.assess.capability import DEEPEST

CATALOGUE = load_catalogue()
LIVING = [p for p in CATALOGUE.platforms if p.recommended]
CAPABILITIES = list(CATALOGUE.capabilities.by_id)
COMPILED = max(rated.cell.checked_on for rated in CATALOGUE.cells)
UNKNOWN = [
    (platform, capability)
    for platform in LIVING
    for capability in CAPABILITIES
    if platform.depth(capability) is None
]
SETTINGS = load_match_settings().model_copy(update={"draws": 200})
DOUBT = Doubt(firmness=1, draws=20_000, seed=7)
ROUGH = Doubt(firmness=2, draws=400, seed=7)
# Of 20,000 draws a share is hardly ever further off than this.
NEAR = 0.015

law = hypothesis_settings(deadline=None, max_examples=40)
depths = st.integers(0, DEEPEST).map(float)
tables = st.tuples(st.integers(2, 6), st.integers(2, 5)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=depths)
)
criteria_drawn = st.dictionaries(
    st.sampled_from(CAPABILITIES), st.floats(0.1, 10), min_size=2, max_size=8
)


def some_weights(table: Floats) -> Floats:
    """Return weights that are all different and add up to 1."""
    weights = np.arange(1.0, table.shape[1] + 1)
    share: Floats = weights / weights.sum()
    return share


def on_the_fixed_scale(column: Floats, *, cost: bool) -> Floats:
    share: Floats = column / DEEPEST
    return 1 - share if cost else share


def weighted_sums(table: Floats, weights: Floats) -> Floats:
    """Ask the other library for weighted sums on the scale from 0 to the deepest."""
    return asked_of(WSM(on_the_fixed_scale), table, weights)


def distances(table: Floats, weights: Floats) -> Floats:
    """Ask for the distance from the best there can be, on the same scale."""
    bounds = np.array([[0.0, DEEPEST]] * table.shape[1])
    return asked_of(SPOTIS(bounds), table, weights)


def asked_of(method: Callable[..., Any], table: Floats, weights: Floats) -> Floats:
    """Return its preferences; it would warn of dominant alternatives, which there are."""
    more_is_better = np.ones(table.shape[1])
    found: Floats = method(table, weights, more_is_better, validation=False)
    return found


def judged(platforms: Sequence[Platform], weights: dict[str, float]) -> list[Fit]:
    asked = use_case("u", {"deployment": 1}, weights)
    return [fit(platform, asked, Ground(CATALOGUE)) for platform in platforms]


def drawn(table: Floats, doubt: Doubt = DOUBT) -> Acceptability:
    return acceptability(table, table, some_weights(table), doubt)


def wins(found: Acceptability) -> Floats:
    """Return the wins in the order of the alternatives, not of the leaders."""
    back = np.argsort(found.leaders)
    shares: Floats = found.wins[np.ix_(back, back)]
    return shares


@law
@given(table=tables, data=st.data())
def test_values_are_those_of_another_library(
    table: Floats, data: st.DataObject
) -> None:
    other = data.draw(arrays(np.float64, table.shape, elements=depths))
    low, high = np.minimum(table, other), np.maximum(table, other)
    middle, weights = (low + high) / 2, some_weights(table)

    found = value(low / DEEPEST, high / DEEPEST, weights)

    assert found == pytest.approx(weighted_sums(middle, weights))
    assert found == pytest.approx(1 - distances(middle, weights))


@law
@given(weights=criteria_drawn)
def test_the_shipped_platforms_are_valued_as_by_another_library(
    weights: dict[str, float],
) -> None:
    fits = judged(LIVING, weights)
    middle = np.array(
        [[DEEPEST / 2 if d is None else d for d in f.depths.values()] for f in fits]
    )
    wanted = np.array([weights[capability] for capability in fits[0].depths])

    expected = weighted_sums(middle, wanted / wanted.sum())

    assert [f.value for f in fits] == pytest.approx(expected.tolist())


@pytest.mark.parametrize("middling", [0.6, 0.75, 0.9])
def test_a_compromise_between_two_extremes_has_a_closed_form(middling: float) -> None:
    """With a uniform weight w it wins where both w and 1 - w are below it."""
    table = np.array([[1.0, 0.0], [0.0, 1.0], [middling, middling]])

    found = acceptability(table, table, np.ones(2), DOUBT)

    extreme = [1 - middling, middling - 0.5, 0.5]
    compromise = [2 * middling - 1, 2 - 2 * middling, 0]
    expected = np.array([extreme, extreme, compromise])
    assert found.ranks == pytest.approx(expected, abs=NEAR)


def test_the_central_weights_of_three_specialists_are_those_of_the_largest() -> None:
    """The largest of three uniform shares is 11/18 on average."""
    table = np.eye(3)

    found = acceptability(table, table, np.ones(3), DOUBT)

    expected = np.full((3, 3), 7 / 36) + np.eye(3) * (11 / 18 - 7 / 36)
    assert found.first == pytest.approx(np.full(3, 1 / 3), abs=NEAR)
    assert found.central == pytest.approx(expected, abs=NEAR)


@pytest.mark.parametrize("firmness", [1.0, 3.0, 10.0])
def test_a_favoured_specialist_wins_as_often_as_its_weight_exceeds_half(
    firmness: float,
) -> None:
    """One of two Dirichlet weights is a beta variable."""
    weights = np.array([0.6, 0.4])
    doubt = Doubt(firmness=firmness, draws=DOUBT.draws, seed=DOUBT.seed)

    found = acceptability(np.eye(2), np.eye(2), weights, doubt)

    parameters = weights * firmness * 2
    assert found.first[0] == pytest.approx(beta.sf(0.5, *parameters), abs=NEAR)


def test_an_unknown_counts_by_the_weight_of_its_criterion() -> None:
    """Weight w times a uniform cell exceeds 1 - w in a share 1 - ln 2 of cases."""
    low, high = np.array([[0.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])

    found = acceptability(low, high, np.ones(2), DOUBT)

    assert found.first[0] == pytest.approx(1 - np.log(2), abs=NEAR)


@pytest.mark.parametrize("count", [2, 5])
def test_those_of_whom_nothing_is_known_share_every_rank(count: int) -> None:
    low, high = np.zeros((count, 1)), np.ones((count, 1))

    found = acceptability(low, high, np.ones(1), DOUBT)

    assert found.ranks == pytest.approx(np.full((count, count), 1 / count), abs=NEAR)


@law
@given(table=tables, data=st.data())
def test_a_third_alternative_never_changes_a_duel(
    table: Floats, data: st.DataObject
) -> None:
    added = data.draw(arrays(np.float64, table.shape[1], elements=depths))

    before = wins(drawn(table, ROUGH))
    after = wins(drawn(np.vstack([table, added]), ROUGH))

    assert after[:-1, :-1] == pytest.approx(before)


@law
@given(table=tables, data=st.data())
def test_permuting_alternatives_permutes_their_ranks(
    table: Floats, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(table))))

    assert drawn(table[order], ROUGH).ranks == pytest.approx(
        drawn(table, ROUGH).ranks[order]
    )


@law
@given(table=tables, data=st.data())
def test_going_deeper_never_loses_a_first_place(
    table: Floats, data: st.DataObject
) -> None:
    row = data.draw(st.integers(0, len(table) - 1))
    column = data.draw(st.integers(0, table.shape[1] - 1))
    deeper = table.copy()
    deeper[row, column] = DEEPEST

    gained = drawn(deeper, ROUGH).first - drawn(table, ROUGH).first

    assert gained[row] >= -1e-9
    assert (np.delete(gained, row) <= 1e-9).all()


@given(table=tables, batch=st.integers(1, 60))
@law
def test_ranks_do_not_depend_on_how_many_draws_are_ranked_at_a_time(
    table: Floats, batch: int
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("advisor.advise.ranking.BATCH", batch)
        found = drawn(table, ROUGH)

    expected = drawn(table, ROUGH)
    assert found.ranks == pytest.approx(expected.ranks)
    assert found.central == pytest.approx(expected.central, nan_ok=True)


def matched(musts: dict[str, int], *platforms: Platform) -> UseCaseMatch:
    catalogue = CATALOGUE.model_copy(update={"platforms": platforms})
    asked = portfolio(use_case("u", musts))
    return match(asked, catalogue, SETTINGS, COMPILED).use_cases[0]


@pytest.mark.parametrize(
    ("platform", "capability"), UNKNOWN, ids=lambda x: getattr(x, "id", x)
)
def test_no_unknown_of_the_shipped_catalogue_passes_silently(
    platform: Platform, capability: str
) -> None:
    asked = use_case("u", {capability: 1})
    found = fit(platform, asked, Ground(CATALOGUE))

    assert not found.passes
    assert [(m.id, m.how) for m in found.missing] == [(capability, "unknown")]


def test_leaving_out_a_shipped_platform_never_reorders_the_others() -> None:
    musts = {"online_inference": 2, "monitoring": 1, "governance_rbac": 1}
    everyone = [r.fit.platform for r in matched(musts, *LIVING).ranking]

    for left in LIVING[::4]:
        # Who counts on the one left out as a tool is judged differently.
        rest = [p for p in LIVING if p is not left]
        dependent = {
            p.id for p in rest for cell in p.cells.values() if left.id in cell.via
        }
        found = [r.fit.platform for r in matched(musts, *rest).ranking]

        assert [id_ for id_ in found if id_ not in dependent] == [
            id_ for id_ in everyone if id_ not in {left.id, *dependent}
        ]
