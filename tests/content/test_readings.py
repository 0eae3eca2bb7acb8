"""The readings demand only what is there, in an order in which it can be done."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from advisor import content
from advisor.assess import questionnaire, reading
from advisor.assess.reading import DemandReading, LevelReading, SectionReading
from advisor.assess.sources import load_sources

QUESTIONS = questionnaire.load()
READINGS = reading.load(QUESTIONS)
SOURCES = load_sources().by_id
FILES = sorted((content.questionnaires_folder() / "readings").glob("*.yaml"))
OVERLAY = {
    practice.id
    for dimension in QUESTIONS.dimensions
    if dimension.overlay
    for practice in dimension.practices
}
TOP_LEVELS: Mapping[str, int] = {
    "nagarro": 2,
    "google": 2,
    "microsoft": 4,
    "aws": 3,
    "ml-test-score": 5,
}
# The lower ends of the bands as published (Breck et al. 2017, table of scores).
BANDS = (None, 0, 1, 2, 3, 5)

DEMANDING = tuple(r for r in READINGS.readings if isinstance(r, DemandReading))
SECTIONS = tuple(r for r in READINGS.readings if isinstance(r, SectionReading))
each_file = pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
each_levelled = pytest.mark.parametrize(
    "levelled", READINGS.levelled, ids=lambda r: r.id
)
each_demanding = pytest.mark.parametrize("demanding", DEMANDING, ids=lambda r: r.id)
each_sections = pytest.mark.parametrize("sections", SECTIONS, ids=lambda r: r.id)


def test_the_sources_that_disagree_each_have_a_reading() -> None:
    assert {r.id for r in READINGS.levelled} == set(TOP_LEVELS)


def test_the_default_reading_is_the_source_paper() -> None:
    assert READINGS.default.id == "nagarro"


def test_the_default_reading_speaks_of_the_contradiction_in_its_source() -> None:
    assert "table" in READINGS.default.stance
    assert "prose" in READINGS.default.stance
    assert "automation.retraining_trigger" in READINGS.default.levels[1].automated


@each_file
def test_an_editor_finds_the_schema_in_the_first_line(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]

    assert first == "# yaml-language-server: $schema=../schemas/reading.schema.json"


@each_file
def test_a_file_is_named_like_its_reading(path: Path) -> None:
    assert path.stem in READINGS.by_id


@pytest.mark.parametrize("id_", READINGS.by_id)
def test_a_reading_names_a_known_source(id_: str) -> None:
    assert READINGS.by_id[id_].source in SOURCES


@each_levelled
def test_a_reading_has_the_levels_of_its_source(levelled: LevelReading) -> None:
    assert levelled.top == TOP_LEVELS[levelled.id]


@each_demanding
def test_level_0_demands_nothing(demanding: DemandReading) -> None:
    assert not demanding.levels[0].demands


@each_demanding
def test_every_level_above_0_demands_something(demanding: DemandReading) -> None:
    assert all(level.demands for level in demanding.levels[1:])


@each_demanding
def test_no_prerequisite_is_demanded_above_its_dependant(
    demanding: DemandReading,
) -> None:
    first = demanding.first_level
    late = [
        f"{needed} (Level {first[needed]}) for {id_} (Level {level})"
        for id_, level in first.items()
        for needed in QUESTIONS.practices[id_].prerequisites
        if first.get(needed, level) > level
    ]

    assert not late


@each_demanding
def test_every_demand_rests_on_a_statement_of_the_source(
    demanding: DemandReading,
) -> None:
    source = demanding.source
    baseless = [
        id_
        for id_ in demanding.demands
        if source not in QUESTIONS.practices[id_].sources
    ]

    assert not baseless


@each_demanding
def test_an_overlay_practice_is_never_demanded(demanding: DemandReading) -> None:
    assert not OVERLAY & set(demanding.demands)


@each_demanding
def test_a_weight_belongs_to_a_demand(demanding: DemandReading) -> None:
    assert set(demanding.weights) <= set(demanding.demands)


@pytest.mark.parametrize("level", range(1, READINGS.default.top + 1))
def test_every_statement_of_the_paper_on_a_level_is_behind_a_demand(level: int) -> None:
    source = READINGS.default.source
    demanded = [
        QUESTIONS.practices[id_] for id_ in READINGS.default.demands_up_to(level)
    ]
    cited = {item for practice in demanded for item in practice.sources.get(source, ())}
    statements = {i for i in SOURCES[source].items if i.startswith(f"L{level}.")}

    assert statements <= cited


@each_sections
def test_the_sections_hold_every_test_of_the_source_once(
    sections: SectionReading,
) -> None:
    tests = [test for section in sections.sections for test in section.tests]

    assert sorted(tests) == sorted(SOURCES[sections.source].items)
    assert {len(section.tests) for section in sections.sections} == {7}


@each_sections
def test_the_bands_are_the_published_ones(sections: SectionReading) -> None:
    assert tuple(band.above for band in sections.levels) == BANDS


@pytest.mark.parametrize(
    "framework", [f for overlay in READINGS.overlays for f in overlay.frameworks]
)
def test_a_badge_has_governance_practices_behind_it(framework: str) -> None:
    behind = [id_ for id_ in OVERLAY if framework in QUESTIONS.practices[id_].sources]

    assert framework in SOURCES
    assert behind
