"""What a platform record may say, and what can be asked of the catalogue."""

import shutil
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from advisor import content
from advisor.advise.catalogue import GROUPS, Catalogue, load_catalogue
from advisor.advise.integrations import Integration, Integrations
from advisor.advise.platforms import Cell, Platform
from advisor.errors import CatalogueError, ContentError

CATALOGUE = load_catalogue()
CAPABILITIES = list(CATALOGUE.capabilities.by_id)
SOURCED: Mapping[str, Any] = {
    "value": "native",
    "depth": 2,
    "source": "https://example.org/page",
    "checked_on": date(2026, 1, 31),
    "basis": "sourced",
}


def cell(**changes: Any) -> Cell:
    return Cell(**{**SOURCED, **changes})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped data that a test may spoil."""
    return Path(shutil.copytree(content.data_folder(), tmp_path / "data"))


def spoil(path: Path, old: str, new: str) -> int:
    """Replace the first `old` in a file and return the line it stood on."""
    text = path.read_text(encoding="utf-8")
    at = text.index(old)
    path.write_text(text[:at] + new + text[at + len(old) :], encoding="utf-8")
    return text[:at].count("\n") + 1


@given(
    value=st.sampled_from(["native", "integration", "none", "unknown"]),
    limited=st.booleans(),
    depth=st.one_of(st.none(), st.integers(0, 3)),
)
@settings(deadline=None, max_examples=60)
def test_an_offer_allows_only_the_depths_of_its_kind(
    value: str, limited: bool, depth: int | None
) -> None:
    native: set[int | None] = {1} if limited else {2, 3}
    others: dict[str, set[int | None]] = {
        "integration": {1},
        "none": {0},
        "unknown": {None},
    }
    allowed = others.get(value, native)
    basis = "unknown" if value == "unknown" else "sourced"
    fields: dict[str, Any] = {
        "value": value,
        "limited": limited,
        "depth": depth,
        "basis": basis,
        "source": None if value == "unknown" else SOURCED["source"],
        "via": ("spark",),
        "note": "Why it is so.",
    }

    if depth in allowed:
        assert cell(**fields).depth == depth
    else:
        with pytest.raises(ValidationError, match="expected"):
            cell(**fields)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"source": None}, "needs source"),
        ({"basis": "judgement"}, "has no source"),
        ({"basis": "absence"}, "expected one of judgement, sourced"),
        ({"value": "none", "depth": 0, "basis": "unknown"}, "expected one of absence"),
        ({"value": "integration", "depth": 1}, "names in 'via'"),
        ({"depth": 3}, "needs a note"),
        ({"depth": 4, "note": "Too deep."}, "less than or equal to 3"),
        ({"value": "perhaps"}, "native"),
        ({"source": "general knowledge"}, "pattern"),
    ],
)
def test_a_cell_that_does_not_say_what_it_rests_on_is_refused(
    changes: Mapping[str, Any], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        cell(**changes)


def test_what_is_over_needs_a_successor() -> None:
    platform = CATALOGUE.by_id["modeldb"]
    fields = platform.model_dump() | {"successor": None}

    with pytest.raises(ValidationError, match="needs a successor"):
        Platform(**fields)


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_holds_its_main_and_its_further_members(group: str) -> None:
    found = {p.id for p in CATALOGUE.by_group(group)}

    assert found == {
        p.id for p in CATALOGUE.platforms if group in (p.group, *p.also_groups)
    }


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_who_offers_a_capability_comes_deepest_first(capability: str) -> None:
    depths = [p.depth(capability) for p in CATALOGUE.with_capability(capability)]
    known = [d for d in depths if d is not None]

    assert depths == sorted(known, reverse=True)
    assert 0 not in depths


def test_an_unknown_cell_is_no_offer() -> None:
    unknown = [r for r in CATALOGUE.cells if r.cell.value == "unknown"]

    assert unknown
    for rated in unknown:
        offering = CATALOGUE.with_capability(rated.capability)
        assert rated.platform not in {p.id for p in offering}


def test_a_strange_id_is_answered_with_the_right_ones() -> None:
    with pytest.raises(CatalogueError, match="expected one of model_training"):
        CATALOGUE.by_group("saas")
    with pytest.raises(CatalogueError, match="expected one of data_preparation"):
        CATALOGUE.with_capability("autom")


def test_counts_by_basis_add_up_to_all_cells() -> None:
    counted = CATALOGUE.counts_by_basis()

    assert sum(counted.values()) == len(CATALOGUE.cells)
    assert len(CATALOGUE.cells) == len(CATALOGUE.platforms) * len(CAPABILITIES)


def stale(today: date, months: int) -> set[tuple[str, str]]:
    return {(r.platform, r.capability) for r in CATALOGUE.stale_cells(today, months)}


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 36))
@settings(deadline=None, max_examples=25)
def test_no_cell_grows_fresh_again(today: date, months: int) -> None:
    now = stale(today, months)

    assert now <= stale(today + timedelta(days=40), months)
    assert now >= stale(today, months + 1)


def one_cell(checked_on: date) -> Catalogue:
    platform = CATALOGUE.by_id["flask"].model_copy(
        update={"cells": {"deployment": cell(checked_on=checked_on)}}
    )
    return Catalogue(
        capabilities=CATALOGUE.capabilities,
        platforms=(platform,),
        integrations=CATALOGUE.integrations,
    )


@pytest.mark.parametrize(
    ("checked_on", "months", "last_fresh_day"),
    [
        (date(2026, 1, 31), 12, date(2027, 1, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)
def test_a_cell_is_stale_on_the_day_after_its_months_are_over(
    checked_on: date, months: int, last_fresh_day: date
) -> None:
    catalogue = one_cell(checked_on)

    assert not catalogue.stale_cells(last_fresh_day, months)
    assert catalogue.stale_cells(last_fresh_day + timedelta(days=1), months)


def test_the_digest_is_that_of_the_content(folder: Path) -> None:
    same = load_catalogue(folder)
    spoil(folder / "platforms" / "flask.yaml", "cost_class: free", "cost_class: low")

    assert same.digest == CATALOGUE.digest
    assert load_catalogue(folder).digest != CATALOGUE.digest


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[kubeflow, ray", "[kubeflo, ray", "'kubeflo' is neither a platform nor"),
        ("  automl:", "  autom:", "is not in capabilities.yaml"),
        ("id: polyaxon", "id: polyaxom", "names another file"),
        ("depth: 2", "depth: 5", "less than or equal to 3"),
        ("status: active", "status: alive", "Input should be"),
        ("summary:", "sumary:", "Extra inputs"),
    ],
)
def test_a_fault_in_a_platform_file_is_named_by_its_line(
    folder: Path, old: str, new: str, message: str
) -> None:
    path = folder / "platforms" / "polyaxon.yaml"
    line = spoil(path, old, new)

    with pytest.raises(ContentError) as caught:
        load_catalogue(folder)

    wanted = [m for m in str(caught.value).splitlines() if message in m]
    assert wanted
    assert wanted[0].startswith(f"polyaxon.yaml:{line}: ")


def test_a_missing_cell_is_named(folder: Path) -> None:
    path = folder / "platforms" / "polyaxon.yaml"
    spoil(path, "  automl:", "  autom:")

    with pytest.raises(ContentError, match="cells: 'automl' is missing"):
        load_catalogue(folder)


def test_a_successor_that_is_over_itself_is_refused(folder: Path) -> None:
    path = folder / "platforms" / "neptune.yaml"
    line = spoil(path, "successor: mlflow", "successor: modeldb")

    with pytest.raises(ContentError, match=f"neptune.yaml:{line}: successor: 'modeldb"):
        load_catalogue(folder)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("- a: pachyderm", "- a: pachyder", "'pachyder' is not a platform"),
        ("b: weights_and_biases", "b: weights", "'weights' is neither"),
        ("capability: source_control", "capability: git", "'git' is not in"),
    ],
)
def test_a_strange_integration_is_named_by_its_line(
    folder: Path, old: str, new: str, message: str
) -> None:
    line = spoil(folder / "integrations.yaml", old, new)

    with pytest.raises(ContentError) as caught:
        load_catalogue(folder)

    assert str(caught.value).startswith(f"integrations.yaml:{line}: ")
    assert message in str(caught.value)


def edge(a: str, b: str) -> Integration:
    source = "https://example.org/page"
    return Integration(a=a, b=b, capability="automl", source=source)


@pytest.mark.parametrize(
    ("edges", "message"),
    [
        ((edge("ray", "spark"), edge("ray", "spark")), "listed once"),
        ((edge("ray", "ray"),), "integrated with itself"),
    ],
)
def test_an_integration_is_of_two_tools_and_listed_once(
    edges: tuple[Integration, ...], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        Integrations(tools={}, integrations=edges)
