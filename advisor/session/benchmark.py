"""Benchmark: how an organisation stands among others, only where enough took part.

Organisations exchange submissions: small files of shares, without a name, a date or a
single answer. A place among others is told only from 20 organisations on, and within a
group (a sector, a size) only from 5 on; below that a single submission could be made
out, and a percentile of a handful means nothing. What was asked or judged differently is
set aside, and a submission that is there twice counts once.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from advisor import content
from advisor.assess.assessment import Assessment
from advisor.assess.questionnaire import Name
from advisor.content import Value
from advisor.errors import SessionError
from advisor.language import number, tn
from advisor.session.settings import SessionSettings

SCHEMA_VERSION: Final = 1
# Finer shares would be a fingerprint.
DIGITS: Final = 2

Share = Annotated[float, Field(ge=0, le=1)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Submission(Value):
    """The aggregate of one organisation, without anything that names it.

    `adoption` is the share by dimension, to two decimals, None where nothing is known.
    `groups` says what others it may be compared with, such as {sector: banking}.
    """

    schema_version: int = Field(default=SCHEMA_VERSION, ge=1, le=SCHEMA_VERSION)
    questionnaire: Name
    questionnaire_digest: Digest
    reading: Name
    level: Annotated[int, Field(ge=0, le=9)]
    coverage: Share
    adoption: Mapping[Name, Share | None]
    groups: Mapping[Name, Name] = Field(default_factory=dict, max_length=5)


class Group(Value):
    """A group within which to compare, such as sector and banking."""

    kind: Name
    name: Name


class Shortage(StrEnum):
    """What there is too little of."""

    ORGANISATIONS = "organisations"
    GROUP = "group"


class Refusal(Value):
    """Why no place is told: how many there are, and how many are needed."""

    shortage: Shortage
    count: int
    needed: int

    @property
    def text(self) -> str:
        """Return the refusal as a sentence in the current language."""
        needed = number(self.needed)
        if self.shortage is Shortage.GROUP:
            return tn(
                "No comparison within this group: it needs {needed} organisations, "
                "and there is {count}.",
                "No comparison within this group: it needs {needed} organisations, "
                "and there are {count}.",
                self.count,
                needed=needed,
            )
        return tn(
            "No comparison: it needs {needed} organisations, and there is {count}.",
            "No comparison: it needs {needed} organisations, and there are {count}.",
            self.count,
            needed=needed,
        )


class Place(Value):
    """Where an organisation stands among others.

    `organisations` are those compared with, itself not counted. `levels` counts them by
    level. `percentiles` (0 to 100) are by dimension: the share of the others that know
    their adoption and lie below, plus half of those equal. A dimension that is unknown
    here, or that too few of the others know, has none. `set_aside` were asked or judged
    differently.
    """

    organisations: int
    group: Group | None
    levels: Mapping[int, int]
    level_percentile: float
    percentiles: Mapping[str, float]
    set_aside: int


def submission(
    assessment: Assessment, groups: Mapping[str, str] | None = None
) -> Submission:
    """Return what an organisation may hand out about an assessment."""
    return Submission(
        questionnaire=assessment.questionnaire,
        questionnaire_digest=assessment.questionnaire_digest,
        reading=assessment.reading,
        level=assessment.standing.level or 0,
        coverage=round(assessment.standing.coverage, DIGITS),
        adoption={
            d.id: None if d.adoption is None else round(d.adoption, DIGITS)
            for d in assessment.dimensions
        },
        groups=groups or {},
    )


def dump(given: Submission) -> str:
    """Return a submission as JSON, the same text for the same submission."""
    return content.canonical(given) + "\n"


def load(raw: bytes, name: str) -> Submission:
    """Read a submission; raise SessionError naming every fault by file and line."""
    document = content.parse(raw, name, SessionError)
    loaded: Submission = content.check(document, Submission, SessionError)
    return loaded


def compare(
    own: Submission,
    submissions: Iterable[Submission],
    settings: SessionSettings,
    group: Group | None = None,
) -> Place | Refusal:
    """Return where an organisation stands among others, or why that is not told."""
    distinct = {content.canonical(each): each for each in submissions}
    distinct.pop(content.canonical(own), None)
    alike = [each for each in distinct.values() if _comparable(own, each)]
    if len(alike) < settings.least_organisations:
        return Refusal(
            shortage=Shortage.ORGANISATIONS,
            count=len(alike),
            needed=settings.least_organisations,
        )
    members = [each for each in alike if _belongs(each, group)]
    if len(members) < settings.least_group:
        return Refusal(
            shortage=Shortage.GROUP, count=len(members), needed=settings.least_group
        )
    return Place(
        organisations=len(members),
        group=group,
        levels=_levels(members),
        level_percentile=_percentile(own.level, [each.level for each in members]),
        percentiles=_percentiles(own, members, _least(settings, group)),
        set_aside=len(distinct) - len(alike),
    )


def _comparable(own: Submission, other: Submission) -> bool:
    """Tell whether both answered the same questions under the same reading."""
    return (own.questionnaire_digest, own.reading) == (
        other.questionnaire_digest,
        other.reading,
    )


def _belongs(each: Submission, group: Group | None) -> bool:
    return group is None or each.groups.get(group.kind) == group.name


def _least(settings: SessionSettings, group: Group | None) -> int:
    return settings.least_organisations if group is None else settings.least_group


def _levels(members: Iterable[Submission]) -> Mapping[int, int]:
    reached = [each.level for each in members]
    return {level: reached.count(level) for level in range(max(reached) + 1)}


def _percentiles(
    own: Submission, members: Sequence[Submission], least: int
) -> Mapping[str, float]:
    found = {}
    for dimension, share in own.adoption.items():
        others = [a for m in members if (a := m.adoption.get(dimension)) is not None]
        if share is not None and len(others) >= least:
            found[dimension] = _percentile(share, others)
    return found


def _percentile(own: float, others: Sequence[float]) -> float:
    """Return the share of the others below, plus half of those equal, 0 to 100."""
    below = sum(other < own for other in others)
    equal = sum(other == own for other in others)
    return 100 * (below + equal / 2) / len(others)
