"""The survey figures are whole, and a wrong file is refused with its line."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from advisor.assess.adoption import COLUMNS, load_adoption
from advisor.assess.sources import load_sources
from advisor.errors import ContentError

FIGURES = load_adoption()
REGIONS = tuple(dict.fromkeys(figure.region for figure in FIGURES))
HEADER = ",".join(COLUMNS)

each_region = pytest.mark.parametrize("region", REGIONS)


def of(region: str) -> Mapping[str, int]:
    """Return the shares of a region by stage."""
    return {f.stage: f.share_percent for f in FIGURES if f.region == region}


def test_the_overall_figures_come_first() -> None:
    assert REGIONS[0] == "All Regions"
    assert set(REGIONS[1:]) == {"North America", "Europe", "Asia"}


@each_region
def test_a_region_has_the_three_stages(region: str) -> None:
    assert list(of(region)) == ["exploring", "early_adopter", "sophisticated"]


def test_the_overall_figures_are_the_published_ones() -> None:
    assert of("All Regions") == {
        "exploring": 49,
        "early_adopter": 36,
        "sophisticated": 15,
    }


@pytest.mark.parametrize("stage", ["exploring", "early_adopter", "sophisticated"])
def test_the_overall_share_lies_between_those_of_the_regions(stage: str) -> None:
    regional = [of(region)[stage] for region in REGIONS[1:]]

    assert min(regional) <= of("All Regions")[stage] <= max(regional)


def test_only_the_overall_figures_claim_to_be_confirmed() -> None:
    confirmed = {f.region for f in FIGURES if f.binding == "confirmed"}

    assert confirmed == {"All Regions"}


def test_every_figure_names_a_known_source() -> None:
    assert {figure.source for figure in FIGURES} <= set(load_sources().by_id)


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        pytest.param(
            "a,b\n", r":1: columns are a,b; expected region,", id="other columns"
        ),
        pytest.param("", r":1: columns are ; expected region,", id="empty"),
        pytest.param(
            f"{HEADER}\nAsia,exploring\n", r":2: 2 values; expected 5", id="short row"
        ),
        pytest.param(
            f"{HEADER}\nAsia,exploring,many,s,confirmed\n",
            r":2: figures\.0\.share_percent",
            id="not a number",
        ),
        pytest.param(
            f"{HEADER}\nAsia,exploring,99,s,confirmed\nAsia,expert,1,s,confirmed\n",
            r":3: figures\.1\.stage",
            id="unknown stage",
        ),
        pytest.param(
            f"{HEADER}\nAsia,exploring,60,s,confirmed\n",
            r"add up to 60",
            id="not the whole",
        ),
        pytest.param(
            f'{HEADER}\n"Asia,exploring\n', r":2: not CSV", id="open quotation"
        ),
        pytest.param(f"{HEADER}\n", r"figures", id="no figures"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(
    tmp_path: Path, rows: str, complaint: str
) -> None:
    path = tmp_path / "adoption.csv"
    path.write_text(rows)

    with pytest.raises(ContentError, match=complaint):
        load_adoption(path)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "adoption.csv"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ContentError, match="not UTF-8 text"):
        load_adoption(path)
