"""Sessions, participants and ballots, built where a test needs them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from advisor.assess.answers import Answer, Scope
from advisor.assess.questionnaire import Questionnaire, Rung
from advisor.session.session import (
    FIRST,
    Ballot,
    Decision,
    Participant,
    Plan,
    Quarter,
    Session,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ROLES = (
    "subject_matter_expert",
    "data_scientist",
    "data_engineer",
    "devops",
    "risk_manager",
    "ml_architect",
)


def participant(number: int, role: str = "data_scientist") -> Participant:
    """Return a participant who joined so many seconds after the session opened."""
    return Participant(
        id=f"p{number}",
        name=f"Person {number}",
        role=role,
        joined_at=NOW + timedelta(seconds=number),
    )


def answer(rung: Rung, note: str = "") -> Answer:
    reason = "No such model." if rung is Rung.NOT_APPLICABLE else ""
    return Answer(rung=rung, reason=reason, note=note)


def ballot(
    number: int,
    rungs: Mapping[str, Rung],
    role: str = "data_scientist",
    round_: int = FIRST,
) -> Ballot:
    return Ballot(
        participant=participant(number, role),
        round=round_,
        answers={id_: answer(rung) for id_, rung in rungs.items()},
    )


def decision(
    practice: str,
    rung: Rung,
    minute: int = 30,
    owner: str = "",
    quarter: Quarter | None = None,
) -> Decision:
    return Decision(
        practice=practice,
        answer=answer(rung),
        note="We looked at it together.",
        owner=owner,
        quarter=quarter,
        decided_at=NOW + timedelta(minutes=minute),
        decided_by="Facilitator",
    )


def session(questionnaire: Questionnaire, **plan: object) -> Session:
    chosen = {"scope": Scope(name="Shop"), "roles": ROLES} | plan
    return Session(
        id="s1",
        plan=Plan.model_validate(chosen),
        questionnaire_digest=questionnaire.digest,
        code="ABCDEFGH",
        opened_at=NOW,
        opened_by="Facilitator",
        expires_at=NOW + timedelta(hours=8),
    )


def ballots_of(
    ids: tuple[str, ...], rounds: tuple[int, ...] = (FIRST,), most: int = 6
) -> st.SearchStrategy[tuple[Ballot, ...]]:
    """Return strategies of ballots, at most one for each participant and round."""
    rungs = st.dictionaries(st.sampled_from(ids), st.sampled_from(Rung))
    keys = st.tuples(st.integers(0, most - 1), st.sampled_from(rounds))
    return st.dictionaries(keys, rungs, max_size=most * len(rounds)).map(
        lambda given: tuple(
            ballot(number, said, ROLES[number % len(ROLES)], round_)
            for (number, round_), said in given.items()
        )
    )
