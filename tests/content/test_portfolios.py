"""The shipped portfolio holds the six use cases of the source paper."""

import re

import pytest

from advisor import content
from advisor.advise.catalogue import load_catalogue
from advisor.advise.match_settings import load_match_settings
from advisor.advise.matching import UseCaseMatch, match
from advisor.advise.platforms import Platform
from advisor.advise.portfolio import UseCase
from advisor.advise.portfolio_exchange import load_portfolio
from advisor.advise.use_case import load_questions
from advisor.report.matching_words import STYLES
from advisor.report.platforms import GROUPS

CATALOGUE = load_catalogue()
PATH = content.questionnaires_folder() / "portfolios" / "source_paper.yaml"
PORTFOLIO = load_portfolio(PATH.read_bytes(), PATH.name, CATALOGUE, load_questions())
COMPILED = max(rated.cell.checked_on for rated in CATALOGUE.cells)
FOUND = match(PORTFOLIO, CATALOGUE, load_match_settings(), COMPILED)
PAGE = (content.data_folder().parent / "docs" / "platforms.md").read_text()
# Our reading of the paper: what each kind cannot do without, and how it is released.
OF_THE_PAPER = {
    "financial_governance": (
        {"audit_lineage", "governance_rbac", "explainability_fairness"},
        "regulated",
    ),
    "long_running_batch_text": ({"batch_inference", "retraining_ct"}, "basic"),
    "reinforcement_learning": (
        {"reinforcement_learning", "training_at_scale"},
        "basic",
    ),
    "high_traffic_ab": (
        {"online_inference", "deployment", "ab_canary_shadow"},
        "customer_facing",
    ),
    "automl": ({"automl"}, "basic"),
    "low_latency_gpu": ({"online_inference", "low_latency_gpu"}, "basic"),
}


def first(found: UseCaseMatch) -> list[Platform]:
    leaders = (found.winner, *found.tied) if found.winner else ()
    return [CATALOGUE.by_id[id_] for id_ in leaders]


def test_the_six_use_cases_of_the_paper_are_there() -> None:
    assert [u.id for u in PORTFOLIO.use_cases] == list(OF_THE_PAPER)


@pytest.mark.parametrize("use_case", PORTFOLIO.use_cases, ids=lambda u: u.id)
def test_plain_answers_give_the_musts_and_the_style(use_case: UseCase) -> None:
    musts, style = OF_THE_PAPER[use_case.id]

    assert use_case.musts == dict.fromkeys(musts, 2)
    assert use_case.style == style
    assert {id_ for reason in use_case.reasons for id_ in reason.musts} == musts


@pytest.mark.parametrize("use_case", PORTFOLIO.use_cases, ids=lambda u: u.id)
def test_nothing_is_asked_for_twice(use_case: UseCase) -> None:
    musts, shoulds = use_case.musts, use_case.shoulds

    assert shoulds
    assert not set(musts) & set(shoulds)


def test_no_single_platform_serves_all_six_but_two_do() -> None:
    smallest = FOUND.stacks.stacks[: FOUND.stacks.smallest]

    assert {len(stack.added) for stack in smallest} == {2}
    assert FOUND.stacks.uncovered == ()


@pytest.mark.parametrize("found", FOUND.use_cases, ids=lambda u: u.use_case.id)
def test_the_document_names_who_comes_first(found: UseCaseMatch) -> None:
    row = re.search(rf"^\| {re.escape(found.use_case.name)} \|(.*)\|$", PAGE, re.M)

    assert row
    style, names, _ = row[1].strip().split(" | ")
    assert style == STYLES[found.use_case.style]
    assert sorted(names.split(", ")) == sorted(p.name for p in first(found))


def test_the_document_names_the_category_and_the_stacks() -> None:
    assert f"kind that gets furthest is **{GROUPS[FOUND.groups[0].group]}**" in PAGE
    named = re.search(r"pairs meet all: (.*?)\. ", " ".join(PAGE.split()))

    assert named
    assert sorted(named[1].split("; ")) == sorted(
        " and ".join(CATALOGUE.by_id[id_].name for id_ in stack.platforms)
        for stack in FOUND.stacks.stacks[: FOUND.stacks.smallest]
    )
