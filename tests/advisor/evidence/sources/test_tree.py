"""The files of a project are listed and read; nothing outside it ever is."""

import os
from pathlib import Path

import pytest
from evidence_builders import commit, git, write

from advisor.evidence.sources import tree
from advisor.evidence.sources.tree import Reader, Role


def listed(reader: Reader) -> set[str]:
    return {file.path for file in reader.tree.files}


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("src/train.py", Role.PRODUCT),
        ("tests/test_train.py", Role.TEST),
        ("src/test_train.py", Role.TEST),
        ("examples/train.py", Role.EXAMPLE),
        ("docs/conf.py", Role.DOCS),
        ("vendor/mlflow/run.py", Role.VENDORED),
        ("tests/node_modules/x.js", Role.VENDORED),
        ("src/model_pb2.py", Role.GENERATED),
        ("latest/train.py", Role.PRODUCT),
    ],
)
def test_a_path_tells_what_a_file_is_for(path: str, role: Role) -> None:
    assert tree.role(path) is role


def test_ignored_files_are_no_part_of_a_repository(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "secret.py\n", "secret.py": "", "a.py": ""})
    commit(tmp_path)
    write(tmp_path, {"new.py": ""})

    reader = tree.read(tmp_path)

    assert listed(reader) == {".gitignore", "a.py", "new.py"}
    assert reader.tree.by_path["a.py"].tracked
    assert not reader.tree.by_path["new.py"].tracked


def test_a_bare_repository_is_read_from_its_objects(tmp_path: Path) -> None:
    commit(write(tmp_path / "work", {"a b.py": "x = 1\n", "-rf": "y"}))
    git(tmp_path, "clone", "-q", "--bare", "work", "bare.git")

    reader = tree.read(tmp_path / "bare.git")

    assert listed(reader) == {"a b.py", "-rf"}
    assert reader.text("a b.py") == "x = 1\n"
    assert reader.text("-rf") == "y"
    tree.released(reader)


@pytest.mark.parametrize("in_git", [True, False])
def test_a_link_is_not_followed(tmp_path: Path, in_git: bool) -> None:
    outside = write(tmp_path / "outside", {"secret.py": "password = 1"})
    root = write(tmp_path / "acme", {"a.py": ""})
    (root / "link.py").symlink_to(outside / "secret.py")
    (root / "folder").symlink_to(outside)
    (root / "loop").symlink_to(root)
    if in_git:
        commit(root)

    reader = tree.read(root)

    assert listed(reader) == {"a.py"}
    assert {"link.py", "folder", "loop"} <= {s.place for s in reader.skipped}


def test_a_folder_that_became_a_link_is_not_read_through(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"a.py": "password = 1"})
    root = write(tmp_path / "acme", {"pkg/a.py": "x = 1"})
    reader = tree.read(root)
    (root / "pkg" / "a.py").unlink()
    (root / "pkg").rmdir()
    (root / "pkg").symlink_to(outside)

    assert reader.content("pkg/a.py") is None


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "Makefile")

    reader = tree.read(tmp_path)

    assert listed(reader) == set()
    assert reader.skipped[0].reason == "not a file"


def test_a_repository_that_leads_elsewhere_is_walked_instead(tmp_path: Path) -> None:
    commit(write(tmp_path / "other", {"b.py": ""}))
    root = write(tmp_path / "acme", {"a.py": ""})
    (root / ".git").write_text(f"gitdir: {tmp_path}/other/.git\n", encoding="utf-8")

    reader = tree.read(root)

    assert "a.py" in listed(reader)
    assert not reader.tree.git
    assert "leads out of the folder" in reader.skipped[0].reason


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("objects/info/alternates", "/somewhere/objects\n"),
        ("config", "[include]\n\tpath = /etc/passwd\n"),
        ("config", '[ includeIf "gitdir:/" ]\n\tpath = /etc/passwd\n'),
    ],
)
def test_a_repository_with_parts_elsewhere_is_refused(
    tmp_path: Path, file: str, text: str
) -> None:
    commit(write(tmp_path, {"a.py": ""}))
    with (tmp_path / ".git" / file).open("a", encoding="utf-8") as out:
        out.write(text)

    reader = tree.read(tmp_path)

    assert not reader.tree.git
    assert (
        "outside" in reader.skipped[0].reason or "includes" in reader.skipped[0].reason
    )


def test_programs_that_a_repository_names_are_not_started(tmp_path: Path) -> None:
    root = commit(
        write(tmp_path / "acme", {"a.py": "", ".gitattributes": "* diff=x\n"})
    )
    mark = tmp_path / "started"
    script = write(tmp_path, {"run": f"#!/bin/sh\ntouch {mark}\n"}) / "run"
    script.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "gpg.program", "diff.x.textconv"):
        git(root, "config", key, str(script))
    git(root, "config", "log.showSignature", "true")

    from advisor.evidence.sources import history

    reader = tree.read(root)
    assert history.read(root, reader) is not None

    assert not mark.exists()


def test_what_a_partial_clone_did_not_fetch_is_not_read(tmp_path: Path) -> None:
    commit(write(tmp_path / "work", {"a.py": "x = 1\n", "large.bin": "y" * 2_000}))
    git(tmp_path / "work", "config", "uploadpack.allowFilter", "true")
    place = f"file://{tmp_path}/work"
    git(tmp_path, "clone", "-q", "--bare", "--filter=blob:limit=1k", place, "part.git")

    reader = tree.read(tmp_path / "part.git")

    assert "a.py" in listed(reader)
    assert reader.content("large.bin") is None
    tree.released(reader)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ((b"160000", b"commit", b"-"), "a submodule"),
        ((b"120000", b"blob", b"9"), "a link"),
        ((b"100644", b"blob", b"BAD"), "its content is not in the repository"),
        ((b"100644", b"blob", b"9"), ""),
    ],
)
def test_an_entry_of_a_commit_tells_why_it_is_not_read(
    entry: tuple[bytes, bytes, bytes], reason: str
) -> None:
    assert tree._unreadable(*entry) == reason


def test_an_empty_repository_has_no_files(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")

    assert listed(tree.read(tmp_path)) == set()


def test_a_submodule_is_said_to_be_one(tmp_path: Path) -> None:
    commit(write(tmp_path / "inner", {"b.py": ""}))
    root = commit(write(tmp_path / "acme", {"a.py": ""}))
    git(root, "-c", "protocol.file.allow=always", "submodule", "add", "../inner", "sub")
    commit(root, "Add")

    reader = tree.read(root)

    assert listed(reader) == {"a.py", ".gitmodules"}
    assert ("sub", "a submodule") in {(s.place, s.reason) for s in reader.skipped}


def test_what_is_too_large_or_no_text_is_skipped_with_a_reason(tmp_path: Path) -> None:
    root = write(tmp_path, {"large.txt": "x" * 1_000_001})
    (root / "raw.txt").write_bytes(b"a\0b")
    (root / "broken.txt").write_bytes(b"\xff\xfeabc\xe9")

    reader = tree.read(root)

    assert reader.text("large.txt") is None
    assert reader.text("raw.txt") is None
    assert "abc" in (reader.text("broken.txt") or "")
    assert {s.reason for s in reader.skipped} == {"larger than 1 MB", "not text"}
