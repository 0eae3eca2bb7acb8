"""What answers imply, and that they only ever add up."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from advisor.advise.fit import COSTS, DEGREES
from advisor.advise.portfolio import STYLES, Constraints, UseCase
from advisor.advise.use_case import (
    UseCaseQuestions,
    UseCaseSheet,
    derive,
    load_questions,
)
from advisor.errors import PortfolioError

SHIPPED = load_questions()
CHOSEN = [q for q in SHIPPED.questions if q.options]
answers_drawn = st.fixed_dictionaries(
    {},
    optional={
        question.id: st.lists(
            st.sampled_from(sorted(question.by_id)),
            min_size=1,
            max_size=1 if question.kind == "one" else 3,
            unique=True,
        ).map(tuple)
        for question in CHOSEN
    },
)


def sheet(answers: Mapping[str, Any] | None = None, **more: Any) -> UseCaseSheet:
    fields = {"id": "churn", "name": "Who leaves", "answers": answers or {}}
    return UseCaseSheet.model_validate(fields | more)


def derived(answers: Mapping[str, Any], **more: Any) -> UseCase:
    return derive(SHIPPED, sheet(answers, **({"musts": {"automl": 1}} | more)))


def asks_no_less(less: UseCase, more: UseCase) -> bool:
    hosting = set(less.constraints.hosting)
    limits = [
        (less.constraints.cost_class, more.constraints.cost_class, COSTS),
        (less.constraints.skills, more.constraints.skills, DEGREES),
    ]
    return (
        all(more.musts.get(id_, 0) >= depth for id_, depth in less.musts.items())
        and (not hosting or set(more.constraints.hosting) <= hosting)
        and more.constraints.open_licence >= less.constraints.open_licence
        and set(more.constraints.excluded) >= set(less.constraints.excluded)
        and STYLES.index(more.style) >= STYLES.index(less.style)
        and all(
            one is None
            or (other is not None and order.index(other) <= order.index(one))
            for one, other, order in limits
        )
    )


@given(answers=answers_drawn, left_out=st.sampled_from([q.id for q in CHOSEN]))
def test_one_answer_more_never_asks_less(
    answers: Mapping[str, Any], left_out: str
) -> None:
    fewer = {id_: given for id_, given in answers.items() if id_ != left_out}

    assert asks_no_less(derived(fewer), derived(answers))


@given(answers=answers_drawn)
def test_the_order_of_answers_changes_nothing(answers: Mapping[str, Any]) -> None:
    turned = {id_: given[::-1] for id_, given in reversed(list(answers.items()))}

    assert derived(turned) == derived(answers)


@given(answers=answers_drawn)
def test_nothing_is_asked_for_twice(answers: Mapping[str, Any]) -> None:
    found = derived(answers)

    assert not set(found.musts) & set(found.shoulds)


@given(answers=answers_drawn)
def test_every_must_has_an_answer_behind_it(answers: Mapping[str, Any]) -> None:
    found = derived(answers)
    behind = {id_ for reason in found.reasons for id_ in reason.musts}

    assert set(found.musts) == behind | {"automl"}


@given(answers=answers_drawn)
def test_a_style_beyond_basic_has_its_reasons(answers: Mapping[str, Any]) -> None:
    found = derived(answers)

    assert found.style == STYLES[0] or found.style_reasons


@pytest.mark.parametrize(
    ("answers", "style", "because"),
    [
        ({}, "basic", ()),
        ({"exposure": "customers"}, "customer_facing", ("Customers or core",)),
        (
            {"exposure": "customers", "regulation": "strict"},
            "regulated",
            ("A law", "An"),
        ),
        ({"releases": "side_by_side"}, "customer_facing", ("Versions are",)),
    ],
)
def test_the_strictest_style_wins_and_says_why(
    answers: Mapping[str, str], style: str, because: tuple[str, ...]
) -> None:
    found = derived(answers)

    assert found.style == style
    assert len(found.style_reasons) == len(because)
    for sentence, start in zip(found.style_reasons, because, strict=True):
        assert sentence.startswith(start)


def test_what_is_written_by_hand_goes_before_what_answers_imply() -> None:
    found = derived(
        {"delivery": "online", "value": "small"},
        musts={"online_inference": 3},
        shoulds={"monitoring": 5},
        constraints={"hosting": ["library"]},
        style="regulated",
        importance=7,
    )

    assert found.musts == {"online_inference": 3}
    assert found.shoulds == {"deployment": 1, "monitoring": 5}
    assert found.constraints.hosting == ("library",)
    assert found.style_reasons == ("The portfolio says so.",)
    assert found.importance == 7


def test_limits_meet_at_the_tightest() -> None:
    found = derived(
        {"hosting": "our_machines", "budget": "nothing", "cloud": "aws"},
        constraints={
            "hosting": ["self_hosted", "saas"],
            "cost_class": "low",
            "excluded": ["ray"],
        },
    )

    assert found.constraints == Constraints(
        hosting=("self_hosted",),
        open_licence=True,
        cost_class="free",
        excluded=("azure_ml", "ray", "vertex_ai"),
    )


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (sheet({"hosting": "anywhere"}), "asks nothing of a platform"),
        (
            sheet(
                {"hosting": "our_machines", "delivery": "batch"},
                constraints={"hosting": ["saas"]},
            ),
            "no form of hosting suits",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused(asked: UseCaseSheet, expected: str) -> None:
    with pytest.raises(PortfolioError, match=expected):
        derive(SHIPPED, asked)


OPTION = {"id": "yes", "text": "It does."}
ASKED = {"id": "size", "question": "How large is it?", "why": "It matters."}


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        ([ASKED | {"options": [OPTION, OPTION]}], "two options have the same id"),
        ([ASKED], "a question has options"),
        ([ASKED | {"kind": "tools", "options": [OPTION]}], "a question has options"),
        ([ASKED | {"options": [OPTION]}] * 2, "two questions have the same id"),
    ],
)
def test_questions_that_cannot_be_answered_are_refused(
    questions: list[Any], expected: str
) -> None:
    with pytest.raises(ValidationError, match=expected):
        UseCaseQuestions.model_validate({"questions": questions})
