"""Changes of what the model rests on: packages, the lock, source files, their schema."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import distributions

from reference_stack.model_monitoring.alerts import Reading, Severity
from reference_stack.model_monitoring.evidence import Evidence, State
from reference_stack.model_monitoring.states import judge as judged

NAME = "dependencies"
Digests = Mapping[str, str]


@cache
def packages() -> dict[str, str]:
    """Return the digest of all installed packages and their versions, as one subject."""
    names = sorted({f"{d.name.lower()}=={d.version}" for d in distributions()})
    return {"installed packages": sha256("\n".join(names).encode()).hexdigest()}


def schema(columns: Iterable[tuple[str, str]]) -> str:
    """Return the digest of the names and types of a source's columns, in order."""
    text = "\n".join(f"{name} {kind}" for name, kind in columns)
    return sha256(text.encode()).hexdigest()


def states(day: date, before: Digests, now: Digests) -> tuple[State, ...]:
    """Return one state per subject: 1 where it is not what it was, else 0.

    A subject seen for the first time is no change. A changed schema of a source is a
    page, as features come from it; anything else is a ticket.
    """
    return tuple(
        State(
            day=day,
            monitor=NAME,
            subject=subject,
            value=float(before.get(subject, digest) != digest),
            limit=0.5,
            severity=_severity(subject),
            text=f"it changed, from {before.get(subject, digest)[:12]} to {digest[:12]}",
        )
        for subject, digest in sorted(now.items())
    )


def _severity(subject: str) -> Severity:
    return "page" if subject.startswith("schema of ") else "ticket"


def judge(evidence: Evidence) -> list[Reading]:
    """Return the readings of changes."""
    return judged(evidence, NAME)
