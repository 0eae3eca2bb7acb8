"""Fixtures of the session tests: the shipped content and a small one."""

import pytest
from assess_builders import practice, questionnaire, reading

from advisor.assess import bundle as bundles
from advisor.assess.bundle import Bundle
from advisor.assess.questionnaire import Questionnaire
from advisor.assess.reading import DemandReading, Readings
from advisor.assess.settings import Settings
from advisor.assess.settings import load as load_scoring
from advisor.session.settings import SessionSettings, load


@pytest.fixture(scope="session")
def settings() -> SessionSettings:
    return load()


@pytest.fixture(scope="session")
def scoring() -> Settings:
    return load_scoring()


@pytest.fixture(scope="session")
def shipped() -> Bundle:
    return bundles.load()


@pytest.fixture(scope="session")
def four() -> Questionnaire:
    """Four practices: three gate a level, the last one gates none."""
    return questionnaire(
        practice("data.a", owner="data_engineer", collaborator="everyone"),
        practice("data.b", owner="data_engineer", collaborator="data_scientist"),
        practice("ops.c", owner="devops", collaborator="data_scientist"),
        practice("ops.d", owner="risk_manager", collaborator="devops"),
    )


@pytest.fixture(scope="session")
def rule() -> DemandReading:
    """Level 1: data.a by hand and data.b automated. Level 2: data.a, ops.c automated."""
    return reading(
        {"by_hand": ["data.a"], "automated": ["data.b"]},
        {"automated": ["data.a", "ops.c"]},
    )


@pytest.fixture(scope="session")
def small(four: Questionnaire, rule: DemandReading, scoring: Settings) -> Bundle:
    # Two thousand draws are enough to see that probabilities hang together.
    return Bundle(
        questionnaire=four,
        readings=Readings(readings=(rule,)),
        settings=scoring.model_copy(update={"draws": 2000}),
    )
