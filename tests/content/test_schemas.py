"""The checked-in JSON Schemas are those of the models, and are pointed at."""

import json
import re
from pathlib import Path

import pytest

from advisor import content
from advisor.schemas import schemas

FOLDERS = (content.questionnaires_folder(), content.data_folder())
# A manifest of the reference stack's data is written by a program, not edited.
FILES = sorted(
    path
    for folder in FOLDERS
    for path in folder.rglob("*.yaml")
    if path.name != "manifest.yaml"
)


@pytest.mark.parametrize("name", sorted(schemas()))
def test_a_schema_is_fresh(name: str) -> None:
    kept = content.questionnaires_folder() / "schemas" / name

    assert json.loads(kept.read_text()) == json.loads(schemas()[name]), (
        "run `make schemas`"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_content_file_names_its_schema_for_editors(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]

    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)

    assert found, f"{path.name}: first line names no schema"
    assert (path.parent / found[1]).resolve().is_file()
