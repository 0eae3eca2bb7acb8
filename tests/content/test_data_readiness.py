"""Every question of good data governance leads to a practice."""

from pathlib import Path

import pytest

from advisor.assess import questionnaire
from advisor.assess.sources import ReadinessQuestion, load_data_readiness
from advisor.errors import ContentError

QUESTIONS = load_data_readiness().questions
PRACTICES = questionnaire.load().practices
# Counted in the source paper, chapter on data acquisition.
QUESTIONS_IN_THE_PAPER = 15

each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)


def test_every_question_of_the_paper_is_there() -> None:
    assert len(QUESTIONS) == QUESTIONS_IN_THE_PAPER


@each_question
def test_a_question_is_answered_by_practices_that_exist(
    question: ReadinessQuestion,
) -> None:
    assert set(question.practices) <= set(PRACTICES)


@each_question
def test_a_question_is_one_question_with_a_reason(question: ReadinessQuestion) -> None:
    assert question.question.count("?") == 1
    assert question.question.endswith("?")
    assert question.why.endswith(".")


def test_two_questions_of_one_id_are_refused(tmp_path: Path) -> None:
    entry = (
        "  - {id: a, question: What is it?, why: For a reason., practices: [data.x]}\n"
    )
    path = tmp_path / "data_readiness.yaml"
    path.write_text("questions:\n" + entry + entry)

    with pytest.raises(ContentError, match="same id"):
        load_data_readiness(path)
