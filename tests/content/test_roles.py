"""Every role has work, and every phase knows who does it."""

from pathlib import Path

import pytest

from advisor.assess import questionnaire
from advisor.assess.lifecycle import Phase, Role, load_lifecycle, load_roles
from advisor.errors import ContentError

ROLES = load_roles()
LIFECYCLE = load_lifecycle()
PRACTICES = tuple(questionnaire.load().practices.values())

each_role = pytest.mark.parametrize("role", ROLES.roles, ids=lambda r: r.id)
each_phase = pytest.mark.parametrize("phase", LIFECYCLE.phases, ids=lambda p: p.id)


def test_there_are_the_six_roles_of_the_source_paper() -> None:
    assert set(ROLES.by_id) == {
        "subject_matter_expert",
        "data_scientist",
        "data_engineer",
        "devops",
        "risk_manager",
        "ml_architect",
    }


@each_role
def test_a_role_owns_or_collaborates_on_a_practice(role: Role) -> None:
    assert [p for p in PRACTICES if role.id in (p.owner, p.collaborator)]


@each_role
def test_a_role_works_in_phases_that_exist(role: Role) -> None:
    assert role.phases
    assert set(role.phases) <= set(LIFECYCLE.by_id)


@each_role
def test_a_role_says_what_it_does_in_each_of_its_phases(role: Role) -> None:
    assert all(role.phases.values())


@each_phase
def test_the_owner_and_the_collaborator_have_work_in_the_phase(phase: Phase) -> None:
    working = {role.id for role in ROLES.roles if phase.id in role.phases}

    assert phase.owner in working
    assert phase.collaborator in {*working, "everyone"}


def test_two_roles_of_one_id_are_refused(tmp_path: Path) -> None:
    entry = "  - {id: a, name: Role, responsibilities: [Does something.], phases: {}}\n"
    path = tmp_path / "roles.yaml"
    path.write_text("roles:\n" + entry + entry)

    with pytest.raises(ContentError, match="role 'a' is defined twice"):
        load_roles(path)
