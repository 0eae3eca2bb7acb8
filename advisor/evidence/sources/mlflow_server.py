"""A live MLflow: a tracking server over HTTP, or a store on this machine.

Only what was given is read, and nothing is written there.
"""

import os
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from advisor.errors import EvidenceError
from advisor.evidence.sources import mlflow_files, mlflow_rest, mlflow_store
from advisor.evidence.sources.mlflow_facts import Run, Server, Version
from advisor.language import mark, t

__all__ = ["Run", "Server", "Version", "read"]

_EXPECTED: Final = mark(
    "expected http(s)://host:port, sqlite:///path/mlflow.db or a folder with mlflow.db "
    "or mlruns"
)
_DATABASE: Final = "mlflow.db"


def read(address: str) -> Server:
    """Return what MLflow knows; raise EvidenceError if nobody answers there."""
    scheme = urlsplit(address).scheme.lower() if "://" in address else ""
    if scheme in ("http", "https"):
        return mlflow_rest.read(address)
    if scheme.partition("+")[0] == "sqlite":
        place = unquote(address.partition(":///")[2].partition("?")[0])
        return _local(Path(place), address)
    if scheme in ("", "file"):
        path = urlsplit(address).path if scheme else ""
        return _local(Path(url2pathname(path) if scheme else address), address)
    raise EvidenceError(
        t(
            "{scheme}://: not understood; {expected}",
            scheme=scheme,
            expected=t(_EXPECTED),
        )
    )


def _local(path: Path, address: str) -> Server:
    try:
        if path.is_file():
            return mlflow_store.read(path, address)
        if (path / _DATABASE).is_file():
            return mlflow_store.read(path / _DATABASE, address)
        for folder in (path, path / "mlruns"):
            if mlflow_files.is_store(folder):
                return mlflow_files.read(folder, address)
    except OSError as fault:
        raise EvidenceError(f"{address}: {os.strerror(fault.errno or 0)}") from fault
    except ValueError as fault:
        raise EvidenceError(f"{address!r}: {fault}; {t(_EXPECTED)}") from fault
    raise EvidenceError(
        t(
            "{address}: no MLflow store; {expected}",
            address=address,
            expected=t(_EXPECTED),
        )
    )
