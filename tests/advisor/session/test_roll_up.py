"""Several teams: distributions, who stands where, and what blocks most of them."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from advisor.assess.answers import Answer, AnswerSheet
from advisor.assess.assessment import assess
from advisor.assess.bundle import Bundle
from advisor.assess.questionnaire import LADDER, Rung
from advisor.errors import SessionError
from advisor.session.roll_up import Team, roll_up

NONE, HAND, AUTO, UNKNOWN, NA = Rung
IDS = ("data.a", "data.b", "ops.c", "ops.d")


def team(small: Bundle, name: str, rungs: dict[str, Rung]) -> Team:
    sheet = AnswerSheet(
        questionnaire="small",
        answers={id_: Answer(rung=rung) for id_, rung in rungs.items()},
    )
    return Team(
        name=name,
        sheet=sheet,
        assessment=assess(small.questionnaire, small.readings, sheet, small.settings),
    )


@hypothesis_settings(deadline=None, max_examples=25)
@given(
    answers=st.lists(
        st.dictionaries(st.sampled_from(IDS), st.sampled_from([*LADDER, UNKNOWN])),
        min_size=1,
        max_size=5,
    ),
    random=st.randoms(use_true_random=False),
)
def test_every_team_is_counted_once_in_each_distribution(
    small: Bundle, answers: list[dict[str, Rung]], random: Random
) -> None:
    teams = [team(small, f"Team {n}", rungs) for n, rungs in enumerate(answers)]
    found = roll_up(small.questionnaire, teams)

    assert sorted(name for names in found.levels.values() for name in names) == list(
        found.teams
    )
    for id_ in IDS:
        assert sum(found.rungs[id_].values()) == len(teams)
    blocked = [len(b.teams) for b in found.blocking]
    assert blocked == sorted(blocked, reverse=True)
    assert all(blocked)
    assert roll_up(small.questionnaire, random.sample(teams, len(teams))) == found


def test_levels_name_the_teams_and_leave_no_level_out(small: Bundle) -> None:
    teams = [
        team(small, "Search", dict.fromkeys(IDS, AUTO)),
        team(small, "Prices", dict.fromkeys(IDS, NONE)),
        team(small, "Routes", dict.fromkeys(IDS, NONE)),
    ]

    found = roll_up(small.questionnaire, teams)

    assert found.levels == {0: ("Prices", "Routes"), 1: (), 2: ("Search",)}
    assert found.rungs["data.a"][NONE] == 2
    assert [(b.practice, b.teams) for b in found.blocking] == [
        ("data.a", ("Prices", "Routes")),
        ("data.b", ("Prices", "Routes")),
    ]


def test_what_blocks_most_teams_comes_first(small: Bundle) -> None:
    teams = [
        team(small, "A", {"data.a": NONE, "data.b": NONE}),
        team(small, "B", {"data.a": AUTO, "data.b": NONE}),
    ]

    found = roll_up(small.questionnaire, teams)

    assert [(b.practice, b.teams) for b in found.blocking] == [
        ("data.b", ("A", "B")),
        ("data.a", ("A",)),
    ]


def test_adoption_is_given_by_quartiles_of_those_who_know(small: Bundle) -> None:
    shares = [NONE, HAND, HAND, AUTO]
    teams = [team(small, f"T{n}", {"data.a": rung}) for n, rung in enumerate(shares)]

    found = roll_up(small.questionnaire, [*teams, team(small, "T9", {})])
    data = found.adoption["data"]

    assert data is not None
    assert data.teams == 4
    assert (data.least, data.most) == (0, 1)
    assert (data.lower, data.median, data.upper) == pytest.approx(
        tuple(np.percentile([0, 0.5, 0.5, 1], [25, 50, 75]))
    )
    assert found.adoption["ops"] is None


def test_the_same_mean_does_not_look_the_same(small: Bundle) -> None:
    alike = [team(small, f"T{n}", dict.fromkeys(IDS, HAND)) for n in range(2)]
    apart = [
        team(small, "T0", dict.fromkeys(IDS, NONE)),
        team(small, "T1", dict.fromkeys(IDS, AUTO)),
    ]

    one, other = (roll_up(small.questionnaire, teams) for teams in (alike, apart))

    assert one.adoption["data"] != other.adoption["data"]
    assert one.levels != other.levels


def test_what_cannot_be_rolled_up_is_refused(small: Bundle, shipped: Bundle) -> None:
    one = team(small, "One", {})
    strict = one.assessment.model_copy(update={"reading": "strict"})

    with pytest.raises(SessionError, match="no team"):
        roll_up(small.questionnaire, [])
    with pytest.raises(SessionError, match="One stands here twice"):
        roll_up(small.questionnaire, [one, one])
    with pytest.raises(SessionError, match="answered other questions"):
        roll_up(shipped.questionnaire, [one])
    with pytest.raises(SessionError, match="judged by reading strict"):
        roll_up(
            small.questionnaire,
            [one, Team(name="Two", sheet=one.sheet, assessment=strict)],
        )
