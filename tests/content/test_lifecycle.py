"""The life cycle can be drawn and walked, and its styles and challenges are answered."""

from itertools import pairwise
from pathlib import Path

import pytest

from advisor.assess import questionnaire
from advisor.assess.lifecycle import (
    NO_ML,
    Challenge,
    Decision,
    Edge,
    Phase,
    Style,
    load_lifecycle,
    load_roles,
)
from advisor.assess.questionnaire import EVERYONE
from advisor.errors import ContentError

LIFECYCLE = load_lifecycle()
ROLES = load_roles().by_id
PRACTICES = questionnaire.load().practices
IN_ORDER = [
    "business_understanding",
    "data_acquisition",
    "model_development",
    "model_deployment",
    "model_monitoring",
]
DECISIONS = [decision for phase in LIFECYCLE.phases for decision in phase.decisions]

each_phase = pytest.mark.parametrize("phase", LIFECYCLE.phases, ids=lambda p: p.id)
each_decision = pytest.mark.parametrize("decision", DECISIONS, ids=lambda d: d.id)
each_style = pytest.mark.parametrize("style", LIFECYCLE.styles, ids=lambda s: s.id)
each_challenge = pytest.mark.parametrize(
    "challenge", LIFECYCLE.challenges, ids=lambda c: c.id
)


def citing(item: str) -> set[str]:
    """Return the practices that cite a statement of the source paper."""
    return {p.id for p in PRACTICES.values() if item in p.sources.get("nagarro", ())}


def test_the_five_phases_stand_in_order() -> None:
    assert list(LIFECYCLE.by_id) == IN_ORDER


@pytest.mark.parametrize(("phase", "following"), list(pairwise(IN_ORDER)))
def test_a_phase_leads_to_the_next(phase: str, following: str) -> None:
    assert Edge(source=phase, target=following) in LIFECYCLE.edges


@pytest.mark.parametrize(
    ("phase", "earlier"),
    [
        ("model_development", "data_acquisition"),
        ("model_deployment", "model_development"),
        ("model_monitoring", "model_deployment"),
        ("model_monitoring", "model_development"),
    ],
)
def test_a_no_leads_back(phase: str, earlier: str) -> None:
    assert Edge(source=phase, target=earlier) in LIFECYCLE.edges


def test_the_first_three_phases_can_end_without_machine_learning() -> None:
    ending = {edge.source for edge in LIFECYCLE.edges if edge.target == NO_ML}

    assert ending == set(IN_ORDER[:3])


@each_phase
def test_a_phase_is_owned_by_a_role(phase: Phase) -> None:
    assert phase.owner in ROLES
    assert phase.collaborator in {*ROLES, EVERYONE} - {phase.owner}


@each_phase
def test_a_phase_has_practices(phase: Phase) -> None:
    assert [p for p in PRACTICES.values() if p.phase == phase.id]


@each_decision
def test_yes_and_no_lead_to_different_places(decision: Decision) -> None:
    assert decision.yes != decision.no


@each_decision
def test_a_decision_is_a_question(decision: Decision) -> None:
    assert decision.question.endswith("?")


def test_there_are_the_three_deployment_styles() -> None:
    assert [style.id for style in LIFECYCLE.styles] == [
        "basic",
        "customer_facing",
        "regulated",
    ]


@each_style
def test_a_style_has_a_practice(style: Style) -> None:
    assert citing(f"S.{style.id}")


def test_the_release_path_grows_longer_with_the_risk() -> None:
    lengths = [len(style.release_path) for style in LIFECYCLE.styles]

    assert lengths[0] < min(lengths[1:])


def test_there_are_the_three_standing_challenges() -> None:
    found = {challenge.id for challenge in LIFECYCLE.challenges}

    assert found == {"skills", "language", "interdependencies"}


@each_challenge
def test_a_challenge_is_answered_by_practices_that_exist(challenge: Challenge) -> None:
    assert set(challenge.practices) <= set(PRACTICES)


@each_challenge
def test_the_practices_that_cite_a_challenge_are_listed_with_it(
    challenge: Challenge,
) -> None:
    behind = citing(f"X.{challenge.id}")

    assert behind
    assert behind <= set(challenge.practices)


PHASE = """\
phases:
  - id: one
    name: Phase one
    summary: What it is for.
    owner: devops
    collaborator: everyone
    output: Something
    start: begin
    steps:
      - {id: begin, name: Begin, next: %s}
      - {id: other, name: Other, next: no_ml}
"""


@pytest.mark.parametrize(
    ("target", "complaint"),
    [
        ("begin", "'other' cannot be reached"),
        ("nowhere", "'other' cannot be reached"),
    ],
)
def test_a_lost_node_is_refused(tmp_path: Path, target: str, complaint: str) -> None:
    path = tmp_path / "lifecycle.yaml"
    path.write_text(PHASE % target)

    with pytest.raises(ContentError, match=complaint):
        load_lifecycle(path)


def test_an_arrow_to_nowhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lifecycle.yaml"
    path.write_text((PHASE % "other").replace("next: no_ml", "next: nowhere"))

    with pytest.raises(ContentError, match="'nowhere', which is neither"):
        load_lifecycle(path)


def test_a_phase_that_nothing_leads_to_is_refused(tmp_path: Path) -> None:
    first = PHASE % "other"
    second = first.removeprefix("phases:\n").replace("one", "two")
    second = second.replace("begin", "start_two").replace("other", "end_two")
    path = tmp_path / "lifecycle.yaml"
    path.write_text(first + second)

    with pytest.raises(ContentError, match="phase 'two' cannot be reached from 'one'"):
        load_lifecycle(path)


def test_a_phase_that_cannot_be_left_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lifecycle.yaml"
    path.write_text((PHASE % "other").replace("next: no_ml", "next: begin"))

    with pytest.raises(ContentError, match="no arrow leads out"):
        load_lifecycle(path)


def test_one_id_for_a_phase_and_a_node_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lifecycle.yaml"
    path.write_text((PHASE % "other").replace("begin", "one"))

    with pytest.raises(ContentError, match="'one' is defined twice"):
        load_lifecycle(path)
