"""The rooms and who may enter them, and the walls on size."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted(
    path
    for folder in ("advisor", "reference_stack")
    for path in (ROOT / folder).rglob("*.py")
)
LONGEST_MODULE = 400
LONGEST_FUNCTION = 50
PARTS = {
    "requirements-advisor.lock": {"mlflow", "bentoml", "pytest"},
    "requirements-stack.lock": {"dagster", "pytest"},
}
FORBIDDEN = re.compile(r"(utils?|helpers?|managers?|base|common|misc)(\.py)?$")


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_is_small_and_captioned(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)

    assert len(text.splitlines()) <= LONGEST_MODULE
    assert ast.get_docstring(tree)
    assert not FORBIDDEN.search(path.name)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


def test_the_locks_hold_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", *PARTS):
        lines = (ROOT / name).read_text().splitlines()
        pinned = [line for line in lines if re.match(r"[a-z0-9]", line)]

        assert pinned
        assert not [line for line in lines if "://" in line or line.startswith("-")]
        assert all("==" in line for line in pinned)
        assert len([line for line in lines if "--hash=sha256:" in line]) >= len(pinned)


@pytest.mark.parametrize(("part", "without"), PARTS.items())
def test_a_part_of_the_lock_agrees_with_the_whole(part: str, without: set[str]) -> None:
    whole, own = (
        dict(re.findall(r"^([a-z0-9._-]+)(?:\[.*\])?==(\S+)", text, re.MULTILINE))
        for text in (
            (ROOT / "requirements.lock").read_text(),
            (ROOT / part).read_text(),
        )
    )

    assert own.items() <= whole.items()
    assert not without & own.keys()


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    reasons = (ROOT / "docs/decisions/0004-dependencies.md").read_text()
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(line for extra in extras for line in extra)]

    for requirement in wanted:
        name = re.match(r"[A-Za-z0-9-]+", requirement)
        assert name
        stubs = name[0].startswith("types-") or name[0].endswith("-stubs")
        assert stubs or name[0] == project["name"] or name[0] in reasons, name[0]
