"""Findings and scans, built where a test needs them."""

from collections.abc import Iterable
from datetime import UTC, datetime

from advisor.assess import bundle
from advisor.assess.questionnaire import Rung
from advisor.evidence.finding import (
    Finding,
    Observation,
    Outcome,
    Pointer,
    shown_by,
)
from advisor.evidence.project import Project
from advisor.evidence.scan import Scan, summed_up

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
POINTER = Pointer(source="ci", place=".github/workflows/ci.yml", line=12, text="pytest")


def finding(
    practice: str,
    outcome: Outcome = Outcome.TRUE,
    confidence: int = 4,
    sought: Rung = Rung.AUTOMATED,
    **fields: object,
) -> Finding:
    seen = Observation(outcome=outcome, confidence=confidence, message="Look here")
    base = {
        "probe": practice.replace(".", "_"),
        "practice": practice,
        "sought": sought,
        "rung": shown_by(seen, sought),
        "outcome": outcome,
        "confidence": confidence,
        "message": seen.message,
        "pointers": (POINTER,) if outcome is Outcome.TRUE else (),
        "remedy": "Let a server do it.",
    }
    return Finding.model_validate(base | fields)


def scan(*findings: Finding, now: datetime = NOW, name: str = "acme") -> Scan:
    return summed_up(name, Project(now=now), findings, bundle.load())


def shown(practices: Iterable[str], confidence: int = 4) -> tuple[Finding, ...]:
    """Return a finding that shows each of the practices as automated."""
    return tuple(finding(id_, confidence=confidence) for id_ in practices)
