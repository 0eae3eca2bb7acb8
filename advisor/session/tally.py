"""Tally: what a team said about a practice, how far apart, and which roles differ.

Spread is Leik's measure of ordinal consensus turned round (Leik 1966, "A measure of
ordinal consensus", Pacific Sociological Review 9): with F the cumulated shares of the
answers on a ladder of K rungs,

    spread = 2 / (K - 1) * sum over k < K of min(F[k], 1 - F[k])

It is 0 if all say the same and 1 if one half stands at each end. Whether a practice
applies at all is a ladder of two: with a the share that says no, 2 * min(a, 1 - a). The
larger of the two counts. Who does not know takes no part in either.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from advisor.assess.agreement import Agreement, agreement
from advisor.assess.questionnaire import LADDER, Questionnaire, Rung
from advisor.content import Value
from advisor.session.session import Ballot
from advisor.session.settings import SessionSettings
from advisor.session.voices import Voice, answered, known, middle, voices


class Direction(StrEnum):
    """Which of two sides says the higher rung."""

    LEADERSHIP_HIGHER = "leadership_higher"
    PRACTITIONERS_HIGHER = "practitioners_higher"
    NONE = "none"


class Gap(Value):
    """The median rung of leadership beside that of practitioners."""

    leadership: Rung
    practitioners: Rung

    @property
    def steps(self) -> int:
        """Return how many rungs leadership stands above practitioners, -2 to 2."""
        return LADDER.index(self.leadership) - LADDER.index(self.practitioners)

    @property
    def direction(self) -> Direction:
        """Tell who says the higher rung."""
        if self.steps == 0:
            return Direction.NONE
        return (
            Direction.LEADERSHIP_HIGHER
            if self.steps > 0
            else Direction.PRACTITIONERS_HIGHER
        )


class RoleTally(Value):
    """What one role said: how many chose each answer, their median and their spread."""

    counts: Mapping[Rung, int]
    median: Rung | None
    spread: float | None


class Tally(Value):
    """What was said about one practice.

    `counts` has every answer that can be given, unknown and not applicable included.
    `spread` is 0 to 1, None where nobody answered; `within_roles` is its mean within
    the roles, weighted by answers, so that a spread above it lies between the roles.
    `gap` is None unless both sides know a rung. `outliers` said otherwise than the
    median, farthest first.
    """

    practice: str
    counts: Mapping[Rung, int]
    median: Rung | None
    spread: float | None
    within_roles: float | None
    roles: Mapping[str, RoleTally]
    gap: Gap | None
    outliers: tuple[Voice, ...]


def tallies(
    questionnaire: Questionnaire, ballots: Iterable[Ballot], settings: SessionSettings
) -> Mapping[str, Tally]:
    """Return the tally of each practice that was put to somebody, in file order.

    Give the ballots of one round, one for each participant (`first_words`,
    `last_words`). The order of the ballots does not matter.
    """
    heard = voices(ballots)
    return {
        id_: tally(id_, heard[id_], settings)
        for id_ in questionnaire.practices
        if id_ in heard
    }


def tally(practice: str, heard: Sequence[Voice], settings: SessionSettings) -> Tally:
    """Return what was said about one practice."""
    by_role: dict[str, list[Voice]] = {}
    for voice in heard:
        by_role.setdefault(voice.participant.role, []).append(voice)
    return Tally(
        practice=practice,
        counts=_counts(heard),
        median=middle(known(heard)),
        spread=spread(answered(heard)),
        within_roles=_within(by_role.values()),
        roles={role: _of_role(said) for role, said in sorted(by_role.items())},
        gap=_gap(heard, settings),
        outliers=differing(heard, middle(known(heard))),
    )


def spread(said: Sequence[Rung]) -> float | None:
    """Return how far apart answers are, 0 to 1; None without an answer."""
    given = [rung for rung in said if rung is not Rung.UNKNOWN]
    if not given:
        return None
    places = [LADDER.index(rung) for rung in given if rung.is_known]
    excluded = len(given) - len(places)
    on_ladder = sum(
        _smaller_part(sum(place <= end for place in places), len(places))
        for end in range(len(LADDER) - 1)
    )
    return max(on_ladder / (len(LADDER) - 1), _smaller_part(excluded, len(given)))


def differing(heard: Iterable[Voice], from_: Rung | None) -> tuple[Voice, ...]:
    """Return who said otherwise than a rung, farthest first; not those who do not know.

    Where there is no rung to differ from (nobody knows one) nobody differs.
    """
    others = [v for v in heard if v.rung not in (from_, Rung.UNKNOWN)]
    if from_ is None:
        return ()
    return tuple(sorted(others, key=lambda v: -_distance(v.rung, from_)))


def agreement_of(ballots: Iterable[Ballot], settings: SessionSettings) -> Agreement:
    """Return how far participants agree over all practices of one round."""
    return agreement(
        [
            {id_: answer.rung for id_, answer in ballot.answers.items()}
            for ballot in ballots
        ],
        resamples=settings.resamples,
        seed=settings.seed,
        confidence=settings.confidence,
    )


def _smaller_part(part: int, whole: int) -> float:
    """Return twice the smaller of a share and what is left of 1."""
    return 2 * min(part, whole - part) / whole if whole else 0.0


def _distance(one: Rung, other: Rung) -> int:
    """Return the rungs between two answers; one that is no rung is farthest."""
    if not (one.is_known and other.is_known):
        return len(LADDER)
    return abs(LADDER.index(one) - LADDER.index(other))


def _counts(heard: Iterable[Voice]) -> Mapping[Rung, int]:
    counted = Counter(voice.rung for voice in heard)
    return {rung: counted[rung] for rung in Rung}


def _of_role(heard: Sequence[Voice]) -> RoleTally:
    return RoleTally(
        counts=_counts(heard),
        median=middle(known(heard)),
        spread=spread(answered(heard)),
    )


def _within(groups: Iterable[Sequence[Voice]]) -> float | None:
    parts = [(len(said), spread(said)) for said in map(answered, groups)]
    total = sum(size for size, _ in parts)
    return (
        sum(size * (apart or 0.0) for size, apart in parts) / total if total else None
    )


def _gap(heard: Sequence[Voice], settings: SessionSettings) -> Gap | None:
    medians = [
        middle(known([v for v in heard if v.participant.role in side]))
        for side in (settings.leadership, settings.practitioners)
    ]
    leadership, practitioners = medians
    if leadership is None or practitioners is None:
        return None
    return Gap(leadership=leadership, practitioners=practitioners)
