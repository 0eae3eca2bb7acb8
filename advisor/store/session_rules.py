"""What a session allows, said as refusals: each names what would be right."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter, ValidationError

from advisor.assess.answers import AnswerSheet, Label, closest
from advisor.assess.questionnaire import Questionnaire
from advisor.errors import SessionError
from advisor.language import t
from advisor.session.session import FIRST, SECOND, Ballot, Session, Stage

_MOST_SIGNS: Final = 120


def open_round(session: Session, practice: str | None) -> int:
    """Return the round in which a practice takes answers now.

    Raises:
        SessionError: it takes none: neither the first round is open nor its own vote.
    """
    if session.stage is Stage.ASKING:
        return FIRST
    if session.voting is not None and session.voting == practice:
        return SECOND
    refuse_closed(session)
    raise SessionError(
        t(
            "The answers are revealed; only a practice that is put to a second vote "
            "takes answers."
        )
    )


def refuse_closed(session: Session) -> None:
    """Raise SessionError if the session is closed."""
    if session.stage is Stage.CLOSED:
        raise SessionError(
            t("The session is closed and stays as it is; open another one to go on.")
        )


def refuse_private(session: Session) -> None:
    """Raise SessionError while the first answers are private."""
    if session.stage is Stage.ASKING:
        raise SessionError(t("The answers are private; reveal them first."))


def refuse_role(session: Session, role: str) -> None:
    """Raise SessionError if nobody may take the role in this session."""
    if role not in session.plan.roles:
        raise SessionError(
            t(
                "This session has no role {role}; expected one of {known}.",
                role=repr(role),
                known=", ".join(session.plan.roles),
            )
        )


def refuse_unjoinable(session: Session, code: str | None, at: datetime) -> None:
    """Raise SessionError if nobody can join with the code any more."""
    refuse_closed(session)
    if session.code != code or not session.joinable(at):
        raise SessionError(
            t("This code is no longer valid; ask the facilitator for another one.")
        )


def refuse_open_vote(session: Session) -> None:
    """Raise SessionError because a second vote is open."""
    raise SessionError(
        t(
            "The second vote on {practice} is open; close it first.",
            practice=session.voting,
        )
    )


def refuse_unasked(asked: Questionnaire, practice: str) -> None:
    """Raise SessionError if the practice is not of the questionnaire."""
    if practice in asked.practices:
        return
    close = closest(practice, asked.practices)
    if close is None:
        raise SessionError(
            t("The session asks for no practice {practice}.", practice=repr(practice))
        )
    raise SessionError(
        t(
            "The session asks for no practice {practice}; did you mean {close}?",
            practice=repr(practice),
            close=repr(close),
        )
    )


def refuse_other_questions(sheet: AnswerSheet, asked: Questionnaire) -> None:
    """Raise SessionError unless the sheet answers these very questions."""
    if sheet.questionnaire_digest != asked.digest:
        raise SessionError(
            t(
                "The agreed answers are to other questions than the session's; expected "
                "those with the digest {digest}.",
                digest=asked.digest[:12],
            )
        )
    for practice in sheet.answers:
        refuse_unasked(asked, practice)


def checked_name(name: str) -> str:
    """Return the name without needless blanks; raise SessionError if it is none."""
    try:
        found: str = TypeAdapter(Label).validate_python(" ".join(name.split()))
    except ValidationError as fault:
        raise SessionError(
            t(
                "Your name: expected 1 to {most} characters.",
                most=_MOST_SIGNS,
            )
        ) from fault
    return found


def told_apart(name: str, taken: set[str]) -> str:
    """Return the name, with a number behind it if somebody is called so already."""
    folded = {each.casefold() for each in taken}
    told, number = name, 1
    while told.casefold() in folded:
        number += 1
        suffix = f" ({number})"
        told = f"{name[: _MOST_SIGNS - len(suffix)]}{suffix}"
    return told


def without(ballots: Iterable[Ballot], practice: str) -> tuple[Ballot, ...]:
    """Return the ballots but for one practice, and none that is empty then."""
    rest = (
        each.model_copy(
            update={
                "answers": {
                    id_: a for id_, a in each.answers.items() if id_ != practice
                }
            }
        )
        for each in ballots
    )
    return tuple(each for each in rest if each.answers)
