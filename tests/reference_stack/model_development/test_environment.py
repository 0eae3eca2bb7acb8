"""Which code made a model: a commit where there is one, a digest of sources otherwise."""

import subprocess
from pathlib import Path

import pytest

from reference_stack.model_development.environment import code, environment, sources


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "a.py").write_text("x = 1\n")
    return folder


def git(folder: Path, *command: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(
        ["git", "-C", str(folder), *who, *command], check=True, capture_output=True
    )


def test_without_a_repository_the_sources_are_named_by_content(package: Path) -> None:
    before = code(package.parent, package)
    (package / "notes.txt").write_text("not a source")

    assert before == code(package.parent, package) == f"source:{sources(package)}"

    (package / "a.py").write_text("x = 2\n")
    assert code(package.parent, package) != before


def test_in_a_clean_repository_it_is_the_commit_and_a_change_is_seen(
    package: Path,
) -> None:
    root = package.parent
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--no-verify", "-m", "first")

    commit = code(root, package)
    assert len(commit) == 40

    (package / "a.py").write_text("x = 2\n")
    assert code(root, package).startswith("source:")


def test_the_environment_names_what_differs() -> None:
    here = environment()
    other = here.model_copy(update={"digest": "0", "code": "1"})

    assert here.changed(here) == ()
    assert here.changed(other) == ("code", "digest")
    assert len(here.digest) == 64
