"""The files of a project: which there are, what each is for, and how to read them.

In a repository these are the tracked files and those that are neither tracked nor
ignored; of a bare repository the files of HEAD; elsewhere all files found by walking.
Links are never followed. Reading is bounded.
"""

import os
import stat
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

from advisor.evidence.sources.git import GitError, Repository, environment, repository
from advisor.evidence.sources.skipped import Skipped

MOST_FILES: Final = 200_000
MOST_BYTES: Final = 1_000_000


class Role(StrEnum):
    """What a file is for; only the product shows what a project does."""

    PRODUCT = "product"
    TEST = "test"
    EXAMPLE = "example"
    DOCS = "docs"
    VENDORED = "vendored"
    GENERATED = "generated"


PRODUCT: Final = frozenset({Role.PRODUCT})
OWN: Final = frozenset({Role.PRODUCT, Role.TEST})
ANY: Final = frozenset(Role)

_FOLDERS: Final = {
    Role.VENDORED: (
        "site-packages node_modules bower_components vendor vendors vendored _vendor "
        "third_party third-party thirdparty .venv venv virtualenv .tox .nox .eggs"
    ),
    Role.GENERATED: "__pycache__ dist .ipynb_checkpoints .mypy_cache mlruns",
    Role.TEST: (
        "test tests testing testdata test_data fixtures e2e unit_tests benchmark "
        "benchmarks"
    ),
    Role.EXAMPLE: (
        "example examples sample samples demo demos tutorial tutorials playground "
        "cookbook"
    ),
    Role.DOCS: "doc docs documentation",
}
_ROLE_OF: Final = {
    name: role for role, names in _FOLDERS.items() for name in names.split()
}
_ORDER: Final = tuple(_FOLDERS)
# A folder that is not worth walking through: nothing in it is the project's own.
_NOT_WALKED: Final = frozenset({".git", ".hg", ".svn", "__pycache__"}) | {
    name for name, role in _ROLE_OF.items() if role is Role.VENDORED
}


@dataclass(frozen=True, slots=True)
class File:
    """A file: its path with slashes, its bytes, its role, and whether git keeps it."""

    path: str
    size: int
    role: Role
    tracked: bool = False

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def suffix(self) -> str:
        """The ending of the name in small letters, with its dot."""
        stem, dot, ending = self.name.rpartition(".")
        return f".{ending.lower()}" if dot and stem else ""


@dataclass(frozen=True)
class Tree:
    """The files of a project; `git` tells whether a repository keeps them."""

    files: tuple[File, ...]
    git: bool = False
    bare: bool = False

    @cached_property
    def by_path(self) -> dict[str, File]:
        """Each file by its path."""
        return {file.path: file for file in self.files}

    def named(self, *names: str, where: frozenset[Role] = PRODUCT) -> tuple[File, ...]:
        """Return the files that bear one of the names, in any letters."""
        sought = {name.lower() for name in names}
        return tuple(
            f for f in self.files if f.name.lower() in sought and f.role in where
        )

    def ending(
        self, *suffixes: str, where: frozenset[Role] = PRODUCT
    ) -> tuple[File, ...]:
        """Return the files with one of the endings."""
        return tuple(f for f in self.files if f.suffix in suffixes and f.role in where)


class Store(Protocol):
    """Where the content of files comes from."""

    def read(self, path: str) -> bytes | None:
        """Return the content of a file, None if it cannot be had."""

    def close(self) -> None:
        """Let go of what is held open."""


@dataclass
class Reader:
    """Reads files of one tree, and remembers what could not be read."""

    tree: Tree
    store: Store
    skipped: list[Skipped] = field(default_factory=list)

    def content(self, path: str, most: int = MOST_BYTES) -> bytes | None:
        """Return the bytes of a file; None, with a reason, if they cannot be had."""
        file = self.tree.by_path.get(path)
        if file is None:
            return None
        if file.size > most:
            self.skip(path, f"larger than {most // 1_000_000} MB")
            return None
        found = self.store.read(path)
        if found is None:
            self.skip(path, "cannot be read, or is reached through a link")
            return None
        return found[:most]

    def text(self, path: str, most: int = MOST_BYTES) -> str | None:
        """Return a file as text, with a mark for each byte that is not UTF-8."""
        found = self.content(path, most)
        if found is None:
            return None
        if b"\0" in found[:8000]:
            self.skip(path, "not text")
            return None
        return found.decode("utf-8-sig", "replace")

    def skip(self, place: str, reason: str) -> None:
        """Remember that something was not read."""
        self.skipped.append(Skipped(place=place, reason=reason))


class _Folder:
    """Files on disk, none of them reached through a link."""

    def __init__(self, root: Path) -> None:
        self._root = os.path.realpath(root)
        self._own: dict[str, bool] = {}

    def read(self, path: str) -> bytes | None:
        full = os.path.join(self._root, path)  # noqa: PTH118 20,000 times
        folder = os.path.dirname(full)  # noqa: PTH120 20,000 times
        if folder not in self._own:
            self._own[folder] = os.path.realpath(folder) == os.path.normpath(folder)
        if not self._own[folder]:
            return None
        try:
            # A pipe or a device would block; only what is a file now is opened.
            handle = os.open(full, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with open(handle, "rb") as file:  # noqa: PTH123 a handle, not a path
                return file.read(64_000_000)
        except OSError:
            return None

    def close(self) -> None:
        """Nothing is held open."""


class _Objects:
    """The files of a commit, fetched from `git cat-file --batch`."""

    def __init__(self, found: Repository, objects: dict[str, str]) -> None:
        self._objects = objects
        self._process = subprocess.Popen(  # noqa: S603 no shell, no foreign argument
            found.command("cat-file", "--batch"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )

    def read(self, path: str) -> bytes | None:
        asked, answered = self._process.stdin, self._process.stdout
        if asked is None or answered is None:
            return None
        try:
            asked.write(self._objects[path].encode() + b"\n")
            asked.flush()
            head = answered.readline().split()
            if head[1:2] != [b"blob"]:
                return None
            return answered.read(int(head[2]) + 1)[:-1]
        except (KeyError, OSError):
            return None

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


def read(path: Path) -> Reader:
    """List the files at a path, which is a folder or a bare repository."""
    skipped: list[Skipped] = []
    try:
        found = repository(path)
        if found:
            return _of_repository(found, path)
    except GitError as fault:
        skipped.append(Skipped(place="history", reason=str(fault)))
    tree = Tree(tuple(_walk(path, skipped)))
    return Reader(tree, _Folder(path), skipped)


def role(path: str) -> Role:
    """Return what a file is for, judging by its path."""
    *folders, name = path.lower().split("/")
    roles = {_ROLE_OF[folder] for folder in folders if folder in _ROLE_OF}
    if name.endswith(("_pb2.py", "_pb2_grpc.py", ".min.js")):
        roles.add(Role.GENERATED)
    if name.startswith("test_") or name.endswith(("_test.py", "_test.go")):
        roles.add(Role.TEST)
    if name == "conftest.py":
        roles.add(Role.TEST)
    return next((known for known in _ORDER if known in roles), Role.PRODUCT)


def _of_repository(found: Repository, path: Path) -> Reader:
    if found.bare:
        return _of_commit(found)
    tracked = frozenset(_paths(found.run("ls-files", "-z", "--cached")))
    others = ("ls-files", "-z", "--others", "--exclude-standard")
    listed = sorted(tracked | frozenset(_paths(found.run(*others))))
    skipped: list[Skipped] = []
    files = []
    for name in listed[:MOST_FILES]:
        size, reason = _size(path, name)
        if size is None:
            skipped.append(Skipped(place=name, reason=reason))
        else:
            files.append(File(name, size, role(name), name in tracked))
    if len(listed) > MOST_FILES:
        skipped.append(_too_many())
    return Reader(Tree(tuple(files), git=True), _Folder(path), skipped)


def _of_commit(found: Repository) -> Reader:
    listed = _listed(found)
    files, objects, skipped = [], {}, []
    for line in filter(None, listed.split(b"\0")):
        about, _, raw = line.partition(b"\t")
        mode, kind, sha, *sized = about.split()
        size = sized[0] if sized else b"0"
        name = os.fsdecode(raw)
        if reason := _unreadable(mode, kind, size):
            skipped.append(Skipped(place=name, reason=reason))
            continue
        files.append(File(name, int(size), role(name), tracked=True))
        objects[name] = sha.decode()
    tree = Tree(tuple(files[:MOST_FILES]), git=True, bare=True)
    return Reader(tree, _Objects(found, objects), skipped)


def _listed(found: Repository) -> bytes:
    """Return the entries of HEAD, with sizes unless some would have to be fetched."""
    tree = ("ls-tree", "-r", "-z", "--full-tree")
    for options in (("-l",), ()):
        with suppress(GitError):
            return found.run(*tree, *options, "HEAD")
    return b""


def _unreadable(mode: bytes, kind: bytes, size: bytes) -> str:
    """Return why an entry of a commit is no file, nothing if it is one."""
    if kind == b"commit":
        return "a submodule"
    if mode == b"120000":
        return "a link"
    # A partial clone lists files whose content was never fetched.
    return "" if size.isdigit() else "its content is not in the repository"


def _paths(listed: bytes) -> Iterator[str]:
    return (os.fsdecode(raw) for raw in listed.split(b"\0") if raw)


def _size(root: Path, name: str) -> tuple[int | None, str]:
    if name.endswith("/"):
        return None, "a repository of its own"
    try:
        found = os.lstat(os.path.join(root, name))  # noqa: PTH118 20,000 times
    except (OSError, ValueError):
        return None, "no longer there"
    if stat.S_ISREG(found.st_mode):
        return found.st_size, ""
    if stat.S_ISLNK(found.st_mode):
        return None, "a link"
    return None, "a submodule" if stat.S_ISDIR(found.st_mode) else "not a file"


def _walk(root: Path, skipped: list[Skipped]) -> Iterator[File]:
    folders, count = [""], 0
    while folders:
        below = folders.pop()
        for entry in _entries(root, below, skipped):
            name = f"{below}/{entry.name}" if below else entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name.lower() not in _NOT_WALKED:
                    folders.append(name)
                continue
            size, reason = _size(root, name)
            if size is None:
                skipped.append(Skipped(place=name, reason=reason))
                continue
            if count == MOST_FILES:
                skipped.append(_too_many())
                return
            count += 1
            yield File(name, size, role(name))


def _entries(root: Path, below: str, skipped: list[Skipped]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(root / below) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as fault:
        reason = fault.strerror or "cannot be read"
        skipped.append(Skipped(place=below or str(root), reason=reason))
        return []


def _too_many() -> Skipped:
    return Skipped(place="tree", reason=f"more than {MOST_FILES:,} files")


def line_of(text: str, position: int) -> int:
    """Return the line, from 1, on which a position of a text stands."""
    return text.count("\n", 0, position) + 1


def released(reader: Reader) -> None:
    """Close the store behind a reader."""
    with suppress(OSError):
        reader.store.close()
