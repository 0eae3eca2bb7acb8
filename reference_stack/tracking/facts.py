"""What travels with a model: the facts from which it can be traced and made again."""

import hashlib
from datetime import date, datetime

from reference_stack.values import Value


class ModelFacts(Value):
    """Where a registered model comes from and how it is to be used.

    `version` and `run_id` are given by the registry. Digests are SHA-256 in hex.
    `threshold` is the probability from which to act; `registered_at` is the clock of
    the run, not of the machine. Trained on predictions made in
    [`trained_from`, `trained_until`).
    """

    version: str
    run_id: str
    data_digest: str
    code_commit: str
    environment_digest: str
    case_digest: str
    pipeline_version: str
    onnx_sha256: str
    skops_sha256: str
    texts: tuple[str, ...]
    numbers: tuple[str, ...]
    threshold: float
    trained_from: date
    trained_until: date
    registered_at: datetime
    metrics: dict[str, float]


class Package(Value):
    """What a service needs of a model: the ONNX graph and the facts."""

    onnx: bytes
    facts: ModelFacts


def sha256(content: bytes) -> str:
    """Return the SHA-256 of bytes in hex."""
    return hashlib.sha256(content).hexdigest()
