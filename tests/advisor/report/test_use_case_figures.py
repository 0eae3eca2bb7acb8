"""What adds to a value, and ranks: sums, marks, charts."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import altair as alt
import pytest
from match_builders import catalogue, platform, portfolio, use_case

from advisor.advise.match_settings import load_match_settings
from advisor.advise.matching import UseCaseMatch, match
from advisor.report import charts, charts_platforms, use_case_figures
from advisor.report.charts_platforms import contribution_rows, place_rows, refilled
from advisor.report.matching_words import Words

SHOP = catalogue(
    platform("deep", 3, 3, 3),
    platform("flat", 2, 1, None),
    platform("dim", None, 3, 3),
    platform("none", 0, 3, 3),
)
WORDS = Words(SHOP)


def drawn(
    draw: Callable[[Sequence[charts.Row]], alt.LayerChart], rows: Sequence[charts.Row]
) -> list[dict[str, Any]]:
    (kept,) = charts.spec(draw(rows))["datasets"].values()
    return list(kept)


@pytest.fixture(scope="module")
def found() -> UseCaseMatch:
    asked = use_case("one", {"alpha": 2}, {"beta": 3, "gamma": 1})
    answer = match(portfolio(asked), SHOP, load_match_settings(), date(2026, 11, 22))
    return answer.use_cases[0]


def test_the_parts_add_up_to_the_value(found: UseCaseMatch) -> None:
    parts = use_case_figures.contributions(found, WORDS)

    for ranked in use_case_figures.shown(found):
        name = WORDS.platform(ranked.fit.platform)
        (told,) = (p for n, p in parts.items() if n.startswith(name))
        assert sum(part.share for part in told) == pytest.approx(ranked.fit.value)


def test_an_unknown_part_is_marked_in_text(found: UseCaseMatch) -> None:
    beta, gamma = use_case_figures.contributions(found, WORDS)["The flat"]

    assert (beta.mark, gamma.mark) == ("A", "B?")
    assert gamma.share == pytest.approx(0.25 / 2)
    assert gamma.figure.endswith("?")


def test_who_passes_only_when_confirmed_is_marked_and_who_lacks_is_left_out(
    found: UseCaseMatch,
) -> None:
    names = list(use_case_figures.contributions(found, WORDS))

    assert names == ["The deep", "The flat", "The dim †"]
    assert list(use_case_figures.places(found, WORDS)) == names[:2]


def test_the_charts_and_their_tables_tell_the_same(found: UseCaseMatch) -> None:
    parts = use_case_figures.contributions(found, WORDS)
    places = use_case_figures.places(found, WORDS)

    stacked = drawn(charts_platforms.contributions, contribution_rows(parts))
    ranks = drawn(charts_platforms.acceptability, place_rows(places))

    table = use_case_figures.contribution_table(found, WORDS)
    assert [row[0] for row in table.rows] == list(parts)
    assert [row["figure"] for row in stacked] == [c for r in table.rows for c in r[2:]]
    assert {row["platform"] for row in ranks} == {
        row[0] for row in use_case_figures.place_table(found, WORDS).rows
    }
    assert sum(row["share"] for row in ranks) == pytest.approx(2)


def test_a_chart_filled_with_other_rows_is_as_if_drawn_anew(
    found: UseCaseMatch,
) -> None:
    rows = place_rows(use_case_figures.places(found, WORDS))
    others = [{**row, "share": 1 - row["share"]} for row in rows]

    filled = refilled(charts.spec(charts_platforms.acceptability(rows)), others)
    anew = charts.spec(charts_platforms.acceptability(others))

    assert list(filled["datasets"].values()) == list(anew["datasets"].values())
    assert filled["layer"] == anew["layer"]
    assert filled["height"] == anew["height"]
