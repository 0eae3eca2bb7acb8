from pathlib import Path

from evidence_builders import commit, look, read, write
from probe_builders import SHOP, TRAIN, is_yes, run, seen, shows, workflow

from advisor.assess.questionnaire import Rung

PROBE = "code_in_repository"


def test_code_that_a_workflow_takes_from_the_repository_is_under_control(
    tmp_path: Path,
) -> None:
    found = seen(tmp_path, PROBE, SHOP, in_git=True)

    assert is_yes(found)
    assert {pointer.source for pointer in found.pointers} >= {"tree", "history"}


def test_code_that_is_only_kept_is_half_of_it(tmp_path: Path) -> None:
    assert seen(tmp_path, PROBE, TRAIN, in_git=True).rung is Rung.BY_HAND


def test_a_build_takes_it_from_the_repository(tmp_path: Path) -> None:
    ci = {".github/workflows/b.yml": workflow("push", run("docker build ."))}

    assert is_yes(seen(tmp_path, PROBE, TRAIN, ci, in_git=True))


def test_a_folder_without_a_repository_shows_nothing(tmp_path: Path) -> None:
    assert not shows(seen(tmp_path, PROBE, SHOP))


def test_much_code_that_nobody_committed_is_not_under_control(tmp_path: Path) -> None:
    folder = commit(write(tmp_path, SHOP))
    write(folder, {"shop/later.py": "x = 1\n", "shop/more.py": "x = 1\n"})

    assert look(PROBE, read(folder)).rung is Rung.BY_HAND


def test_a_repository_of_documents_holds_no_code(tmp_path: Path) -> None:
    assert not shows(seen(tmp_path, PROBE, {"README.md": "# Shop\n"}, in_git=True))
