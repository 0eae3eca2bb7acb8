"""Session: a facilitated assessment with several participants, as frozen values.

A session passes through stages. While it is ASKING each participant answers privately.
Once it is REVEALED everybody may see who said what. A practice can be put to a second
vote, again private until its vote is closed. CLOSED sessions take no more answers.
Rounds are kept side by side: round 1 is the first answer, round 2 the second vote.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AwareDatetime, Field, StringConstraints

from advisor.assess.answers import Answer, Label, Mode, Scope, Words
from advisor.assess.questionnaire import Name
from advisor.content import Value

FIRST: Final = 1
SECOND: Final = 2
Round = Annotated[int, Field(ge=FIRST, le=SECOND)]
Quarter = Annotated[str, StringConstraints(pattern=r"^\d{4}-Q[1-4]$")]


class Stage(StrEnum):
    """How far a session is."""

    ASKING = "asking"
    REVEALED = "revealed"
    CLOSED = "closed"


class Plan(Value):
    """What a facilitator chooses when opening a session.

    `minutes` is the most that anybody is to spend on questions. `roles` are those a
    participant may take; together they are asked what the questionnaire's mode asks.
    """

    scope: Scope
    mode: Mode = Mode.FULL
    roles: tuple[Name, ...] = Field(min_length=1)
    minutes: Annotated[int, Field(ge=1, le=60)] = 10


class Session(Value):
    """A session as it stands: its plan, its stage and what is under way.

    `voting` names the practice whose second vote is open, `revotes` those whose second
    vote was held. `timer_until` is when the talk about a practice is to end.
    `assessment` is the id of the agreed assessment once the session is closed.
    """

    id: str
    plan: Plan
    questionnaire_digest: str
    code: str
    opened_at: AwareDatetime
    opened_by: Label
    expires_at: AwareDatetime
    stage: Stage = Stage.ASKING
    topic: str | None = None
    timer_until: AwareDatetime | None = None
    voting: str | None = None
    revotes: frozenset[str] = frozenset()
    assessment: str | None = None

    def joinable(self, at: AwareDatetime) -> bool:
        """Tell whether somebody may still join with the code."""
        return self.stage is not Stage.CLOSED and at < self.expires_at


class Participant(Value):
    """Somebody who joined, under which name and in which role."""

    id: str
    name: Label
    role: Name
    joined_at: AwareDatetime


class Ballot(Value):
    """What one participant answered in one round; the latest answer of each practice."""

    participant: Participant
    round: Round = FIRST
    answers: Mapping[str, Answer] = Field(default_factory=dict)


class Decision(Value):
    """What the team agreed on a practice, why, and who takes it on until when."""

    practice: str
    answer: Answer
    note: Words = ""
    owner: Words = ""
    quarter: Quarter | None = None
    decided_at: AwareDatetime
    decided_by: Label
