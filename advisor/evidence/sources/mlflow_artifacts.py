"""Files of runs and models on this machine, never outside the folder that was given."""

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from advisor.evidence.sources.mlflow_facts import (
    MOST_FILES,
    Packed,
    Run,
    Version,
    looked_into,
    packed,
)

MOST_BYTES: Final = 1_000_000


@dataclass(frozen=True)
class Artifacts:
    """The files below a folder, found by the places that the store notes.

    A store may have been moved or copied after its places were noted: then the end of
    a noted place is looked for below the folder.
    """

    folder: Path

    def described(self, versions: tuple[Version, ...]) -> tuple[Version, ...]:
        """Return the versions, with what the live and the newest bring along."""
        into = set(map(id, looked_into(versions)))
        return tuple(
            replace(v, packed=self._packed(v.location)) if id(v) in into else v
            for v in versions
        )

    def names(self, location: str) -> tuple[str, ...]:
        """Return the names of the files at a place, at most MOST_FILES."""
        folder = self._inside(location)
        if folder is None:
            return ()
        found: list[str] = []
        waiting = [folder]
        while waiting and len(found) < MOST_FILES:
            for path in sorted(waiting.pop().iterdir()):
                if path.is_symlink():
                    continue
                if path.is_dir():
                    waiting.append(path)
                else:
                    found.append(path.relative_to(folder).as_posix())
        return tuple(found[:MOST_FILES])

    def _packed(self, location: str) -> Packed | None:
        folder = self._inside(location)
        if folder is None:
            return None
        file = folder / "MLmodel"
        if file.is_symlink() or not file.is_file():
            return None
        with file.open("rb") as opened:
            return packed(opened.read(MOST_BYTES).decode("utf-8", "replace"))

    def _inside(self, location: str) -> Path | None:
        parts = PurePosixPath(_path(location)).parts
        for start in range(len(parts)):
            try:
                found = (self.folder / Path(*parts[start:])).resolve()
                if found.is_relative_to(self.folder.resolve()) and found.is_dir():
                    return found if found != self.folder.resolve() else None
            except (OSError, ValueError, RuntimeError):
                return None
        return None


def files(
    artifacts: Artifacts,
    versions: tuple[Version, ...],
    runs: dict[str, Run],
    locations: dict[str, str],
) -> dict[str, tuple[str, ...]]:
    """Return the files of the runs behind the live and the newest versions."""
    wanted = {version.run_id for version in looked_into(versions)} & set(runs)
    return {id_: artifacts.names(locations.get(id_, "")) for id_ in sorted(wanted)}


def _path(location: str) -> str:
    address = urlsplit(location) if "\0" not in location else urlsplit("")
    if address.scheme not in ("", "file", "mlflow-artifacts"):
        return ""
    return unquote(address.path)
