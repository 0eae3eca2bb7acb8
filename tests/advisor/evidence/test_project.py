"""A project is read as a whole, whatever is in it, and nothing of it is run."""

from pathlib import Path

import pytest
from evidence_builders import commit, project_of, read, silent, write
from scan_builders import NOW

from advisor.errors import EvidenceError
from advisor.evidence import project


def test_a_project_has_what_was_found(tmp_path: Path) -> None:
    files = {"a.py": "x = 1", "Makefile": "a:\n\ttrue\n", ".travis.yml": "script: a\n"}
    found = project_of(tmp_path, files, in_git=True)

    assert all(
        found.has(source) for source in ("tree", "history", "ci", "code", "manifests")
    )
    assert not any(found.has(s) for s in ("notebooks", "mlflow", "predictions"))


def test_an_empty_folder_is_a_project_with_nothing_in_it(tmp_path: Path) -> None:
    found = project_of(tmp_path, {})

    assert found.tree is not None
    assert found.tree.files == ()
    assert not any(found.has(s) for s in ("history", "ci", "code", "manifests"))


def test_a_path_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="expected a folder"):
        project.read(tmp_path / "none", None, None, NOW, silent)


def test_progress_is_told_step_by_step(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    project.read(tmp_path, None, None, NOW, lambda *step: told.append(step))

    assert [step for step, _, _ in told] == [
        "tree",
        "history",
        "ci",
        "manifests",
        "notebooks",
        "code",
    ]
    assert [done for _, done, _ in told] == [1, 2, 3, 4, 5, 6]


def test_nothing_of_a_project_is_run_or_imported(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    touch = f"open({str(mark)!r}, 'w').close()\n"
    files = {
        "a.py": touch,
        "setup.py": touch,
        "conftest.py": touch,
        "sitecustomize.py": touch,
        "Makefile": f"X := $(shell touch {mark})\nall:\n\ttouch {mark}\n",
        ".github/workflows/a.yml": f"on: push\njobs: {{a: {{steps: [{{run: make}}, {{run: touch {mark}}}]}}}}\n",
    }
    folder = commit(write(tmp_path / "acme", files))
    hook = folder / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {mark}\n", encoding="utf-8")
    hook.chmod(0o755)

    read(folder)

    assert not mark.exists()


def test_files_named_like_options_and_worse_are_read(tmp_path: Path) -> None:
    odd = [
        "--help.py",
        "-.py",
        "a\nb.py",
        "ünï.py",
        "a b.py",
        "*.py",
        "$(x).py",
        "'.py",
    ]
    found = project_of(tmp_path, dict.fromkeys(odd, "x = 1\n"), in_git=True)

    assert found.code is not None
    assert set(found.code.modules) == set(odd)
