"""Every platform is rated on every capability, and says what the rating rests on."""

from datetime import date

import pytest

from advisor import content
from advisor.advise.catalogue import load_catalogue
from advisor.advise.platforms import Platform

CATALOGUE = load_catalogue()
COMPILED = date(2026, 11, 22)
NAMED_BY_THE_PAPER = (
    "Airflow",
    "Algorithmia",
    "Allegro",
    "AWS Data Wrangler",
    "Azure ML",
    "Databricks",
    "DataRobot",
    "Flask",
    "Google Cloud Auto ML",
    "Kubeflow",
    "MLflow",
    "ModelDB",
    "Pachyderm",
    "Polyaxon",
    "Seldon",
    "Spark",
    "Synapse",
    "Valohai",
)
OPEN_SOURCE_OF_THE_PAPER = ("kubeflow", "modeldb", "seldon_core", "mlflow")

each_platform = pytest.mark.parametrize(
    "platform", CATALOGUE.platforms, ids=lambda p: p.id
)


def test_there_are_at_least_44_platforms() -> None:
    assert len(CATALOGUE.platforms) >= 44


@pytest.mark.parametrize("name", NAMED_BY_THE_PAPER)
def test_a_system_that_the_paper_names_is_there(name: str) -> None:
    assert [p for p in CATALOGUE.platforms if name in (p.name, p.seed_name)]


@pytest.mark.parametrize("id_", OPEN_SOURCE_OF_THE_PAPER)
def test_the_papers_open_source_stands_in_that_group(id_: str) -> None:
    assert CATALOGUE.by_id[id_].group == "open_source"


@pytest.mark.parametrize("group", ["model_training", "mlops_core", "cloud"])
def test_every_group_has_platforms_that_can_be_recommended(group: str) -> None:
    assert sum(p.recommended for p in CATALOGUE.by_group(group)) >= 3


@each_platform
def test_a_platform_is_rated_on_exactly_the_vocabulary(platform: Platform) -> None:
    assert list(platform.cells) == list(CATALOGUE.capabilities.by_id)


@each_platform
def test_what_is_over_names_a_living_successor(platform: Platform) -> None:
    if platform.recommended:
        assert platform.successor is None
    else:
        assert platform.successor is not None
        assert CATALOGUE.by_id[platform.successor].recommended


@pytest.mark.parametrize("id_", ["algorithmia", "modeldb", "neptune", "whylogs"])
def test_a_dead_product_is_not_recommended(id_: str) -> None:
    assert not CATALOGUE.by_id[id_].recommended


@each_platform
def test_a_sentence_about_a_platform_ends_as_one(platform: Platform) -> None:
    sentences = [
        platform.summary,
        platform.status_note,
        platform.skills.needs,
        platform.licence.note,
        platform.health.note,
        *(change.what for change in platform.owner_changes),
        *(cell.note for cell in platform.cells.values()),
    ]

    for sentence in sentences:
        assert sentence is None or sentence.endswith("."), sentence


@each_platform
def test_owner_changes_stand_in_order_and_in_the_past(platform: Platform) -> None:
    days = [change.on for change in platform.owner_changes]

    assert days == sorted(days)
    assert all(day <= COMPILED.isoformat() for day in days)


@each_platform
def test_a_free_platform_is_open_and_an_open_edition_is_free(
    platform: Platform,
) -> None:
    if platform.cost_class == "free":
        assert platform.licence.open
    if platform.edition == "open":
        assert platform.cost_class == "free"


@each_platform
def test_in_a_commercial_product_no_cell_is_called_free(platform: Platform) -> None:
    if platform.edition == "commercial":
        assert {c.edition for c in platform.cells.values()} <= {"paid", "unknown"}


@each_platform
def test_a_known_cell_has_a_source_or_says_it_is_a_judgement(
    platform: Platform,
) -> None:
    for id_, cell in platform.cells.items():
        said = cell.source or cell.basis == "judgement"
        assert cell.value == "unknown" or said, id_


@each_platform
def test_a_depth_is_rated_from_the_facts_and_never_guessed(platform: Platform) -> None:
    for id_, cell in platform.cells.items():
        if cell.value == "unknown":
            assert cell.depth is None, id_
        elif cell.value == "none":
            assert cell.depth == 0, id_
        elif cell.value == "integration" or cell.limited:
            assert cell.depth == 1, id_
        elif cell.note is None:
            assert cell.depth == 2, id_
        else:
            assert cell.depth in (2, 3), id_


@each_platform
def test_a_limited_cell_says_in_what(platform: Platform) -> None:
    for id_, cell in platform.cells.items():
        assert cell.note or not cell.limited, id_


@each_platform
def test_a_cell_was_not_checked_in_the_future(platform: Platform) -> None:
    for id_, cell in platform.cells.items():
        assert cell.checked_on <= COMPILED, id_


@each_platform
def test_a_platform_is_not_its_own_way_to_a_capability(platform: Platform) -> None:
    for id_, cell in platform.cells.items():
        assert platform.id not in cell.via, id_


def test_a_depth_of_three_is_rare() -> None:
    leading = [r for r in CATALOGUE.cells if r.cell.depth == 3]

    assert 0 < len(leading) < len(CATALOGUE.cells) / 10


@each_platform
def test_leading_tracking_has_roles_and_lineage_beside_it(platform: Platform) -> None:
    if platform.depth("experiment_tracking") == 3:
        assert (platform.depth("governance_rbac") or 0) >= 2
        assert (platform.depth("audit_lineage") or 0) >= 2


def test_an_integration_fits_the_cell_it_explains() -> None:
    for edge in CATALOGUE.integrations.integrations:
        cell = CATALOGUE.by_id[edge.a].cells[edge.capability]
        assert cell.value in ("integration", "native"), edge


@each_platform
def test_every_sourced_way_is_listed_as_an_integration(platform: Platform) -> None:
    listed = {
        (e.a, e.b, e.capability): e.source for e in CATALOGUE.integrations.integrations
    }
    for id_, cell in platform.cells.items():
        for tool in cell.via if cell.basis == "sourced" else ():
            assert listed[platform.id, tool, id_] == cell.source, (id_, tool)


def test_every_listed_tool_is_used() -> None:
    used = {edge.b for edge in CATALOGUE.integrations.integrations}
    used |= {tool for p in CATALOGUE.platforms for tool in p.works_with}
    used |= {tool for rated in CATALOGUE.cells for tool in rated.cell.via}

    assert set(CATALOGUE.integrations.tools) <= used
    assert not set(CATALOGUE.integrations.tools) & set(CATALOGUE.by_id)


def test_the_document_prints_the_counts_that_the_command_prints() -> None:
    page = (content.data_folder().parent / "docs" / "platforms.md").read_text()

    for basis, count in CATALOGUE.counts_by_basis().items():
        assert f"| {basis} | {count} |" in page
    assert f"**{len(CATALOGUE.cells):,} cells**" in page
    assert f"**{len(CATALOGUE.stale_cells(COMPILED))} cells**" in page
