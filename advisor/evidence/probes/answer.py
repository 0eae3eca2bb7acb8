"""Answers of probes, and pointers to what was seen."""

from datetime import datetime

from advisor.evidence.finding import Observation, Outcome, Pointer
from advisor.evidence.project import Project
from advisor.evidence.sources.ci import Job, Ran, Step
from advisor.evidence.sources.code import Call, Definition, Import
from advisor.evidence.sources.manifests import Manifest
from advisor.evidence.sources.tree import File

NAME_ONLY, CONFIGURED, USED, WIRED = 1, 2, 3, 4

Seen = Call | Definition | Import | Ran | Job | Manifest | File | Pointer


def yes(
    confidence: int, message: str, *seen: Seen, at: datetime | None = None
) -> Observation:
    """Answer yes, and point at what was seen."""
    return _answer(Outcome.TRUE, confidence, message, seen, at)


def partly(
    confidence: int, message: str, *seen: Seen, at: datetime | None = None
) -> Observation:
    """Answer that it is done by hand, or only for a part."""
    return _answer(Outcome.PARTIAL, confidence, message, seen, at)


def no(
    confidence: int, message: str, *seen: Seen, at: datetime | None = None
) -> Observation:
    """Answer no; from confidence 3 on that is a contradiction, below not found."""
    return _answer(Outcome.FALSE, confidence, message, seen, at)


def cannot_tell(message: str) -> Observation:
    """Answer that nothing could be read that would tell."""
    return _answer(Outcome.NOT_AVAILABLE, NAME_ONLY, message, (), None)


def not_asked(message: str) -> Observation:
    """Answer that the question makes no sense for this project."""
    return _answer(Outcome.NOT_APPLICABLE, NAME_ONLY, message, (), None)


def last_change(project: Project) -> datetime | None:
    """Return when the project last changed, the last time that its CI can have run."""
    if project.history is None or not project.history.commits:
        return None
    return project.history.commits[0].at


def at_step(job: Job, step: Step) -> Pointer:
    """Point at a step of CI."""
    text = step.uses or step.name or job.name
    return Pointer(source="ci", place=job.path, line=step.line, text=text)


def pointer(seen: Seen) -> Pointer:
    """Point at something that was seen."""
    match seen:
        case Pointer():
            return seen
        case Ran():
            command = seen.command
            return Pointer(
                source="ci", place=command.path, line=command.line, text=command.text
            )
        case Job():
            text = f"job {seen.name}"
            return Pointer(source="ci", place=seen.path, line=seen.line, text=text)
        case Import():
            text = f"import {seen.full}"
        case Manifest() | File():
            return Pointer(source="tree", place=seen.path)
        case Definition() | Call():
            text = seen.name
    return Pointer(source="tree", place=seen.path, line=seen.line, text=text)


def _answer(
    outcome: Outcome,
    confidence: int,
    message: str,
    seen: tuple[Seen, ...],
    at: datetime | None,
) -> Observation:
    return Observation(
        outcome=outcome,
        confidence=confidence,
        message=message,
        pointers=tuple(map(pointer, seen)),
        at=at,
    )
