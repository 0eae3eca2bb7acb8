"""Ratings: marks, filters, facts and platforms side by side."""

import pytest
from match_builders import catalogue, cell, platform

from advisor.report import charts, charts_platforms, ratings
from advisor.report.ratings import Filter

ONE = platform("one", 3, None, ("plug",))
TWO = platform("two", 1, 0, 2, group="cloud", hosting=("saas",), status="maintenance")
SHOP = catalogue(ONE, TWO)


def test_an_unknown_and_a_judgement_have_marks_of_their_own() -> None:
    marks = [ratings.mark(cell_) for cell_ in ONE.cells.values()]

    assert marks == ["3*", "?", "1"]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Filter(), ["one", "two"]),
        (Filter(groups=("cloud",)), ["two"]),
        (Filter(groups=("cloud", "open_source")), ["one", "two"]),
        (Filter(statuses=("active",)), ["one"]),
        (Filter(hosting=("saas", "library")), ["two"]),
        (Filter(capability="alpha", at_least=2), ["one"]),
        (Filter(capability="beta"), []),
        (Filter(capability="gamma", at_least=1), ["one", "two"]),
    ],
)
def test_each_filter_lets_through_what_it_says(
    wanted: Filter, names: list[str]
) -> None:
    assert [p.id for p in ratings.filtered(SHOP, wanted)] == names


def test_the_facts_of_a_cell_name_depth_anchor_tools_source_and_date() -> None:
    facts = ratings.facts(SHOP, ONE, "gamma")

    assert facts["Rating"] == "1 of 3"
    assert facts["Which means"] == "Some."
    assert facts["How"] == "through The Plug"
    assert facts["Source"] == "https://example.org/page"
    assert facts["Checked on"] == "2026-01-01"


def test_an_unknown_cell_claims_nothing() -> None:
    facts = ratings.facts(SHOP, ONE, "beta")

    assert facts["Rating"] == "not known"
    assert facts["Which means"] == facts["Source"] == "–"
    assert facts["Rests on"] == "not found, not guessed"


def test_platforms_side_by_side_have_every_fact_and_rating() -> None:
    table = ratings.comparison(SHOP, [TWO, ONE])

    rows = {row[0]: row[1:] for row in table.rows}
    assert table.columns == ("", "The two", "The one")
    assert rows["Group"] == ("cloud", "open source")
    assert rows["Alpha"] == ("1*", "3*")
    assert rows["Beta"] == ("0*", "?")


def test_the_heat_map_writes_each_mark_and_can_be_picked() -> None:
    rows = ratings.heat_rows([ONE, TWO], SHOP, ["alpha", "beta"])

    spec = charts.spec(charts_platforms.heat_map(rows))

    (drawn,) = spec["datasets"].values()
    assert [row["mark"] for row in drawn] == ["3*", "?", "1*", "0*"]
    fills = {row["mark"]: row["fill"] for row in drawn}
    assert len(set(fills.values())) == len(fills)
    assert charts_platforms.PICKED in str(spec["params"])


def test_a_limited_offer_says_that_it_is_a_part() -> None:
    assert cell(1)["limited"]
    assert ratings.facts(SHOP, TWO, "alpha")["How"] == "by itself, in part"
