"""Portfolio sheets: a portfolio as people write it down, and how it is understood."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from pydantic import Field, NonNegativeInt

from advisor.advise.catalogue import Catalogue
from advisor.advise.portfolio import Portfolio
from advisor.advise.use_case import Question, UseCaseQuestions, UseCaseSheet, derive
from advisor.advise.weighting import Weighting
from advisor.assess.questionnaire import Name, Text
from advisor.content import Place, Value
from advisor.errors import PortfolioError
from advisor.language import mark, t

Fault = tuple[Place, str]

TOOL: Final = mark("platform or tool")
CAPABILITY: Final = mark("capability")
PLATFORM: Final = mark("platform")
QUESTION: Final = mark("question")
FIELD_OF: Final[Mapping[str, str]] = {"swing": "points", "rank_order": "order"}


class PortfolioSheet(Value):
    """Use cases as written down; without `projects` each of them is one."""

    name: Text
    projects: NonNegativeInt | None = None
    owned: tuple[Name, ...] = ()
    use_cases: tuple[UseCaseSheet, ...] = Field(min_length=1)
    weights: Weighting | None = None


def resolve(
    sheet: PortfolioSheet, catalogue: Catalogue, questions: UseCaseQuestions
) -> Portfolio:
    """Return the portfolio that a sheet describes.

    Raises PortfolioError naming every fault by its place, one a line.
    """
    found = [
        f"{'.'.join(map(str, place))}: {message}"
        for place, message in faults(sheet, catalogue, questions)
    ]
    if found:
        raise PortfolioError("\n".join(found))
    portfolio = _described(sheet, questions)
    return portfolio.weighted_by(sheet.weights) if sheet.weights else portfolio


def faults(
    sheet: PortfolioSheet, catalogue: Catalogue, questions: UseCaseQuestions
) -> tuple[Fault, ...]:
    """Return everything that is wrong with a sheet, each with its place."""
    strange = (
        *_twice(sheet),
        *_strange(sheet, catalogue),
        *_misanswered(sheet, catalogue, questions),
    )
    return strange or (*_empty(sheet, questions), *_unweighted(sheet, questions))


def _described(sheet: PortfolioSheet, questions: UseCaseQuestions) -> Portfolio:
    asking = [
        question.id for question in questions.questions if question.kind == "tools"
    ]
    used = {
        tool
        for use_case in sheet.use_cases
        for id_ in asking
        for tool in use_case.answers.get(id_, ())
    }
    listed = len(sheet.use_cases) if sheet.projects is None else sheet.projects
    return Portfolio(
        name=sheet.name,
        projects=listed,
        owned=(*sheet.owned, *sorted(used - set(sheet.owned))),
        use_cases=tuple(derive(questions, use_case) for use_case in sheet.use_cases),
    )


def _twice(sheet: PortfolioSheet) -> Iterator[Fault]:
    ids = [use_case.id for use_case in sheet.use_cases]
    for i, id_ in enumerate(ids):
        if id_ in ids[:i]:
            place = ("use_cases", i, "id")
            fault = t("two use cases have the same id '{id}'; ids are unique", id=id_)
            yield place, fault


def _strange(sheet: PortfolioSheet, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield every id of platforms and capabilities that the catalogue lacks."""
    yield from _lost(("owned",), enumerate(sheet.owned), TOOL, _tools(catalogue))
    capabilities = catalogue.capabilities.by_id
    for i, use_case in enumerate(sheet.use_cases):
        for part in ("musts", "shoulds"):
            ids = ((id_, id_) for id_ in getattr(use_case, part))
            yield from _lost(("use_cases", i, part), ids, CAPABILITY, capabilities)
        excluded = enumerate(use_case.constraints.excluded)
        limits = ("use_cases", i, "constraints", "excluded")
        yield from _lost(limits, excluded, PLATFORM, catalogue.by_id)
    if sheet.weights:
        ids = ((id_, id_) for id_ in sheet.weights.criteria)
        field = FIELD_OF[sheet.weights.method]
        yield from _lost(("weights", field), ids, CAPABILITY, capabilities)


def _misanswered(
    sheet: PortfolioSheet, catalogue: Catalogue, questions: UseCaseQuestions
) -> Iterator[Fault]:
    tools = _tools(catalogue)
    for i, use_case in enumerate(sheet.use_cases):
        place = ("use_cases", i, "answers")
        asked = ((id_, id_) for id_ in use_case.answers)
        yield from _lost(place, asked, QUESTION, questions.by_id)
        for question in questions.questions:
            given = use_case.answers.get(question.id, ())
            if question.kind == "tools":
                words = enumerate(given)
                yield from _lost((*place, question.id), words, TOOL, tools)
            else:
                wrong = _wrong(question, given)
                yield from (((*place, question.id), fault) for fault in wrong)


def _tools(catalogue: Catalogue) -> frozenset[str]:
    return frozenset({*catalogue.by_id, *catalogue.integrations.tools})


def _wrong(question: Question, given: tuple[str, ...]) -> Iterator[str]:
    expected = ", ".join(question.by_id)
    for word in given:
        if word not in question.by_id:
            yield t(
                "'{word}' is no answer to '{question}'; expected {expected}",
                word=word,
                question=question.id,
                expected=expected,
            )
    if question.kind == "one" and len(given) > 1:
        yield t(
            "{number} answers to '{question}'; expected one of {expected}",
            number=len(given),
            question=question.id,
            expected=expected,
        )


def _empty(sheet: PortfolioSheet, questions: UseCaseQuestions) -> Iterator[Fault]:
    """Yield the use cases that ask nothing, or what nothing can be."""
    for i, use_case in enumerate(sheet.use_cases):
        try:
            derive(questions, use_case)
        except PortfolioError as fault:
            yield ("use_cases", i, "musts"), str(fault)


def _unweighted(sheet: PortfolioSheet, questions: UseCaseQuestions) -> Iterator[Fault]:
    if sheet.weights is None or any(_empty(sheet, questions)):
        return
    for use_case in _described(sheet, questions).use_cases:
        try:
            use_case.weighted_by(sheet.weights)
        except PortfolioError as fault:
            yield (
                ("weights",),
                t("use case '{id}': {fault}", id=use_case.id, fault=fault),
            )


def _lost(
    place: Place,
    ids: Iterable[tuple[str | int, str]],
    kind: str,
    known: Collection[str],
) -> Iterator[Fault]:
    """Yield each id, with its step below the place, that is not among the known."""
    for step, id_ in ids:
        if id_ not in known:
            closest = get_close_matches(id_, sorted(known), n=1, cutoff=0)
            yield (
                (*place, step),
                t(
                    "'{id}' is no known {kind}; did you mean '{close}'?",
                    id=id_,
                    kind=t(kind),
                    close=closest[0],
                ),
            )
