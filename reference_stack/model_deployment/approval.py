"""The approval of a version by a person, recorded with who, why and for which bytes."""

from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from reference_stack.errors import ReleaseError
from reference_stack.gate import Gate
from reference_stack.ledger import Event
from reference_stack.settings import Settings
from reference_stack.stack import Stack
from reference_stack.tracking import registry
from reference_stack.values import Value


class Approval(Value):
    """Who approved which bytes, when and why."""

    version: str
    who: str
    why: str
    at: datetime
    onnx_sha256: str


def approve(stack: Stack, version: str, who: str, why: str) -> Gate:
    """Record that a person approves a version; the release goes on the next day.

    Raises:
        ReleaseError: Nobody, or no reason, is named.
        ModelError: There is no such version.
    """
    for name, text in (("who approves", who), ("a reason", why)):
        if not text.strip():
            raise ReleaseError(f"version {version}", f"{name} is missing")
    facts = registry.fetch(stack.settings, version).facts
    at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    given = Approval(
        version=version, who=who, why=why, at=at, onnx_sha256=facts.onnx_sha256
    )
    _write(_path(stack.settings, version), given)
    stack.ledger.record(
        Event(
            at=at,
            kind="decision",
            phase="model_deployment",
            subject=f"approval v{version}",
            verdict="approve",
            reason=why,
            figures={"who": who},
            inputs={"version": version, "onnx": facts.onnx_sha256},
        )
    )
    return Gate(
        id="approval",
        phase="model_deployment",
        question="Has a person approved this version?",
        passed=True,
        reason=f"{who}: {why}",
        figures={"version": version},
    )


def approved(settings: Settings, version: str, onnx_sha256: str) -> bool:
    """Tell whether exactly these bytes of a version were approved.

    Raises:
        ReleaseError: The record cannot be read.
    """
    path = _path(settings, version)
    try:
        found = Approval.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return False
    except (OSError, ValidationError):
        raise ReleaseError(str(path), "not an approval", "approve it again") from None
    return (found.version, found.onnx_sha256) == (version, onnx_sha256)


def _path(settings: Settings, version: str) -> Path:
    return settings.approvals / f"{version}.json"


def _write(path: Path, given: Approval) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(given.model_dump_json(indent=1), encoding="utf-8")
    fresh.replace(path)
