"""Roll-up: where several teams stand, as distributions and never as a mean alone.

A mean of 0, 1 and 2 is the same as that of three times 1, and the two organisations have
nothing in common. So levels are counted with the names of the teams, adoption is given
by its quartiles (linear between ranks, numpy's default), and every practice by its rungs.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from advisor.assess.answers import AnswerSheet, Label
from advisor.assess.assessment import Assessment
from advisor.assess.questionnaire import Questionnaire, Rung
from advisor.content import Value
from advisor.errors import SessionError
from advisor.language import t


class Team(Value):
    """A team with what it answered and what follows from it."""

    name: Label
    sheet: AnswerSheet
    assessment: Assessment


class Quartiles(Value):
    """A distribution of shares, 0 to 1, over so many teams."""

    teams: int
    least: float
    lower: float
    median: float
    upper: float
    most: float


class Blocking(Value):
    """A practice that keeps the next level away from some teams."""

    practice: str
    teams: tuple[str, ...]


class RollUp(Value):
    """Where several teams stand under one reading.

    `levels` names the teams at each level from 0 to the top, none left out. `adoption`
    is None for a dimension of which no team knows anything. `rungs` counts each answer
    of every practice. `blocking` has what blocks most teams first.
    """

    reading: str
    teams: tuple[str, ...]
    levels: Mapping[int, tuple[str, ...]]
    adoption: Mapping[str, Quartiles | None]
    rungs: Mapping[str, Mapping[Rung, int]]
    blocking: tuple[Blocking, ...]


def roll_up(questionnaire: Questionnaire, teams: Sequence[Team]) -> RollUp:
    """Return where the teams stand, each by its latest assessment.

    Raises SessionError without a team, for a name that stands twice, and where the
    teams were judged by different questions or readings.
    """
    _refuse_what_differs(questionnaire, teams)
    in_order = sorted(teams, key=lambda team: team.name)
    return RollUp(
        reading=in_order[0].assessment.reading,
        teams=tuple(team.name for team in in_order),
        levels=_levels(in_order),
        adoption={
            d.dimension: _adoption(d.dimension, in_order)
            for d in questionnaire.dimensions
        },
        rungs={id_: _rungs(id_, in_order) for id_ in questionnaire.practices},
        blocking=_blocking(questionnaire, in_order),
    )


def _refuse_what_differs(questionnaire: Questionnaire, teams: Sequence[Team]) -> None:
    if not teams:
        raise SessionError(t("roll-up: there is no team; expected at least one"))
    counted = Counter(team.name for team in teams)
    name, times = counted.most_common(1)[0]
    if times > 1:
        raise SessionError(
            t("roll-up: team {team} stands here twice; expected it once", team=name)
        )
    reading = teams[0].assessment.reading
    for team in teams:
        if team.assessment.questionnaire_digest != questionnaire.digest:
            raise SessionError(
                t(
                    "roll-up: team {team} answered other questions; expected the same "
                    "questionnaire for all",
                    team=team.name,
                )
            )
        if team.assessment.reading != reading:
            raise SessionError(
                t(
                    "roll-up: team {team} is judged by reading {given}; expected {reading}",
                    team=team.name,
                    given=team.assessment.reading,
                    reading=reading,
                )
            )


def _levels(teams: Sequence[Team]) -> Mapping[int, tuple[str, ...]]:
    level = {team.name: team.assessment.standing.level or 0 for team in teams}
    top = teams[0].assessment.standing.top
    return {
        number: tuple(name for name, reached in level.items() if reached == number)
        for number in range(top + 1)
    }


def _adoption(dimension: str, teams: Sequence[Team]) -> Quartiles | None:
    known = [
        standing.adoption
        for team in teams
        for standing in team.assessment.dimensions
        if standing.id == dimension and standing.adoption is not None
    ]
    if not known:
        return None
    least, lower, median, upper, most = np.quantile(known, [0, 0.25, 0.5, 0.75, 1])
    return Quartiles(
        teams=len(known),
        least=float(least),
        lower=float(lower),
        median=float(median),
        upper=float(upper),
        most=float(most),
    )


def _rungs(practice: str, teams: Sequence[Team]) -> Mapping[Rung, int]:
    counted = Counter(team.sheet.rung(practice) for team in teams)
    return {rung: counted[rung] for rung in Rung}


def _blocking(
    questionnaire: Questionnaire, teams: Sequence[Team]
) -> tuple[Blocking, ...]:
    blocked: dict[str, list[str]] = {id_: [] for id_ in questionnaire.practices}
    for team in teams:
        for blocker in team.assessment.standing.blockers:
            blocked[blocker.practice].append(team.name)
    found = [Blocking(practice=i, teams=tuple(names)) for i, names in blocked.items()]
    most_first = sorted(found, key=lambda b: -len(b.teams))
    return tuple(each for each in most_first if each.teams)
