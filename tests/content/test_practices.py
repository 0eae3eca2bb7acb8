"""The practices keep the promises that the rest of the product builds on."""

import re

import pytest

from advisor.assess import questionnaire
from advisor.assess.capability import load_capabilities
from advisor.assess.lifecycle import load_lifecycle, load_roles
from advisor.assess.questionnaire import EVERYONE, LADDER, Dimension, Practice, Rung
from advisor.assess.sources import load_sources

QUESTIONS = questionnaire.load()
PRACTICES = tuple(QUESTIONS.practices.values())
PHASES = load_lifecycle().by_id
ROLES = load_roles().by_id
CAPABILITIES = load_capabilities().by_id
SOURCES = load_sources().by_id

ROOMS = (
    "business_understanding|data_acquisition|model_development|model_deployment"
    "|model_monitoring|orchestration|tracking|ledger|lifecycle|ci|cases"
)
SENTENCE_ENDS = re.compile(r"[.!?](?=\s|$)")

each_practice = pytest.mark.parametrize("practice", PRACTICES, ids=lambda p: p.id)
each_dimension = pytest.mark.parametrize(
    "dimension", QUESTIONS.dimensions, ids=lambda d: d.dimension
)
each_rung = pytest.mark.parametrize("rung", LADDER)


def test_there_are_60_to_75_practices() -> None:
    assert 60 <= len(PRACTICES) <= 75


def test_an_id_stands_for_one_practice() -> None:
    ids = [p.id for dimension in QUESTIONS.dimensions for p in dimension.practices]

    assert len(set(ids)) == len(ids)


@each_dimension
def test_an_id_starts_with_its_dimension(dimension: Dimension) -> None:
    for practice in dimension.practices:
        assert practice.id.startswith(f"{dimension.dimension}.")


def test_only_governance_is_an_overlay() -> None:
    overlays = [d.dimension for d in QUESTIONS.dimensions if d.overlay]

    assert overlays == ["governance"]


@each_practice
def test_a_practice_stands_in_a_phase_of_the_life_cycle(practice: Practice) -> None:
    assert practice.phase in PHASES


@each_practice
def test_a_practice_is_owned_by_a_role(practice: Practice) -> None:
    assert practice.owner in ROLES


@each_practice
def test_the_collaborator_is_another_role_or_everyone(practice: Practice) -> None:
    assert practice.collaborator in {*ROLES, EVERYONE} - {practice.owner}


@each_practice
def test_a_needed_capability_is_in_the_vocabulary(practice: Practice) -> None:
    assert practice.capability is None or practice.capability in CAPABILITIES


@each_practice
def test_shown_by_names_a_room_and_a_step_of_the_reference_stack(
    practice: Practice,
) -> None:
    shown = practice.shown_by

    assert shown is None or re.fullmatch(rf"({ROOMS})/[a-z][a-z0-9_]*", shown)


@each_practice
@each_rung
def test_a_rung_is_exactly_one_sentence(practice: Practice, rung: Rung) -> None:
    text = getattr(practice.ladder, rung.value)

    assert len(SENTENCE_ENDS.findall(text)) == 1
    assert text.endswith((".", "!"))


@each_practice
def test_no_two_rungs_say_the_same(practice: Practice) -> None:
    rungs = {getattr(practice.ladder, rung.value).lower() for rung in LADDER}

    assert len(rungs) == len(LADDER)


@each_practice
def test_a_question_is_one_question(practice: Practice) -> None:
    assert practice.question.endswith("?")
    assert practice.question.count("?") == 1


@each_practice
def test_a_practice_cites_a_source(practice: Practice) -> None:
    assert practice.sources


@each_practice
def test_every_cited_source_exists(practice: Practice) -> None:
    assert set(practice.sources) <= set(SOURCES)


@each_practice
def test_every_cited_item_exists_where_the_source_lists_its_items(
    practice: Practice,
) -> None:
    lost = [
        f"{source}: {item}"
        for source, items in practice.sources.items()
        for item in items
        if SOURCES[source].items and item not in SOURCES[source].items
    ]

    assert not lost


def test_no_question_is_asked_twice() -> None:
    asked = [practice.question.lower() for practice in PRACTICES]

    assert len(set(asked)) == len(asked)


def test_prerequisites_come_first_in_the_order() -> None:
    place = {id_: number for number, id_ in enumerate(QUESTIONS.in_order)}

    assert len(place) == len(PRACTICES)
    for practice in PRACTICES:
        for needed in practice.prerequisites:
            assert place[needed] < place[practice.id]


def test_at_least_95_percent_of_the_practices_are_connected() -> None:
    connected = [p for p in PRACTICES if p.prerequisites or QUESTIONS.dependants[p.id]]

    assert len(connected) >= 0.95 * len(PRACTICES)


def test_a_practice_outside_governance_never_waits_for_governance() -> None:
    overlay = {
        p.id
        for dimension in QUESTIONS.dimensions
        if dimension.overlay
        for p in dimension.practices
    }
    waiting = [
        p.id
        for p in PRACTICES
        if p.id not in overlay and overlay & set(p.prerequisites)
    ]

    assert not waiting


def test_the_quick_questions_are_few_and_touch_every_phase() -> None:
    phases = {QUESTIONS.practices[id_].phase for id_ in QUESTIONS.quick}

    assert 1 <= len(QUESTIONS.quick) <= 12
    assert len(set(QUESTIONS.quick)) == len(QUESTIONS.quick)
    assert phases == set(PHASES)
