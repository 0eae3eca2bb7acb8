"""The history is read as far as it is there."""

from pathlib import Path

from evidence_builders import commit, git, write

from advisor.evidence.sources import history, tree
from advisor.evidence.sources.history import History


def read(path: Path) -> History | None:
    return history.read(path, tree.read(path))


def test_commits_come_newest_first_with_what_they_touched(tmp_path: Path) -> None:
    commit(write(tmp_path, {"a.py": "1"}), "First")
    commit(write(tmp_path, {"features/b.py": "2", "a.py": "3"}), "Second (#12)")
    git(tmp_path, "tag", "v1")

    found = read(tmp_path)

    assert found is not None
    assert [c.subject for c in found.commits] == ["Second (#12)", "First"]
    assert found.commits[0].paths == ("a.py", "features/b.py")
    assert found.commits[0].touched == 2
    assert found.commits[0].merges
    assert not found.commits[1].merges
    assert [c.subject for c in found.touching("features")] == ["Second (#12)"]
    assert [tag.name for tag in found.tags] == ["v1"]
    assert found.complete
    assert "ada" not in next(iter(found.authors))


def test_a_merge_is_known_by_its_parents(tmp_path: Path) -> None:
    commit(write(tmp_path, {"a.py": "1"}))
    git(tmp_path, "checkout", "-q", "-b", "side")
    commit(write(tmp_path, {"b.py": "1"}), "Side")
    git(tmp_path, "checkout", "-q", "main")
    git(tmp_path, "merge", "-q", "--no-ff", "-m", "Bring it in", "side")

    found = read(tmp_path)

    assert found is not None
    assert found.commits[0].merges
    assert len(found.commits[0].parents) == 2


def test_a_shallow_clone_says_that_it_is_one(tmp_path: Path) -> None:
    commit(write(tmp_path / "a", {"a.py": "1"}))
    commit(tmp_path / "a", "Second")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{tmp_path}/a", "b")

    found = read(tmp_path / "b")

    assert found is not None
    assert found.shallow
    assert not found.complete
    assert len(found.commits) == 1


def test_without_a_commit_there_is_no_history(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    reader = tree.read(tmp_path)

    assert history.read(tmp_path, reader) is None
    assert reader.skipped[0].place == "history"


def test_without_a_repository_there_is_no_history(tmp_path: Path) -> None:
    reader = tree.read(tmp_path)

    assert history.read(tmp_path, reader) is None
    assert reader.skipped[0].reason == "no repository at the path"
