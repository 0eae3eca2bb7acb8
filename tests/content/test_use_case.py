"""The questions on a use case: short, closed, and tied to the catalogue."""

import re
from typing import get_args

import pytest

from advisor.advise.catalogue import load_catalogue
from advisor.advise.portfolio import StyleId
from advisor.advise.use_case import Option, Question, load_questions
from advisor.assess.lifecycle import load_lifecycle

CATALOGUE = load_catalogue()
QUESTIONS = load_questions()
OPTIONS = [(q.id, option) for q in QUESTIONS.questions for option in q.options]
MOST_WORDS = 16


@pytest.mark.parametrize("question", QUESTIONS.questions, ids=lambda q: q.id)
def test_a_question_is_one_short_sentence(question: Question) -> None:
    assert re.fullmatch(r"[A-Z][^.?]*\?", question.question)
    assert len(question.question.split()) <= MOST_WORDS
    assert question.why.endswith(".")


@pytest.mark.parametrize(
    "option", [o for _, o in OPTIONS], ids=[f"{q}-{o.id}" for q, o in OPTIONS]
)
def test_an_answer_is_a_sentence_and_implies_what_exists(option: Option) -> None:
    assert re.fullmatch(r"[A-Z].*\.", option.text)
    assert len(option.text.split()) <= MOST_WORDS
    assert {*option.musts, *option.shoulds} <= CATALOGUE.capabilities.by_id.keys()
    assert not set(option.musts) & set(option.shoulds)
    for id_ in option.constraints.excluded:
        assert CATALOGUE.by_id[id_].group == "cloud"


@pytest.mark.parametrize("question", QUESTIONS.questions, ids=lambda q: q.id)
def test_a_choice_has_an_answer_for_those_who_ask_nothing(question: Question) -> None:
    if question.kind == "one" and question.id != "value":
        assert any(
            not (
                o.musts or o.shoulds or o.constraints.model_dump(exclude_defaults=True)
            )
            for o in question.options
        )


def test_the_styles_are_those_of_the_life_cycle() -> None:
    assert [style.id for style in load_lifecycle().styles] == list(get_args(StyleId))


def test_a_rule_on_a_style_names_a_capability() -> None:
    assert {r.must for r in QUESTIONS.styles} <= CATALOGUE.capabilities.by_id.keys()


def test_every_capability_that_decides_a_paper_use_case_can_be_asked_for() -> None:
    askable = {id_ for _, option in OPTIONS for id_ in option.musts}

    assert len(askable) >= 12
    assert askable <= CATALOGUE.capabilities.by_id.keys()


def test_what_a_workbook_offers_fits_into_its_list() -> None:
    """A list to choose from holds at most 255 characters."""
    for question in QUESTIONS.questions:
        assert len(",".join(question.by_id)) <= 255
