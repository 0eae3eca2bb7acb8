"""What the next level asks of a platform, and which gaps it closes."""

from collections.abc import Callable
from datetime import date

import pytest
from assess_builders import practice, questionnaire, reading
from match_builders import catalogue, platform, portfolio, use_case

from advisor.advise.match_settings import load_match_settings
from advisor.advise.matching import gate, match
from advisor.advise.next_level import (
    from_assessment,
    from_roadmap,
    joined,
    portfolio_of,
)
from advisor.advise.portfolio import OUR_NEXT_LEVEL, NextLevel
from advisor.advise.roadmap import cheapest_path
from advisor.assess.answers import Answer, AnswerSheet
from advisor.assess.assessment import assess
from advisor.assess.questionnaire import Rung
from advisor.assess.reading import Readings
from advisor.assess.settings import load
from advisor.errors import PortfolioError
from advisor.report import markdown
from advisor.report import matching as report

QUESTIONS = questionnaire(
    practice("data.supply", capability="alpha"),
    practice("data.rules", capability="alpha", prerequisites=("data.supply",)),
    practice("ops.watch", capability="beta"),
    practice("ops.talk"),
    practice("ops.magic", capability="sorcery"),
)
RULE = reading(
    {
        "by_hand": ["data.rules", "ops.talk", "ops.magic"],
        "automated": ["data.supply", "ops.watch"],
    }
)
PLATFORMS = catalogue(platform("anvil", 2, 0), platform("bolt", 2, 2))
SETTINGS = load_match_settings().model_copy(update={"draws": 300})


def asked(**rungs: Rung) -> NextLevel:
    sheet = AnswerSheet(
        answers={id_.replace("__", "."): Answer(rung=r) for id_, r in rungs.items()}
    )
    found = assess(QUESTIONS, Readings(readings=(RULE,)), sheet, load())
    return from_assessment(found, QUESTIONS, PLATFORMS)


def closes(found: NextLevel) -> dict[str, tuple[int, list[str]]]:
    return {
        c.capability: (c.depth, [gap.practice for gap in c.blockers])
        for c in found.closings
    }


def test_blockers_ask_for_their_capabilities() -> None:
    found = asked(ops__watch=Rung.BY_HAND)

    assert found.level == 1
    assert closes(found) == {
        "alpha": (2, ["data.supply", "data.rules"]),
        "beta": (2, ["ops.watch"]),
    }


def test_what_no_capability_serves_no_platform_closes() -> None:
    """Neither agreements between people, nor what platforms are not rated on."""
    assert [gap.practice for gap in asked().unaided] == ["ops.talk", "ops.magic"]


def test_a_practice_to_be_done_by_hand_asks_for_basic_depth_only() -> None:
    found = asked(data__supply=Rung.AUTOMATED, ops__watch=Rung.AUTOMATED)

    assert closes(found) == {"alpha": (1, ["data.rules"])}


def test_a_road_map_asks_for_what_its_steps_need() -> None:
    plan = cheapest_path(QUESTIONS, {"ops.watch": Rung.NONE}, RULE, 1)

    assert closes(from_roadmap(plan, QUESTIONS, PLATFORMS)).keys() == {"alpha", "beta"}


def test_the_next_level_alone_is_matched() -> None:
    found = match(
        portfolio_of("Acme", asked()), PLATFORMS, SETTINGS, date(2026, 11, 22)
    )

    assert found.gate.platform_needed
    assert found.gate.projects is None
    assert found.use_cases[0].winner == "bolt"
    values = report.payload(found, PLATFORMS)
    row = {r["platform"]: r["closes"] for r in values["use_cases"][0]["ranking"]}
    assert row == {
        "anvil": ["data.supply", "data.rules"],
        "bolt": ["data.supply", "data.rules", "ops.watch"],
    }
    assert values["next_level"]["closings"][0]["capability"] == "alpha"


def test_where_more_gaps_close_more_counts() -> None:
    weights = portfolio_of("Acme", asked()).use_cases[0].weights

    assert weights == {"alpha": 2, "beta": 1}


def test_the_next_level_is_no_project_that_shares_a_must() -> None:
    own = portfolio(use_case("serving", {"alpha": 2}), projects=1)

    both = joined(own, asked())

    assert [u.id for u in both.use_cases] == ["serving", OUR_NEXT_LEVEL]
    assert not gate(both, SETTINGS).platform_needed


def test_the_next_level_keeps_within_the_limits_that_all_share() -> None:
    own = portfolio(
        use_case("serving", {"alpha": 2}, hosting=["library"], skills="low"),
        use_case("reports", {"alpha": 1}, hosting=["library"]),
    )
    limits = joined(own, asked()).use_cases[-1].constraints

    assert (limits.hosting, limits.skills) == (("library",), None)


def test_a_portfolio_stays_as_it_is_when_nothing_can_be_closed() -> None:
    own = portfolio(use_case("serving", {"alpha": 2}))
    done = asked(
        data__supply=Rung.AUTOMATED, data__rules=Rung.BY_HAND, ops__watch=Rung.AUTOMATED
    )

    assert joined(own, done).use_cases == own.use_cases
    with pytest.raises(PortfolioError, match="nothing before the next level"):
        portfolio_of("Acme", done)


def test_the_id_of_the_next_level_is_taken() -> None:
    with pytest.raises(PortfolioError, match="rename it"):
        joined(portfolio(use_case(OUR_NEXT_LEVEL, {"alpha": 2})), asked())


def test_the_next_level_reads_as_agreed(golden: Callable[[str, str], None]) -> None:
    found = match(
        portfolio_of("Acme", asked(ops__watch=Rung.BY_HAND)),
        PLATFORMS,
        SETTINGS,
        date(2026, 11, 22),
    )

    golden("matching_next_level.md", markdown.render(report.document(found, PLATFORMS)))
