"""How evidence ages: it loses a step of confidence with each half-life."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from advisor import content
from advisor.assess.questionnaire import PracticeId, Rung
from advisor.content import Value
from advisor.evidence.finding import LONGEST_TEXT, SHOWS_FROM, Finding
from advisor.evidence.sentences import Sentence

Days = Annotated[int, Field(ge=1, le=3650)]


class HalfLives(Value):
    """Days after which evidence of a practice loses one step of confidence."""

    default: Days
    practices: Mapping[PracticeId, Days] = Field(default_factory=dict)

    def of(self, practice: str) -> timedelta:
        """Return the half-life of evidence of a practice."""
        return timedelta(days=self.practices.get(practice, self.default))


@cache
def load() -> HalfLives:
    """Read the half-lives that stand beside this module."""
    return content.read(Path(__file__).with_suffix(".yaml"), HalfLives)


def aged(finding: Finding, half_lives: HalfLives, now: datetime) -> Finding:
    """Return the finding as sure as it still is, and let it say how old it is.

    A rung once shown stays shown, with less confidence: nobody has seen that the
    practice was given up. That something is missing has to be seen anew.
    """
    if finding.at is None or now <= finding.at:
        return finding
    age = now - finding.at
    confidence = max(1, finding.confidence - age // half_lives.of(finding.practice))
    if confidence == finding.confidence:
        return finding
    told = Sentence.AGED.format(
        told="", days=age.days, before=finding.confidence, now=confidence
    )
    gone = finding.rung is Rung.NONE and confidence < SHOWS_FROM
    return finding.model_copy(
        update={
            "confidence": confidence,
            "message": finding.message[: LONGEST_TEXT - len(told)] + told,
            "rung": None if gone else finding.rung,
        }
    )
