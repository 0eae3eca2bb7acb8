"""Use cases from plain answers: what an architect is asked, and what follows.

Nothing here knows a question or a capability by name: each answer of
questionnaires/use_case.yaml says itself what it implies. Answers only add up:
the deepest must, the heaviest should, the tightest constraint, the strictest
deployment style. So the order of answers changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from advisor import content
from advisor.advise.fit import COSTS, DEGREES
from advisor.advise.portfolio import (
    STYLES,
    Asked,
    Constraints,
    Reason,
    StyleId,
    UseCase,
    Weight,
)
from advisor.assess.questionnaire import Name, Text
from advisor.content import Value
from advisor.errors import PortfolioError
from advisor.language import t

STATED = "The portfolio says so."


class Option(Value):
    """An answer to choose, and what it implies for a use case."""

    id: Name
    text: Text
    musts: Mapping[Name, Asked] = Field(default_factory=dict)
    shoulds: Mapping[Name, Weight] = Field(default_factory=dict)
    constraints: Constraints = Constraints()
    style: StyleId | None = None
    importance: Weight | None = None


class Question(Value):
    """A question about one use case.

    `kind`: one of the options, many of them, or platforms and tools by their ids.
    """

    id: Name
    question: Text
    why: Text
    kind: Literal["one", "many", "tools"] = "one"
    options: tuple[Option, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Option]:
        """Return the options by id, in file order."""
        return {option.id: option for option in self.options}

    @model_validator(mode="after")
    def _options_fit_the_kind(self) -> Self:
        if len(self.by_id) < len(self.options):
            raise ValueError(t("two options have the same id; ids are unique"))
        if (self.kind == "tools") is bool(self.options):
            raise ValueError(t("a question has options, one of kind 'tools' has none"))
        return self


class StyleRule(Value):
    """A deployment style that a must calls for by itself."""

    style: StyleId
    must: Name
    because: Text


class UseCaseQuestions(Value):
    """Every question about a use case, in the order in which it is asked."""

    questions: tuple[Question, ...] = Field(min_length=1)
    styles: tuple[StyleRule, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        """Return the questions by id, in file order."""
        return {question.id: question for question in self.questions}

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        if len(self.by_id) < len(self.questions):
            raise ValueError(t("two questions have the same id; ids are unique"))
        return self


def _several(value: Any) -> Any:
    """Accept one answer as a word of its own."""
    if isinstance(value, bool | int | float):
        raise ValueError(
            t("{value} is a number; expected the word of an answer", value=value)
        )
    return (value,) if isinstance(value, str) else value


class UseCaseSheet(Value):
    """A use case as it is written down: answers, and what is asked beyond them.

    Musts and shoulds written here replace those the answers imply; constraints
    and style are added to them.
    """

    id: Name
    name: Text
    answers: Mapping[Name, Annotated[tuple[Name, ...], BeforeValidator(_several)]] = (
        Field(default_factory=dict)
    )
    musts: Mapping[Name, Asked] = Field(default_factory=dict)
    shoulds: Mapping[Name, Weight] = Field(default_factory=dict)
    constraints: Constraints = Constraints()
    style: StyleId | None = None
    importance: Weight | None = None


def load_questions(path: Path | None = None) -> UseCaseQuestions:
    """Read the questions (default: the shipped ones); raise ContentError."""
    path = path or content.questionnaires_folder() / "use_case.yaml"
    return content.read(path, UseCaseQuestions)


def derive(questions: UseCaseQuestions, sheet: UseCaseSheet) -> UseCase:
    """Return the use case that the answers describe.

    Every answer must be one of its question. Raises PortfolioError where nothing
    is asked of a platform, or two answers leave no form of hosting.
    """
    chosen = list(_chosen(questions, sheet))
    options = [option for _, option in chosen]
    musts = {**_greatest(option.musts for option in options), **sheet.musts}
    if not musts:
        raise PortfolioError(
            t("asks nothing of a platform; answer more, or write a must-have")
        )
    wanted = _greatest(option.shoulds for option in options)
    implied = {id_: w for id_, w in wanted.items() if id_ not in musts}
    style, because = _style(questions, sheet, options, musts)
    weights = [o.importance for o in options if o.importance is not None]
    return UseCase(
        id=sheet.id,
        name=sheet.name,
        musts=musts,
        shoulds={**implied, **sheet.shoulds},
        constraints=reduce(
            _tightened, [o.constraints for o in options], sheet.constraints
        ),
        style=style,
        style_reasons=because,
        importance=sheet.importance or max(weights, default=1.0),
        reasons=tuple(_reason(question, option) for question, option in chosen),
    )


def _chosen(
    questions: UseCaseQuestions, sheet: UseCaseSheet
) -> Iterator[tuple[Question, Option]]:
    """Yield the chosen options in the order of the questions."""
    for question in questions.questions:
        given = sheet.answers.get(question.id, ())
        for option in question.options:
            if option.id in given:
                yield question, option


def _greatest(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in parts:
        for id_, number in part.items():
            found[id_] = max(number, found.get(id_, number))
    return found


def _tightened(one: Constraints, other: Constraints) -> Constraints:
    """Return the constraints under which both hold."""
    both = tuple(form for form in one.hosting if form in other.hosting)
    if one.hosting and other.hosting and not both:
        raise PortfolioError(
            t("no form of hosting suits all that is asked; widen one of the limits")
        )
    return Constraints(
        hosting=both or one.hosting or other.hosting,
        open_licence=one.open_licence or other.open_licence,
        cost_class=_lower(one.cost_class, other.cost_class, COSTS),
        skills=_lower(one.skills, other.skills, DEGREES),
        excluded=tuple(sorted({*one.excluded, *other.excluded})),
    )


def _lower(one: Any, other: Any, order: Sequence[str]) -> Any:
    return min(filter(None, (one, other)), key=order.index, default=None)


def _style(
    questions: UseCaseQuestions,
    sheet: UseCaseSheet,
    options: Sequence[Option],
    musts: Mapping[str, int],
) -> tuple[StyleId, tuple[str, ...]]:
    """Return the strictest style that anything calls for, and what does."""
    called: list[tuple[StyleId, str]] = [(sheet.style, STATED)] if sheet.style else []
    called += [(option.style, option.text) for option in options if option.style]
    called += [(r.style, r.because) for r in questions.styles if r.must in musts]
    found = max((style for style, _ in called), key=STYLES.index, default=STYLES[0])
    return found, tuple(because for style, because in called if style == found)


def _reason(question: Question, option: Option) -> Reason:
    return Reason(
        question=question.id,
        answer=option.id,
        text=option.text,
        musts=tuple(option.musts),
        shoulds=tuple(option.shoulds),
        constraints=tuple(option.constraints.model_dump(exclude_defaults=True)),
        style=option.style,
    )
