"""Project: everything that was read of one project, handed to each probe."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from advisor.errors import EvidenceError
from advisor.evidence.sources import (
    ci,
    code,
    history,
    manifests,
    mlflow_server,
    notebooks,
    tree,
)
from advisor.evidence.sources import predictions as prediction_log
from advisor.evidence.sources.ci import Ci
from advisor.evidence.sources.code import Code
from advisor.evidence.sources.history import History
from advisor.evidence.sources.manifests import Manifests
from advisor.evidence.sources.mlflow_server import Server
from advisor.evidence.sources.notebooks import Notebooks
from advisor.evidence.sources.predictions import Predictions
from advisor.evidence.sources.skipped import Skipped
from advisor.evidence.sources.tree import Tree
from advisor.language import mark, t

__all__ = ["Project", "Skipped", "read"]

Progress = Callable[[str, int, int], None]
_NO_PREDICTION: Final = Skipped(
    place="predictions", reason=mark("nothing in it is a prediction")
)
_STEPS: Final = ("tree", "history", "ci", "manifests", "notebooks", "code")


@dataclass(frozen=True)
class Project:
    """What the readers found; a source that could not be read is None."""

    now: datetime
    tree: Tree | None = None
    history: History | None = None
    ci: Ci | None = None
    code: Code | None = None
    manifests: Manifests | None = None
    notebooks: Notebooks | None = None
    mlflow: Server | None = None
    predictions: Predictions | None = None
    skipped: tuple[Skipped, ...] = ()

    def has(self, source: str) -> bool:
        """Tell whether a source was read."""
        return getattr(self, source) is not None


def read(
    path: Path | None,
    mlflow: str | None,
    predictions: Path | None,
    now: datetime,
    progress: Progress,
) -> Project:
    """Read what was given of a project; nothing of it is run or imported.

    Raises EvidenceError where the path or an address cannot be used at all.
    """
    found: dict[str, Any] = {}
    skipped: list[Skipped] = []
    if path is not None:
        read_files, left = _files(path, progress)
        found |= read_files
        skipped += left
    if mlflow is not None:
        progress("mlflow", 0, 1)
        server = mlflow_server.read(mlflow)
        found["mlflow"] = server
        skipped += server.skipped
        progress("mlflow", 1, 1)
    if predictions is not None:
        progress("predictions", 0, 1)
        log = prediction_log.read(predictions)
        found["predictions"] = log
        skipped += log.skipped if log else (_NO_PREDICTION,)
        progress("predictions", 1, 1)
    return Project(now=now, skipped=tuple(skipped), **found)


def _files(path: Path, progress: Progress) -> tuple[dict[str, Any], Sequence[Skipped]]:
    if not path.is_dir():
        raise EvidenceError(
            t("{path}: expected a folder or a bare repository", path=path)
        )
    told = iter(range(1, len(_STEPS) + 1))

    def tell(step: str) -> None:
        progress(step, next(told), len(_STEPS))

    reader = tree.read(path)
    try:
        tell("tree")
        past = history.read(path, reader)
        tell("history")
        jobs = ci.read(reader)
        tell("ci")
        described = manifests.read(reader)
        tell("manifests")
        noted = notebooks.read(reader)
        tell("notebooks")
        parsed = code.read(reader, noted)
        tell("code")
    finally:
        tree.released(reader)
    found = {
        "tree": reader.tree,
        "history": past,
        "ci": jobs,
        "manifests": described,
        "notebooks": noted,
        "code": parsed,
    }
    return found, reader.skipped
