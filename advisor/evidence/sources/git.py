"""The one door to git: plumbing that reads, from a repository nobody vouches for.

A repository's own configuration can name programs and files. The settings below switch
off each one that the commands used here would start, and a repository that keeps its
objects or settings elsewhere is refused, so that nothing outside the path is read.
"""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

SECONDS: Final = 20
_OFF: Final = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    f"core.excludesFile={os.devnull}",
    f"core.attributesFile={os.devnull}",
    "core.untrackedCache=false",
    "core.alternateRefsCommand=",
    "log.showSignature=false",
    "log.mailmap=false",
    "mailmap.file=",
    "protocol.allow=never",
    "safe.directory=*",
)
_ENVIRONMENT: Final = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_LITERAL_PATHSPECS": "1",
    "HOME": os.devnull,
    "LC_ALL": "C",
}
_LONGEST: Final = 1_000_000
_PARTS: Final = ("HEAD", "config", "objects", "refs", "packed-refs", "index", "info")


class GitError(Exception):
    """A repository that cannot be read, and why."""


class Repository:
    """A repository below the scanned path; `work_tree` is None when it is bare."""

    def __init__(self, git_dir: Path, work_tree: Path | None) -> None:
        self._git_dir = git_dir
        self._work_tree = work_tree

    @property
    def bare(self) -> bool:
        """Tell whether it has no work tree."""
        return self._work_tree is None

    @property
    def shallow(self) -> bool:
        """Tell whether its history was cut off when it was cloned."""
        return (self._git_dir / "shallow").is_file()

    def command(self, *arguments: str) -> list[str]:
        """Return a command line of git with everything foreign switched off."""
        settings = [part for setting in _OFF for part in ("-c", setting)]
        where = ["--git-dir", str(self._git_dir)]
        if self._work_tree:
            where += ["--work-tree", str(self._work_tree)]
        return ["git", "--no-pager", *settings, *where, *arguments]

    def run(self, *arguments: str) -> bytes:
        """Return what git prints; raise GitError if it fails or takes too long."""
        try:
            done = subprocess.run(  # noqa: S603 no shell, and no argument is foreign
                self.command(*arguments),
                capture_output=True,
                check=False,
                cwd=self._work_tree or self._git_dir,
                env=environment(),
                stdin=subprocess.DEVNULL,
                timeout=SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise GitError(f"git: {type(fault).__name__}") from fault
        if done.returncode != 0:
            raise GitError(_first_line(done.stderr))
        return done.stdout


def environment() -> dict[str, str]:
    """Return the environment in which git runs."""
    return {"PATH": os.environ.get("PATH", os.defpath), **_ENVIRONMENT}


def repository(path: Path) -> Repository | None:
    """Return the repository at a path, None if there is none.

    Raises GitError for one that refers to places outside the path.
    """
    inside = path / ".git"
    if inside.is_symlink() or inside.is_file():
        raise GitError("its .git leads out of the folder, where nothing is read")
    if inside.is_dir():
        return _checked(Repository(inside, path), inside)
    if (path / "HEAD").is_file() and (path / "objects").is_dir():
        return _checked(Repository(path, None), path)
    return None


def _checked(found: Repository, git_dir: Path) -> Repository:
    elsewhere = (git_dir / "commondir", git_dir / "objects" / "info" / "alternates")
    linked = [name for name in _PARTS if (git_dir / name).is_symlink()]
    if linked or any(file.exists() for file in elsewhere):
        raise GitError("it keeps objects or settings outside the folder")
    if _includes(git_dir / "config"):
        raise GitError("its configuration includes other files")
    return found


def _includes(config: Path) -> bool:
    try:
        if config.stat().st_size > _LONGEST:
            return True
        text = config.read_bytes().lower()
    except OSError:
        return False
    return b"[include" in text.replace(b" ", b"").replace(b"\t", b"")


def _first_line(printed: Sequence[int] | bytes) -> str:
    lines = bytes(printed).decode("utf-8", "replace").strip().splitlines()
    return f"git: {lines[0]}" if lines else "git failed"
