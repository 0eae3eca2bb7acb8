"""The shipped portfolio holds the six use cases of the source paper."""

import re

import pytest

from advisor import content
from advisor.advise.catalogue import load_catalogue
from advisor.advise.match_settings import load_match_settings
from advisor.advise.matching import UseCaseMatch, match
from advisor.advise.platforms import Platform
from advisor.advise.portfolio import UseCase, load_portfolio
from advisor.report.platforms import GROUPS

CATALOGUE = load_catalogue()
PATH = content.questionnaires_folder() / "portfolios" / "source_paper.yaml"
PORTFOLIO = load_portfolio(PATH.read_bytes(), PATH.name, CATALOGUE)
COMPILED = max(rated.cell.checked_on for rated in CATALOGUE.cells)
FOUND = match(PORTFOLIO, CATALOGUE, load_match_settings(), COMPILED)
PAGE = (content.data_folder().parent / "docs" / "platforms.md").read_text()
OF_THE_PAPER = (
    "financial_governance",
    "long_running_batch_text",
    "reinforcement_learning",
    "high_traffic_ab",
    "automl",
    "low_latency_gpu",
)


def first(found: UseCaseMatch) -> list[Platform]:
    leaders = (found.winner, *found.tied) if found.winner else ()
    return [CATALOGUE.by_id[id_] for id_ in leaders]


def test_the_six_use_cases_of_the_paper_are_there() -> None:
    assert tuple(u.id for u in PORTFOLIO.use_cases) == OF_THE_PAPER


@pytest.mark.parametrize("use_case", PORTFOLIO.use_cases, ids=lambda u: u.id)
def test_nothing_is_asked_for_twice(use_case: UseCase) -> None:
    musts, shoulds = use_case.musts, use_case.shoulds

    assert shoulds
    assert not set(musts) & set(shoulds)


def test_no_single_platform_serves_all_six_but_two_do() -> None:
    assert {len(stack.added) for stack in FOUND.stacks.stacks} == {2}
    assert FOUND.stacks.uncovered == ()


@pytest.mark.parametrize("found", FOUND.use_cases, ids=lambda u: u.use_case.id)
def test_the_document_names_who_comes_first(found: UseCaseMatch) -> None:
    row = re.search(rf"^\| {re.escape(found.use_case.name)} \|(.*)\|$", PAGE, re.M)

    assert row
    for platform in first(found):
        assert platform.name in row[1]


def test_the_document_names_the_category_and_the_stacks() -> None:
    assert f"kind that gets furthest is **{GROUPS[FOUND.groups[0].group]}**" in PAGE
    for stack in FOUND.stacks.stacks:
        names = " and ".join(CATALOGUE.by_id[id_].name for id_ in stack.platforms)
        assert names in " ".join(PAGE.split())
