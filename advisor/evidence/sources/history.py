"""The history of a repository: its latest commits and its tags."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from advisor.evidence.sources.git import GitError, Repository, repository
from advisor.evidence.sources.tree import Reader

MOST_COMMITS: Final = 1_000
MOST_PATHS: Final = 100

_MERGED: Final = ("Merge pull request", "Merge branch", "Merged in", "Merged PR")
_RECORD: Final = "\x1e"
_FORMAT: Final = f"--format={_RECORD}%H%x1f%ct%x1f%ae%x1f%P%x1f%s%x1f"


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit; `author` is a digest, so that no address is kept.

    `touched` counts the files it changed, `paths` are the first of them; both are
    empty for a merge.
    """

    sha: str
    at: datetime
    author: str
    parents: tuple[str, ...]
    subject: str
    touched: int = 0
    paths: tuple[str, ...] = ()

    @property
    def merges(self) -> bool:
        """Tell whether it brings in a branch or a reviewed change."""
        numbered = self.subject.rstrip().endswith(")") and "(#" in self.subject
        return len(self.parents) > 1 or numbered or self.subject.startswith(_MERGED)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag and the time of what it names."""

    name: str
    at: datetime


@dataclass(frozen=True)
class History:
    """The latest commits, newest first; `complete` unless older ones were left out."""

    commits: tuple[Commit, ...]
    tags: tuple[Tag, ...] = ()
    shallow: bool = False
    complete: bool = True

    @cached_property
    def authors(self) -> frozenset[str]:
        """The digests of those who wrote the commits."""
        return frozenset(commit.author for commit in self.commits)

    def touching(self, path: str) -> tuple[Commit, ...]:
        """Return the commits that changed a file or something below a folder."""
        below = f"{path.rstrip('/')}/"
        return tuple(
            commit
            for commit in self.commits
            if any(name == path or name.startswith(below) for name in commit.paths)
        )


def read(path: Path, reader: Reader) -> History | None:
    """Return the history at a path; None, with a reason, where there is none."""
    try:
        found = repository(path)
        if found is None:
            reader.skip("history", "no repository at the path")
            return None
        return _read(found)
    except GitError as fault:
        if not any(skipped.place == "history" for skipped in reader.skipped):
            reader.skip("history", str(fault))
        return None


def _read(found: Repository) -> History:
    log = ("log", _FORMAT, f"--max-count={MOST_COMMITS + 1}", "--no-show-signature")
    listing = ("--name-only", "-z", "--no-ext-diff", "--no-textconv", "--no-renames")
    try:
        printed = found.run(*log, *listing, "HEAD", "--")
    except GitError:
        # The files of a partial clone are elsewhere; its commits are not.
        printed = found.run(*log, "HEAD", "--")
    commits = tuple(_commits(printed.decode("utf-8", "replace")))
    return History(
        commits=commits[:MOST_COMMITS],
        tags=tuple(_tags(found)),
        shallow=found.shallow,
        complete=len(commits) <= MOST_COMMITS and not found.shallow,
    )


def _commits(printed: str) -> Iterator[Commit]:
    for record in printed.split(_RECORD)[1:]:
        sha, at, author, parents, subject, *rest = record.split("\x1f")
        paths = [name.strip("\n") for name in "".join(rest).split("\0")]
        named = tuple(name for name in paths if name)
        yield Commit(
            sha=sha,
            at=_time(at),
            author=hashlib.sha256(author.lower().encode()).hexdigest()[:16],
            parents=tuple(parents.split()),
            subject=subject,
            touched=len(named),
            paths=named[:MOST_PATHS],
        )


def _tags(found: Repository) -> Iterator[Tag]:
    form = "--format=%(refname:short)%1f%(creatordate:unix)"
    printed = found.run("for-each-ref", form, "--count=1000", "refs/tags")
    for line in printed.decode("utf-8", "replace").splitlines():
        name, _, at = line.partition("\x1f")
        if at:
            yield Tag(name, _time(at))


def _time(seconds: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)
