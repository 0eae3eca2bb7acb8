"""Small projects on disk, as a scan would find them."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from scan_builders import NOW

from advisor.evidence import probes, project
from advisor.evidence.finding import Finding
from advisor.evidence.probe import ask
from advisor.evidence.project import Project

GIT = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_AUTHOR_DATE": "2026-11-20T12:00:00+00:00",
    "GIT_COMMITTER_DATE": "2026-11-20T12:00:00+00:00",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "PATH": os.environ["PATH"],
}


def silent(step: str, done: int, of: int) -> None:
    """Tell nobody."""


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", *arguments], cwd=folder, env=GIT, check=True, capture_output=True
    )


def commit(folder: Path, message: str = "Begin") -> Path:
    if not (folder / ".git").exists():
        git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return folder


def read(folder: Path) -> Project:
    return project.read(folder, None, None, NOW, silent)


def project_of(
    tmp_path: Path, files: Mapping[str, str], *, in_git: bool = False
) -> Project:
    """Return what is read of a project that consists of the given files."""
    folder = write(tmp_path / "acme", files)
    folder.mkdir(exist_ok=True)
    return read(commit(folder) if in_git else folder)


def look(probe: str, project: Project) -> Finding:
    """Return the first finding of one probe."""
    (path,) = probes.FOLDER.rglob(f"{probe}.yaml")
    return ask(probes._load(path), project)[0]
