"""Fixtures of the assess tests: small questionnaires and rules."""

import pytest
from assess_builders import practice, questionnaire, reading

from advisor.assess.questionnaire import Questionnaire
from advisor.assess.reading import DemandReading, Readings, SectionReading
from advisor.assess.settings import Settings, load


@pytest.fixture(scope="session")
def settings() -> Settings:
    return load()


@pytest.fixture(scope="session")
def four() -> Questionnaire:
    """Four practices: data.a <- data.b, ops.c, ops.d."""
    return questionnaire(
        practice("data.a"),
        practice("data.b", prerequisites=("data.a",)),
        practice("ops.c", owner="devops"),
        practice("ops.d"),
    )


@pytest.fixture(scope="session")
def rule() -> DemandReading:
    """Level 1: data.a by hand and data.b automated. Level 2: data.a, ops.c automated."""
    return reading(
        {"by_hand": ["data.a"], "automated": ["data.b"]},
        {"automated": ["data.a", "ops.c"]},
    )


@pytest.fixture(scope="session")
def test_score_rule() -> SectionReading:
    return SectionReading.model_validate(
        {
            "kind": "sections",
            "id": "score",
            "name": "Score",
            "source": "tests",
            "stance": "Points.",
            "sections": [
                {"id": "data", "name": "Data", "tests": ["T1", "T2"]},
                {"id": "ops", "name": "Ops", "tests": ["T3", "T4"]},
            ],
            "levels": [
                {"level": 0, "name": "Zero", "summary": "None."},
                {"level": 1, "name": "One", "summary": "Some.", "above": 0},
                {"level": 2, "name": "Two", "summary": "More.", "above": 1},
            ],
        }
    )


@pytest.fixture(scope="session")
def scored() -> Questionnaire:
    """One practice for each of T1 to T3; T4 is cited by two."""
    return questionnaire(
        practice("data.one", sources={"tests": ("T1",)}),
        practice("data.two", sources={"tests": ("T2",)}),
        practice("ops.three", sources={"tests": ("T3",)}),
        practice("ops.four", sources={"tests": ("T4",)}),
        practice("ops.also_four", sources={"tests": ("T4",)}),
    )


@pytest.fixture(scope="session")
def readings(rule: DemandReading, test_score_rule: SectionReading) -> Readings:
    return Readings(readings=(rule, test_score_rule))
