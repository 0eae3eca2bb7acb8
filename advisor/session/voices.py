"""Voices: who said what about a practice, in one round or at last."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from advisor.assess.answers import UNKNOWN, Answer
from advisor.assess.questionnaire import LADDER, Rung
from advisor.assess.uncertainty import Testimony
from advisor.content import Value
from advisor.session.session import FIRST, Ballot, Participant

NOTHING: Final = Testimony()


class Voice(Value):
    """What one participant said about a practice."""

    participant: Participant
    answer: Answer

    @property
    def rung(self) -> Rung:
        """Return the rung that was said."""
        return self.answer.rung

    @property
    def words(self) -> str:
        """Return the note, or the reason why it is not applicable; may be empty."""
        return self.answer.note or self.answer.reason


def first_words(ballots: Iterable[Ballot]) -> tuple[Ballot, ...]:
    """Return the ballots of the first round, in the order in which people joined."""
    return _in_order(ballot for ballot in ballots if ballot.round == FIRST)


def last_words(ballots: Iterable[Ballot]) -> tuple[Ballot, ...]:
    """Return one ballot for each participant with the latest answer to each practice.

    Who takes no part in a second vote is still heard with the first answer. The
    round is that of the participant's latest answer.
    """
    heard: dict[str, Ballot] = {}
    for ballot in sorted(ballots, key=lambda b: b.round):
        before = heard.get(ballot.participant.id)
        answers = {**(before.answers if before else {}), **ballot.answers}
        heard[ballot.participant.id] = ballot.model_copy(update={"answers": answers})
    return _in_order(heard.values())


def voices(ballots: Iterable[Ballot]) -> Mapping[str, tuple[Voice, ...]]:
    """Return what was said about each practice, in the order in which people joined."""
    found: dict[str, list[Voice]] = {}
    for ballot in _in_order(ballots):
        for practice, answer in ballot.answers.items():
            voice = Voice(participant=ballot.participant, answer=answer)
            found.setdefault(practice, []).append(voice)
    return {practice: tuple(heard) for practice, heard in found.items()}


def answered(heard: Sequence[Voice]) -> tuple[Rung, ...]:
    """Return what was said, without those who do not know."""
    return tuple(v.rung for v in heard if v.rung is not Rung.UNKNOWN)


def known(heard: Sequence[Voice]) -> tuple[Rung, ...]:
    """Return the rungs on the ladder that were said."""
    return tuple(v.rung for v in heard if v.rung.is_known)


def middle(rungs: Sequence[Rung]) -> Rung | None:
    """Return the median rung, the lower one of two, None without any."""
    ordered = sorted(rungs, key=LADDER.index)
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def prevailing(heard: Sequence[Voice]) -> Answer:
    """Return what stands without a decision.

    The median rung of those who know it, the lower one of two. Not applicable only
    if all who answered say so, with their reasons; unknown only if nobody knows.
    """
    rung = middle(known(heard))
    if rung is not None:
        return Answer(rung=rung)
    reasons = dict.fromkeys(v.answer.reason for v in heard if v.answer.reason)
    if not answered(heard):
        return UNKNOWN
    return Answer(rung=Rung.NOT_APPLICABLE, reason=next(iter(reasons)))


def pooled(heard: Mapping[str, Sequence[Voice]]) -> Mapping[str, Testimony]:
    """Return everybody's testimony on each practice.

    A practice leaves the level only if all who answered call it not applicable.
    """
    return {practice: _testimony(said) for practice, said in heard.items()}


def _testimony(heard: Sequence[Voice]) -> Testimony:
    return Testimony(stated=known(heard) or answered(heard))


def _in_order(ballots: Iterable[Ballot]) -> tuple[Ballot, ...]:
    """Order by who joined first, so that nothing depends on who is read first."""
    return tuple(
        sorted(ballots, key=lambda b: (b.participant.joined_at, b.participant.id))
    )
