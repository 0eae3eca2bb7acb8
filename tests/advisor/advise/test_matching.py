"""What decides a match, and what must never decide it."""

from datetime import date
from itertools import combinations
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from match_builders import CAPABILITIES, catalogue, cell, platform, portfolio, use_case

from advisor.advise.catalogue import Catalogue
from advisor.advise.fit import Ground, fit
from advisor.advise.match_settings import load_match_settings
from advisor.advise.matching import Matching, UseCaseMatch, match
from advisor.advise.pitfalls import Kind
from advisor.advise.platforms import Platform
from advisor.advise.portfolio import Constraints, Portfolio
from advisor.advise.stacks import CAP, smallest_stacks

TODAY = date(2026, 11, 22)
SETTINGS = load_match_settings().model_copy(update={"draws": 300})
law = settings(deadline=None, max_examples=40)

offers = st.tuples(*(st.sampled_from([None, 0, 1, 2, 3]) for _ in CAPABILITIES))
platforms_drawn = st.lists(offers, min_size=2, max_size=5).map(
    lambda rows: [platform(f"p{i}", *row) for i, row in enumerate(rows)]
)
musts_drawn = st.dictionaries(
    st.sampled_from(CAPABILITIES), st.integers(1, 3), min_size=1
)
shoulds_drawn = st.dictionaries(st.sampled_from(CAPABILITIES), st.floats(0.1, 5))
use_cases_drawn = st.lists(
    st.tuples(musts_drawn, shoulds_drawn), min_size=1, max_size=3
).map(lambda drawn: [use_case(f"u{i}", *parts) for i, parts in enumerate(drawn)])


def matched(asked: Portfolio, *platforms: Platform, **more: Any) -> Matching:
    return match(asked, catalogue(*platforms, **more), SETTINGS, TODAY)


def ranked(asked: Portfolio, *platforms: Platform) -> UseCaseMatch:
    return matched(asked, *platforms).use_cases[0]


def values(found: UseCaseMatch) -> dict[str, float]:
    return {r.fit.platform: r.fit.value for r in found.ranking}


def missing(found: UseCaseMatch, id_: str) -> list[tuple[str, str, tuple[str, ...]]]:
    row = next(r for r in found.ranking if r.fit.platform == id_)
    return [(m.id, m.how, m.tools) for m in row.fit.missing]


def sets(found: Matching) -> list[tuple[str, ...]]:
    return [stack.added for stack in found.stacks.stacks]


def kinds(found: Matching) -> list[Kind]:
    return [pitfall.kind for pitfall in found.pitfalls]


@law
@given(platforms=platforms_drawn, asked=use_cases_drawn, added=offers)
def test_adding_a_platform_never_reorders_the_others(
    platforms: list[Platform], asked: Any, added: Any
) -> None:
    before = ranked(portfolio(*asked), *platforms)
    after = ranked(portfolio(*asked), *platforms, platform("new", *added))

    assert values(before).items() <= values(after).items()
    assert [r.fit.platform for r in before.ranking] == [
        r.fit.platform for r in after.ranking if r.fit.platform != "new"
    ]


@law
@given(platforms=platforms_drawn, asked=use_cases_drawn)
def test_a_must_is_never_paid_for_by_a_score(
    platforms: list[Platform], asked: Any
) -> None:
    by_id = {p.id: p for p in platforms}

    for found in matched(portfolio(*asked), *platforms).use_cases:
        for row in found.ranking:
            own = by_id[row.fit.platform]
            met = all((own.depth(m) or 0) >= d for m, d in found.use_case.musts.items())
            assert row.fit.passes is met
            assert met or row.acceptability == 0
        passed = [row.fit.passes for row in found.ranking]
        assert passed == sorted(passed, reverse=True)
        assert (found.winner is not None) is any(passed)


@law
@given(platforms=platforms_drawn, asked=use_cases_drawn)
def test_an_unknown_never_passes_silently(
    platforms: list[Platform], asked: Any
) -> None:
    by_id = {p.id: p for p in platforms}
    found = matched(portfolio(*asked), *platforms)

    for one in found.use_cases:
        for row in one.ranking:
            open_ = {m.id for m in row.fit.missing if m.how == "unknown"}
            assert open_ == {
                m
                for m in one.use_case.musts
                if by_id[row.fit.platform].depth(m) is None
            }
    for stack in found.stacks.stacks:
        for cover in stack.covers:
            assert all(
                (by_id[p].depth(cover.capability) or 0) >= cover.depth for p in cover.by
            )


@law
@given(platforms=platforms_drawn, asked=use_cases_drawn)
def test_what_is_ruled_out_never_helps(platforms: list[Platform], asked: Any) -> None:
    barred = Constraints(excluded=("p0",))
    limited = [u.model_copy(update={"constraints": barred}) for u in asked]
    found = matched(portfolio(*limited, owned=("p0",)), *platforms)

    for one in found.use_cases:
        assert ("excluded", "lacks", ()) in missing(one, "p0")
        assert one.winner != "p0"
    for stack in found.stacks.stacks:
        assert all("p0" not in cover.by for cover in stack.covers)


@law
@given(platforms=platforms_drawn, asked=use_cases_drawn)
def test_the_ranks_of_those_that_pass_are_a_doubly_stochastic_matrix(
    platforms: list[Platform], asked: Any
) -> None:
    for found in matched(portfolio(*asked), *platforms).use_cases:
        rows = [row.ranks for row in found.ranking if row.fit.passes]
        sums = [sum(row) for row in (*rows, *zip(*rows, strict=True))]

        assert sums == pytest.approx([1.0] * len(sums))
        assert all(not row.ranks for row in found.ranking if not row.fit.passes)


@law
@given(platforms=platforms_drawn, asked=use_cases_drawn, data=st.data())
def test_permuting_the_input_changes_nothing(
    platforms: list[Platform], asked: Any, data: st.DataObject
) -> None:
    owned = ("p0", "p1")
    shuffled = data.draw(st.permutations(platforms))
    turned = [
        u.model_copy(
            update={
                "musts": dict(reversed(u.musts.items())),
                "shoulds": dict(reversed(u.shoulds.items())),
            }
        )
        for u in reversed(asked)
    ]

    one = matched(portfolio(*asked, owned=owned), *platforms)
    other = matched(portfolio(*turned, owned=owned[::-1]), *shuffled)

    same = {"portfolio", "use_cases"}
    assert one.model_dump(exclude=same) == other.model_dump(exclude=same)
    assert [u.model_dump() for u in one.use_cases] == [
        u.model_dump() for u in reversed(other.use_cases)
    ]


@law
@given(platforms=platforms_drawn, asked=use_cases_drawn)
def test_the_stacks_are_the_smallest_that_meet_what_can_be_met(
    platforms: list[Platform], asked: Any
) -> None:
    wanted = {(m, d) for u in asked for m, d in u.musts.items()}
    meets = {
        p.id: {(m, d) for m, d in wanted if (p.depth(m) or 0) >= d} for p in platforms
    }
    possible = set().union(*meets.values())
    found = matched(portfolio(*asked), *platforms)
    expected = next(
        hits
        for size in range(1, 6)
        if (
            hits := {
                chosen
                for chosen in combinations(sorted(meets), size)
                if possible <= set().union(*(meets[p] for p in chosen))
            }
        )
    )

    assert {cover.capability for cover in found.stacks.uncovered} >= {
        m for m, _ in wanted if not any(must == m for must, _ in possible)
    }
    if not {m for m, _ in wanted - possible} and possible:
        assert found.stacks.smallest == len(expected)
        assert sets(found)[0] in expected


@given(platforms=platforms_drawn, asked=use_cases_drawn, owned=offers)
@law
def test_what_is_owned_costs_nothing(
    platforms: list[Platform], asked: Any, owned: Any
) -> None:
    everything = (*platforms, platform("own", *owned))
    without = matched(portfolio(*asked), *everything)
    with_it = matched(portfolio(*asked, owned=("own",)), *everything)

    for added in sets(with_it):
        assert "own" not in added
    for fewer, more in zip(sets(with_it)[:1], sets(without)[:1], strict=True):
        assert len(fewer) <= len(more)


def test_a_single_project_needs_no_platform() -> None:
    asked = use_case("u", {"alpha": 2})
    found = matched(portfolio(asked, projects=1), platform("p", 2))

    assert not found.gate.platform_needed
    assert kinds(found)[0] == "single_project"


@pytest.mark.parametrize(
    ("projects", "second", "needed"),
    [(1, "beta", False), (1, "alpha", True), (2, "beta", True), (0, "beta", False)],
)
def test_several_projects_or_a_shared_must_call_for_a_platform(
    projects: int, second: str, needed: bool
) -> None:
    cases = (use_case("u", {"alpha": 1}), use_case("v", {second: 1}))
    found = matched(portfolio(*cases, projects=projects), platform("p", 2, 2))

    assert found.gate.platform_needed is needed


def test_an_integration_counts_only_with_its_tool() -> None:
    asked = portfolio(use_case("u", {"alpha": 2}))
    both = (platform("p", ("q",)), platform("q", 3))
    owning = asked.model_copy(update={"owned": ("q",)})

    assert missing(ranked(asked, *both), "p") == [("alpha", "with_tool", ("q",))]
    assert missing(ranked(owning, *both), "p") == []
    assert sets(matched(asked, *both)) == [("q",)]


def test_a_tool_gives_no_more_than_it_has_itself() -> None:
    asked = portfolio(use_case("u", {"alpha": 3}))
    found = ranked(asked, platform("p", ("q",)), platform("q", 2))

    assert missing(found, "p") == [("alpha", "lacks", ())]


def test_a_tool_that_nobody_rated_gives_the_basics_at_most() -> None:
    own = platform("p", ("plug",))
    basic, solid = (portfolio(use_case("u", {"alpha": d})) for d in (1, 2))

    assert missing(ranked(basic, own), "p") == [("alpha", "with_tool", ("plug",))]
    assert missing(ranked(solid, own), "p") == [("alpha", "lacks", ())]


@pytest.mark.parametrize(
    ("constraints", "fields", "how"),
    [
        ({"hosting": ["saas"]}, {}, "lacks"),
        ({"hosting": ["saas", "self_hosted"]}, {}, None),
        ({"open_licence": True}, {"licence": {"name": "Own", "open": False}}, "lacks"),
        ({"cost_class": "medium"}, {"cost_class": "high"}, "lacks"),
        ({"cost_class": "medium"}, {"cost_class": "low"}, None),
        ({"cost_class": "high"}, {"cost_class": "unknown"}, "unknown"),
        ({"skills": "low"}, {}, "lacks"),
        ({"skills": "medium"}, {}, None),
    ],
)
def test_a_constraint_bars_whoever_does_not_surely_respect_it(
    constraints: Any, fields: Any, how: str | None
) -> None:
    asked = portfolio(use_case("u", {"alpha": 2}, **constraints))
    found = matched(asked, platform("p", 2, **fields))

    assert [m[1] for m in missing(found.use_cases[0], "p")] == ([how] if how else [])
    assert sets(found) == ([] if how else [("p",)])


@pytest.mark.parametrize("constraints", [{"open_licence": True}, {"cost_class": "low"}])
def test_a_paid_cell_is_not_there_for_those_who_want_the_open_edition(
    constraints: Any,
) -> None:
    paid = platform("p", 2, cells={c: cell(2, "paid") for c in CAPABILITIES})
    asked = use_case("u", {"alpha": 2}, **constraints)

    assert not fit(paid, asked, Ground(catalogue(paid))).passes
    assert fit(paid, use_case("u", {"alpha": 2}), Ground(catalogue(paid))).passes


def test_an_ended_platform_is_no_candidate_and_counts_for_nothing_when_owned() -> None:
    asked = portfolio(use_case("u", {"alpha": 2}), owned=("old",))
    old = platform("old", 3, status="sunset", successor="new")
    found = matched(asked, old, platform("new", 2))

    assert list(values(found.use_cases[0])) == ["new"]
    assert sets(found) == [("new",)]
    assert found.pitfalls[0].subjects == ("old", "new")


def test_fewer_undocumented_joins_come_before_value() -> None:
    asked = portfolio(use_case("u", {"alpha": 2, "beta": 2}))
    trio = (platform("a", 2), platform("b", 0, 2), platform("c", 0, 3))

    assert sets(matched(asked, *trio)) == [("a", "c"), ("a", "b")]
    assert sets(matched(asked, *trio, pairs=(("b", "a"),))) == [("a", "b"), ("a", "c")]


def test_what_is_owned_is_joined_already() -> None:
    asked = portfolio(use_case("u", {"alpha": 2, "beta": 2}), owned=("a", "b"))
    found = matched(asked, platform("a", 2), platform("b", 0, 2))

    assert found.stacks.stacks[0].platforms == ("a", "b")
    assert found.stacks.stacks[0].undocumented_pairs == ()


def test_between_equals_the_one_with_a_settled_owner_comes_first() -> None:
    asked = portfolio(use_case("u", {"alpha": 2}))
    sold = platform("a", 2, owner_changes=[{"on": "2026-05", "what": "It was sold."}])

    assert sets(matched(asked, sold, platform("b", 2))) == [("b",), ("a",)]


@pytest.mark.parametrize(
    ("day", "recent"),
    [("2023-11-21", False), ("2023-11-22", True), ("2023", True), ("2026-12", False)],
)
def test_an_owner_change_counts_within_three_years(day: str, recent: bool) -> None:
    asked = portfolio(use_case("u", {"alpha": 2}))
    sold = platform("p", 2, owner_changes=[{"on": day, "what": "It was sold."}])

    assert ("changed_hands" in kinds(matched(asked, sold))) is recent


def test_a_broad_platform_for_a_narrow_need_is_a_trap() -> None:
    settings_ = SETTINGS.model_copy(update={"least_used_share": 0.5})
    asked = portfolio(use_case("u", {"alpha": 2}))
    found = match(asked, catalogue(platform("p", 2, 2, 2)), settings_, TODAY)

    assert [(p.number, p.of) for p in found.pitfalls] == [(1, 3)]


def test_a_wide_portfolio_is_warned_of() -> None:
    settings_ = SETTINGS.model_copy(update={"wide_portfolio": 1})
    asked = portfolio(use_case("u", {"alpha": 2, "beta": 2}))
    found = match(asked, catalogue(platform("p", 2, 2)), settings_, TODAY)

    assert "wide_portfolio" in kinds(found)
    assert "wide_portfolio" not in kinds(matched(asked, platform("p", 2, 2)))


def test_the_single_unknown_that_changes_the_winner_is_named() -> None:
    asked = portfolio(use_case("u", {"alpha": 1}, {"beta": 1}))
    found = ranked(asked, platform("a", 2, 2), platform("b", None, 3))

    (flip,) = found.flips
    assert (flip.platform, flip.capability, flip.depths) == ("b", "alpha", (1, 2, 3))
    assert (flip.instead_of, flip.winner) == ("a", "b")


def test_the_smallest_change_of_a_weight_is_named() -> None:
    asked = portfolio(use_case("u", {"alpha": 1}, {"beta": 3, "gamma": 2}))
    found = ranked(asked, platform("a", 1, 3, 0), platform("b", 1, 0, 3))

    (flip,) = found.flips
    assert (flip.winner, flip.instead_of) == ("b", "a")
    assert flip.before is not None
    assert abs(flip.before - (flip.after or 0)) == pytest.approx(0.1)


def test_those_that_tie_share_the_first_place() -> None:
    asked = portfolio(use_case("u", {"alpha": 1}, {"beta": 1}))
    found = ranked(asked, *(platform(id_, 2, 2) for id_ in "ab"))

    assert (found.winner, found.tied, found.flips) == ("a", ("b",), ())
    assert [r.acceptability for r in found.ranking] == pytest.approx([0.5, 0.5])
    assert found.wins == {"b": 0.5}


def test_the_group_that_leaves_least_open_comes_first() -> None:
    asked = portfolio(use_case("u", {"alpha": 2, "beta": 2}))
    found = matched(asked, platform("a", 2), platform("b", 2, 2, group="cloud"))

    assert [g.group for g in found.groups][:2] == ["cloud", "open_source"]
    assert found.groups[1].uncovered == ("beta",)


def test_forty_five_platforms_and_twelve_musts_take_less_than_a_second() -> None:
    musts = [f"m{n}" for n in range(12)]
    covers = {
        f"p{p}": frozenset(m for n, m in enumerate(musts) if (p * 7 + n * 5) % 11 < 3)
        for p in range(45)
    }
    begun = perf_counter()
    found = smallest_stacks(covers, musts)

    assert perf_counter() - begun < 1
    assert found.smallest
    assert len(found.near) <= CAP


def test_more_sets_than_anybody_looks_at_are_capped_and_said_to_be() -> None:
    covers = {f"{m}{n}": frozenset(m) for m in "ab" for n in range(60)}
    found = smallest_stacks(covers, ["a", "b"])

    assert found.capped
    assert len(found.smallest) == CAP
    assert not smallest_stacks({"p": frozenset("ab")}, ["a", "b"]).capped


def test_capping_what_is_near_does_not_make_the_smallest_doubtful() -> None:
    covers = {f"{m}{n}": frozenset(m) for m in "abc" for n in range(60)}
    found = smallest_stacks(covers | {"one": frozenset("ab")}, ["a", "b", "c"])

    assert not found.capped
    assert len(found.smallest) == 60
    assert len(found.near) <= CAP


def test_an_empty_catalogue_has_no_answer_and_no_error() -> None:
    found: Catalogue = catalogue()
    empty = match(portfolio(use_case("u", {"alpha": 2})), found, SETTINGS, TODAY)

    assert empty.use_cases[0].winner is None
    assert empty.stacks.stacks == ()
    assert [c.capability for c in empty.stacks.uncovered] == ["alpha"]
