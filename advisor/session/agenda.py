"""Agenda: what is worth talking about, because people differ and it moves the level.

An item's weight is effect times spread. The effect is the total variation distance (0
to 1) between P(level) if the team agreed on the lowest answer that was given and if it
agreed on the highest, with everybody's testimony on all other practices pooled. Where
somebody calls the practice not applicable, leaving it out is one more way to agree, and
the largest of the distances counts. P(level) is the closed form of
`assess.interview.exact_probability`, free of sampling noise.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from advisor.assess.assessment import choose
from advisor.assess.interview import exact_probability
from advisor.assess.questionnaire import LADDER, Questionnaire, Rung
from advisor.assess.reading import DemandReading, Readings
from advisor.assess.settings import Settings
from advisor.assess.uncertainty import Belief, belief, noise
from advisor.content import Value
from advisor.session.session import Ballot
from advisor.session.settings import SessionSettings
from advisor.session.tally import spread
from advisor.session.voices import Voice, answered, pooled, voices

Heard = Mapping[str, Sequence[Voice]]


class AgendaItem(Value):
    """A practice to talk about: what it moves, how far apart people are, both at once.

    `effect`, `spread` and `weight` (their product) are 0 to 1.
    """

    practice: str
    effect: float
    spread: float
    weight: float


def demand_reading(readings: Readings, name: str | None = None) -> DemandReading:
    """Return the reading that ranks an agenda: the named one, or the default one.

    Readings by points have no closed form, so the default reading stands in for them.
    Raises AnswersError for a reading that gives no level or does not exist.
    """
    chosen = choose(readings, name)
    return chosen if isinstance(chosen, DemandReading) else readings.default


def agenda(
    questionnaire: Questionnaire,
    reading: DemandReading,
    ballots: Iterable[Ballot],
    scoring: Settings,
    settings: SessionSettings,
) -> tuple[AgendaItem, ...]:
    """Return at most ten practices on which people differ, the weightiest first.

    Give the ballots of one round, one for each participant. What does not move the
    level comes after what does, by spread; equals stand in file order.
    """
    heard = voices(ballots)
    return ranked(questionnaire, reading, heard, scoring)[: settings.agenda_items]


def ranked(
    questionnaire: Questionnaire,
    reading: DemandReading,
    heard: Heard,
    scoring: Settings,
) -> tuple[AgendaItem, ...]:
    """Return every practice on which people differ, the weightiest first."""
    held = belief(questionnaire, reading, pooled(heard), scoring)
    found = []
    for practice in questionnaire.practices:
        apart = spread(answered(heard.get(practice, ())))
        if apart:
            effect = _effect(reading, held, practice, answered(heard[practice]))
            item = AgendaItem(
                practice=practice, effect=effect, spread=apart, weight=effect * apart
            )
            found.append(item)
    # Rounded, so that equals do not change places by a last digit.
    return tuple(
        sorted(found, key=lambda i: (-round(i.weight, 9), -round(i.spread, 9)))
    )


def _effect(
    reading: DemandReading, held: Belief, practice: str, said: Sequence[Rung]
) -> float:
    """Return how far apart P(level) is between the ways to agree on a practice."""
    if practice not in held.ids:
        return 0.0
    chances = [
        np.array(list(exact_probability(reading, agreed).values()))
        for agreed in _agreements(held, held.ids.index(practice), said)
    ]
    return max(float(np.abs(a - b).sum() / 2) for a, b in combinations(chances, 2))


def _agreements(held: Belief, place: int, said: Sequence[Rung]) -> Iterator[Belief]:
    """Yield what would be believed on the lowest and highest rung, and without it."""
    steps = [LADDER.index(rung) for rung in said if rung.is_known]
    for step in {min(steps), max(steps)}:
        likelihood = held.likelihood.copy()
        likelihood[place] = noise(held.settings)[:, step]
        yield replace(held, likelihood=likelihood)
    if Rung.NOT_APPLICABLE in said:
        yield Belief(
            ids=tuple(id_ for id_ in held.ids if id_ != held.ids[place]),
            likelihood=np.delete(held.likelihood, place, axis=0),
            group=np.delete(held.group, place),
            settings=held.settings,
        )
