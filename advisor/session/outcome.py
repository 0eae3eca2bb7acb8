"""Outcome: what a session leaves with, and who still says otherwise.

The agreed answer to a practice is its decision. Without one it is the median rung of
what participants said last (in the second vote, else at first), the lower one of two;
unknown only if nobody knows; not applicable only if all who answered say so.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import partial

from advisor.assess.agreement import Agreement
from advisor.assess.answers import Answer, AnswerSheet
from advisor.assess.assessment import Assessment, assess, choose
from advisor.assess.bundle import Bundle
from advisor.assess.questionnaire import Questionnaire, Rung
from advisor.assess.uncertainty import Testimony, belief, level_probability
from advisor.content import Value
from advisor.errors import SessionError
from advisor.language import t
from advisor.session.agenda import AgendaItem, agenda, demand_reading, ranked
from advisor.session.session import FIRST, SECOND, Ballot, Decision, Session
from advisor.session.settings import SessionSettings
from advisor.session.tally import Tally, agreement_of, differing, tallies
from advisor.session.voices import (
    Voice,
    first_words,
    last_words,
    pooled,
    prevailing,
    voices,
)


class Basis(StrEnum):
    """What an agreed answer rests on."""

    DECISION = "decision"
    SECOND_VOTE = "second_vote"
    FIRST_VOTE = "first_vote"


class Proceedings(Value):
    """All that happened in a session: every ballot of both rounds, every decision."""

    session: Session
    ballots: tuple[Ballot, ...]
    decisions: tuple[Decision, ...] = ()

    @property
    def decided(self) -> Mapping[str, Decision]:
        """Return the latest decision on each practice."""
        in_time = sorted(self.decisions, key=lambda d: d.decided_at)
        return {decision.practice: decision for decision in in_time}

    @property
    def voted_again(self) -> frozenset[str]:
        """Return the practices that somebody answered in a second vote."""
        again = [b.answers for b in self.ballots if b.round == SECOND]
        return frozenset(id_ for answers in again for id_ in answers)

    @property
    def rounds(self) -> Mapping[int, tuple[Ballot, ...]]:
        """Return the first answers, and the last ones where a second vote was held."""
        first = {FIRST: first_words(self.ballots)}
        return first | ({SECOND: last_words(self.ballots)} if self.voted_again else {})


class Dissent(Value):
    """A practice with those who last said otherwise than what was agreed."""

    practice: str
    agreed: Rung
    voices: tuple[Voice, ...]


class Outcome(Value):
    """What a session leaves with.

    `first` is the sheet that the first answers alone would have given, `sheet` the
    agreed one; `before` and `after` are their assessments. The probabilities of each
    level pool everybody's testimony instead of one answer for all: at first, and at
    last with each decision in the place of what was said. `agreement` and `tallies` are
    by round: 1 of the first answers, 2 of what everybody said last, where a second vote
    was held. `agenda` is what the first answers gave to talk about.
    `undecided` are practices on which people still differ and nothing was decided,
    the weightiest first. `participants` counts those who joined in each role.
    """

    session: str
    first: AnswerSheet
    sheet: AnswerSheet
    basis: Mapping[str, Basis]
    before: Assessment
    after: Assessment
    probability_before: Mapping[int, float]
    probability_after: Mapping[int, float]
    agreement: Mapping[int, Agreement]
    tallies: Mapping[int, Mapping[str, Tally]]
    agenda: tuple[AgendaItem, ...]
    dissent: tuple[Dissent, ...]
    decisions: tuple[Decision, ...]
    undecided: tuple[str, ...]
    participants: Mapping[str, int]

    @property
    def commitments(self) -> Mapping[str, Decision]:
        """Return the decisions that name who takes a practice on, or until when."""
        return {d.practice: d for d in self.decisions if d.owner or d.quarter}


def outcome(
    proceedings: Proceedings,
    bundle: Bundle,
    settings: SessionSettings,
    reading: str | None = None,
) -> Outcome:
    """Return what the session leaves with under a reading (default: the default one).

    The bundle holds the questions as the session asked them. Raises SessionError if it
    does not, AnswersError for a reading that gives no level or does not exist.
    """
    at_first = first_words(proceedings.ballots)
    at_last = last_words(proceedings.ballots)
    heard = voices(at_last)
    rounds = proceedings.rounds
    blank = _blank(proceedings.session, bundle.questionnaire)
    first = _filled(blank, at_first, {})
    sheet = _filled(blank, at_last, proceedings.decided)
    rule = demand_reading(bundle.readings, reading)
    still = ranked(bundle.questionnaire, rule, heard, bundle.settings)
    judged = partial(assess, bundle.questionnaire, bundle.readings)
    return Outcome(
        session=proceedings.session.id,
        first=first,
        sheet=sheet,
        basis=_bases(proceedings, sheet),
        before=judged(first, bundle.settings, reading),
        after=judged(sheet, bundle.settings, reading),
        probability_before=_probability(bundle, reading, pooled(voices(at_first))),
        probability_after=_probability(bundle, reading, _at_last(proceedings, heard)),
        agreement={n: agreement_of(said, settings) for n, said in rounds.items()},
        tallies={
            n: tallies(bundle.questionnaire, said, settings)
            for n, said in rounds.items()
        },
        agenda=agenda(bundle.questionnaire, rule, at_first, bundle.settings, settings),
        dissent=tuple(_dissent(sheet, heard)),
        decisions=tuple(proceedings.decided.values()),
        undecided=tuple(
            i.practice for i in still if i.practice not in proceedings.decided
        ),
        participants=Counter(b.participant.role for b in at_last),
    )


def _blank(session: Session, questionnaire: Questionnaire) -> AnswerSheet:
    """Return the session's sheet before anything is answered."""
    if session.questionnaire_digest != questionnaire.digest:
        raise SessionError(
            t(
                "session {session}: it asked questionnaire {asked}, not {given}; "
                "expected the questions as they were asked",
                session=session.id,
                asked=session.questionnaire_digest[:12],
                given=questionnaire.digest[:12],
            )
        )
    return AnswerSheet(
        questionnaire=questionnaire.id,
        questionnaire_digest=questionnaire.digest,
        scope=session.plan.scope,
        answered_on=session.opened_at.date(),
        respondent=session.opened_by,
    )


def _filled(
    blank: AnswerSheet, ballots: Iterable[Ballot], decided: Mapping[str, Decision]
) -> AnswerSheet:
    """Return the sheet of what was decided, and of what stands without a decision."""
    answers = {id_: prevailing(said) for id_, said in voices(ballots).items()}
    agreed = {id_: _agreed(decision) for id_, decision in decided.items()}
    return blank.model_copy(update={"answers": answers | agreed})


def _agreed(decision: Decision) -> Answer:
    """Return the decided answer, with the decision's note where it has none itself."""
    note = decision.answer.note or decision.note
    return decision.answer.model_copy(update={"note": note})


def _bases(proceedings: Proceedings, sheet: AnswerSheet) -> Mapping[str, Basis]:
    second = dict.fromkeys(proceedings.voted_again, Basis.SECOND_VOTE)
    decided = dict.fromkeys(proceedings.decided, Basis.DECISION)
    return dict.fromkeys(sheet.answers, Basis.FIRST_VOTE) | second | decided


def _at_last(
    proceedings: Proceedings, heard: Mapping[str, Sequence[Voice]]
) -> Mapping[str, Testimony]:
    """Return the last testimony on each practice; a decision stands for all."""
    decided = {
        id_: Testimony(stated=(decision.answer.rung,))
        for id_, decision in proceedings.decided.items()
    }
    return {**pooled(heard), **decided}


def _probability(
    bundle: Bundle, reading: str | None, said: Mapping[str, Testimony]
) -> Mapping[int, float]:
    chosen = choose(bundle.readings, reading)
    held = belief(bundle.questionnaire, chosen, said, bundle.settings)
    return level_probability(bundle.questionnaire, chosen, held)


def _dissent(
    sheet: AnswerSheet, heard: Mapping[str, Sequence[Voice]]
) -> Iterator[Dissent]:
    for practice, said in heard.items():
        agreed = sheet.rung(practice)
        if others := differing(said, agreed):
            yield Dissent(practice=practice, agreed=agreed, voices=others)
