"""Scans that were asked for in the app: run with progress, and kept.

A scan only reads; nothing of the project is run. The latest scans of each target
stay in the home folder, so that the next one can tell what got worse.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from advisor.content import Value, canonical, read_bytes
from advisor.errors import EvidenceError
from advisor.evidence import scan as scans
from advisor.evidence.scan import Scan
from advisor.language import mark, number, t
from advisor.report import scan_payload
from advisor.ui import cache, state
from advisor.ui.literal import plain

MOST_KEPT: Final = 10
SECONDS: Final = 0.1
STAGES: Final = {
    "tree": mark("Reading the files"),
    "history": mark("Reading the history"),
    "ci": mark("Reading the CI definitions"),
    "manifests": mark("Reading the manifests"),
    "notebooks": mark("Reading the notebooks"),
    "code": mark("Reading the code"),
    "mlflow": mark("Asking MLflow"),
    "predictions": mark("Reading the prediction log"),
    "probes": mark("Asking the probes"),
}


class Target(Value):
    """What is scanned: at least one of the three is given."""

    path: Path | None = None
    mlflow: str | None = None
    predictions: Path | None = None

    @property
    def key(self) -> str:
        """Return a name for the target that gives away no password."""
        return hashlib.sha256(canonical(self).encode()).hexdigest()[:16]


class Kept(NamedTuple):
    """The latest scan of a target, with the one before it."""

    key: str
    scan: Scan
    before: Scan | None


def target(folder: str, mlflow: str, predictions: str) -> Target:
    """Return what was typed as a target; raise EvidenceError if nothing was."""
    found = Target(
        path=_path(folder),
        mlflow=mlflow.strip() or None,
        predictions=_path(predictions),
    )
    if found == Target():
        raise EvidenceError(
            t("Nothing to scan: give a folder, an MLflow address or a prediction log.")
        )
    return found


def run(wanted: Target) -> None:
    """Scan with progress and keep the result; raise EvidenceError if it cannot be."""
    with st.status(t("Scanning …"), expanded=True) as status:
        try:
            found = scans.scan(
                wanted.path,
                wanted.mlflow,
                wanted.predictions,
                state.stamp().at,
                _Bar(st.progress(0.0)),
            )
            _keep(wanted.key, found)
        except (EvidenceError, OSError) as fault:
            label = t("Nothing was scanned")
            status.update(label=label, state="error", expanded=False)
            raise EvidenceError(str(fault)) from fault
        status.update(
            label=t("Scanned {project}", project=plain(found.project)),
            state="complete",
            expanded=False,
        )


def latest() -> tuple[Kept, ...]:
    """Return the latest scan of every target, newest first.

    A scan that cannot be read any more, or asked for other practices than today's,
    is left out; scanning again replaces it.
    """
    found = [_kept(folder) for folder in _home().glob("*") if folder.is_dir()]
    every = (kept for kept in found if kept is not None)
    return tuple(sorted(every, key=lambda kept: kept.scan.at, reverse=True))


class _Bar:
    """Draws how far each stage is, at most ten times a second."""

    def __init__(self, place: DeltaGenerator) -> None:
        self._place = place
        self._drawn = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._drawn < SECONDS and done != total:
            return
        self._drawn = now
        share = min(done, total) / total if total > 0 else 0.0
        doing = t(STAGES.get(stage, plain(stage)))
        if total > 1:
            counts = {"done": number(done), "total": number(total)}
            doing = t("{doing} ({done} of {total})", doing=doing, **counts)
        self._place.progress(share, text=doing)


def _path(text: str) -> Path | None:
    stripped = text.strip()
    return Path(os.path.expanduser(stripped)).absolute() if stripped else None  # noqa: PTH111 - Path's own raises for a user nobody knows


def _home() -> Path:
    return cache.home() / "scans"


def _keep(key: str, found: Scan) -> None:
    folder = _home() / key
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{found.at:%Y%m%dT%H%M%S%f}.json"
    written = json.dumps(scan_payload.payload(found), ensure_ascii=False)
    # Another session may look while this one writes.
    draft = place.with_suffix(".part")
    draft.write_text(written, encoding="utf-8")
    draft.replace(place)
    for old in _files(folder)[MOST_KEPT:]:
        old.unlink(missing_ok=True)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"), reverse=True)


def _kept(folder: Path) -> Kept | None:
    readable = _readable(folder)
    scan = next(readable, None)
    return Kept(folder.name, scan, next(readable, None)) if scan else None


def _readable(folder: Path) -> Iterator[Scan]:
    today = cache.content().questionnaire.digest
    for place in _files(folder):
        scan = _read(str(place))
        if scan is not None and scan.questionnaire_digest == today:
            yield scan


@st.cache_resource(max_entries=128, show_spinner=False)
def _read(place: str) -> Scan | None:
    # A kept scan never changes: its name says when it was made.
    path = Path(place)
    try:
        return scans.load(read_bytes(path, EvidenceError), path.name)
    except EvidenceError:
        return None
