"""AnswerSheet: what was answered, about what, by whom.

An answer is written short (`practice: by_hand`) or long, as a mapping with
`rung`, `note` and `reason`. `not_applicable` needs a reason, because it takes
a practice out of the level, and an unexplained way out is how scores rise
without anything having changed.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from advisor import content
from advisor.assess.questionnaire import Questionnaire, Rung
from advisor.content import Document, Value
from advisor.errors import AnswersError
from advisor.language import t

SCHEMA_VERSION: Final = 1
MAX_TEXT: Final = 4000

Words = Annotated[str, StringConstraints(max_length=MAX_TEXT)]
Label = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)
]


class ScopeKind(StrEnum):
    """What an assessment is about."""

    ORGANISATION = "organisation"
    TEAM = "team"
    MODEL = "model"


class Mode(StrEnum):
    """How much is asked."""

    QUICK = "quick"
    FULL = "full"


class Scope(Value):
    """The organisation, team or model that is assessed."""

    kind: ScopeKind = ScopeKind.ORGANISATION
    name: Label


class Answer(Value):
    """One rung, with a note, and the reason where it is not applicable."""

    rung: Rung = Rung.UNKNOWN
    reason: Words = ""
    note: Words = ""

    @model_validator(mode="after")
    def _not_applicable_says_why(self) -> Self:
        if self.rung is Rung.NOT_APPLICABLE and not self.reason.strip():
            raise ValueError(
                t(
                    "not_applicable needs a reason: write {rung: not_applicable, reason: …}"
                )
            )
        return self


UNKNOWN: Final = Answer()


def _spelled_out(value: Any) -> Any:
    """Accept the short form, a bare rung; an empty answer is unknown."""
    if value is None or value == "":
        return {}
    if isinstance(value, str):
        return {"rung": value}
    if isinstance(value, bool | int | float):
        raise ValueError(
            t(
                "{value} is a number; expected one of {expected}",
                value=value,
                expected=", ".join(Rung),
            )
        )
    return value


class AnswerSheet(Value):
    """Answers by practice, with the questionnaire they belong to."""

    schema_version: int = Field(default=SCHEMA_VERSION, ge=1, le=SCHEMA_VERSION)
    questionnaire: Label = "mlops"
    questionnaire_digest: str = ""
    scope: Scope = Scope(name="Unnamed")
    answered_on: date | None = None
    respondent: Words = ""
    role: Words = ""
    answers: Mapping[str, Annotated[Answer, BeforeValidator(_spelled_out)]] = Field(
        default_factory=dict
    )

    def rung(self, practice: str) -> Rung:
        """Return the answered rung, `unknown` where nothing was answered."""
        return self.answers.get(practice, UNKNOWN).rung

    @property
    def rungs(self) -> Mapping[str, Rung]:
        """Return the answered rung of each practice that is on the sheet."""
        return {id_: answer.rung for id_, answer in self.answers.items()}

    def with_answer(self, practice: str, answer: Answer) -> "AnswerSheet":
        """Return a copy of the sheet with one answer put in or replaced."""
        return self.model_copy(update={"answers": {**self.answers, practice: answer}})


def blank(questionnaire: Questionnaire, scope: Scope) -> AnswerSheet:
    """Return a sheet that has every practice of the questionnaire, all unknown."""
    return AnswerSheet(
        questionnaire=questionnaire.id,
        questionnaire_digest=questionnaire.digest,
        scope=scope,
        answers=dict.fromkeys(questionnaire.practices, UNKNOWN),
    )


def from_document(document: Document, questionnaire: Questionnaire) -> AnswerSheet:
    """Return the sheet; raise AnswersError listing every fault by file and line."""
    sheet: AnswerSheet = content.check(document, AnswerSheet, AnswersError)
    if sheet.questionnaire != questionnaire.id:
        raise AnswersError(
            t(
                "{where}: answers to questionnaire '{given}', expected '{questionnaire}'",
                where=document.where(("questionnaire",)),
                given=sheet.questionnaire,
                questionnaire=questionnaire.id,
            )
        )
    unknown = [id_ for id_ in sheet.answers if id_ not in questionnaire.practices]
    faults = (
        t(
            "{where}: answers.{id}: no such practice{hint}",
            where=document.where(("answers", id_)),
            id=id_,
            hint=_did_you_mean(id_, questionnaire),
        )
        for id_ in unknown[: content.MAX_FAULTS_SHOWN]
    )
    if unknown:
        more = len(unknown) - content.MAX_FAULTS_SHOWN
        rest = [t("… and {more} more", more=more)] if more > 0 else []
        raise AnswersError("\n".join([*faults, *rest]))
    return sheet


def _did_you_mean(id_: str, questionnaire: Questionnaire) -> str:
    close = closest(id_, questionnaire.practices)
    return t("; did you mean '{close}'?", close=close) if close else ""


def closest(word: str, known: Mapping[str, Any]) -> str | None:
    """Return the known word most like `word`, or None if none is."""
    # difflib is only needed once something is wrong; its import costs 10 ms.
    from difflib import get_close_matches  # noqa: PLC0415

    return next(iter(get_close_matches(word, list(known), n=1)), None)
