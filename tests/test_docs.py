"""Documentation is true: commands run, places exist, words are defined."""

import re
from pathlib import Path

import pytest

from advisor.cli import _parser

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *ROOT.glob("*/README.md"),
]
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_the_readme_is_short_and_opens_with_the_two_commands() -> None:
    lines = README.splitlines()
    opening = "\n".join(lines[:15])

    assert len(lines) <= 150
    assert "\nmake app" in opening
    assert "\nmake test" in opening


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(r"^make ([a-z]+)", README, re.MULTILINE)))
)
def test_a_named_make_target_exists(name: str) -> None:
    assert name in TARGETS


@pytest.mark.parametrize(
    "line", re.findall(r"^\.venv/bin/mlops-advisor ([^#\n]+)", README, re.MULTILINE)
)
def test_a_command_line_of_the_readme_is_understood(line: str) -> None:
    parsed = _parser().parse_args(line.split())

    assert callable(parsed.run)


@pytest.mark.parametrize("place", re.findall(r"^\| (`.+?) \|", README, re.MULTILINE))
def test_every_place_on_the_map_exists(place: str) -> None:
    for path in re.findall(r"`(.+?)`", place):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("page", DOCS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_ci_runs_what_the_readme_names() -> None:
    script = (ROOT / ".ci" / "run").read_text()

    assert "make check" in script
    assert "make test" in script
