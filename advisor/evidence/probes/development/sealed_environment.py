"""Does a program build the environment from listed versions?"""

import re
from collections.abc import Iterator
from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation
from advisor.evidence.observing import (
    USED,
    WIRED,
    at_files,
    at_lines,
    not_found,
    partly,
    yes,
)
from advisor.evidence.probes.development.listed_versions import exact
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind, Manifests
from advisor.evidence.sources.shell import Command, begins
from advisor.language import mark

_FROM_LOCK: Final = (
    "uv sync",
    "poetry install",
    "pdm sync",
    "pdm install",
    "pipenv sync",
    "pipenv install",
    "conda-lock install",
    "pixi install",
    "hatch env",
)
_FROM_FILE: Final = (
    "pip install",
    "pip3 install",
    "uv pip install",
    "uv pip sync",
    "pip-sync",
    "conda env",
    "mamba env",
)
_IMAGE: Final = re.compile(r"^\s*FROM\s+(\S+)", re.MULTILINE)


def look(project: Project) -> Observation:
    """Look for an installation from exact versions in CI or in an image."""
    kept = project.manifests
    if kept is None:
        return not_found(mark("No file was found that lists versions."))
    locked = exact(kept)
    ci = [ran.command for ran in project.ci.ran] if project.ci else []
    installs = [c for c in ci if _locked(c, locked)]
    built = [c for c in parts.image_commands(kept) if _sealed(c, locked)]
    if installs or built:
        message = mark("A program builds the environment from exact versions.")
        return yes(WIRED, message, (*at_lines(installs, source="ci"), *at_lines(built)))
    images = tuple(_images(kept))
    if images:
        message = mark("An image is built, but not from exact versions.")
        return partly(USED, message, at_files(images))
    message = mark("Nothing was found that builds the environment from exact versions.")
    return not_found(message, at_files(locked))


def _locked(command: Command, locked: tuple[str, ...]) -> bool:
    """Tell whether a line installs from a lock: a machine of CI is sealed by that only."""
    names = {path.rpartition("/")[2] for path in locked}
    for program in command.programs:
        if "--require-hashes" in program:
            return True
        if any(begins(program, name) for name in _FROM_LOCK):
            return any(name.endswith(".lock") for name in names)
    return False


def _sealed(command: Command, locked: tuple[str, ...]) -> bool:
    """Tell whether a line of an image installs from a file that pins throughout."""
    if _locked(command, locked):
        return True
    names = {path.rpartition("/")[2] for path in locked}
    for program in command.programs:
        if any(begins(program, name) for name in _FROM_FILE):
            given = {word.rpartition("/")[2] for word in program}
            if given & names:
                return True
    return False


def _images(manifests: Manifests) -> Iterator[str]:
    for manifest in manifests.of(Kind.DOCKERFILE):
        if _IMAGE.search(manifest.text):
            yield manifest.path
