"""Probe: one yes/no question about a project, and the text that explains it.

The text is YAML, the look is a pure function over what has been read, in a module
of the same name beside it. Nothing a probe does can stop a scan.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from advisor.assess.questionnaire import Degree, PracticeId, Rung, Text
from advisor.content import Value
from advisor.evidence.finding import (
    MOST_POINTERS,
    Finding,
    Observation,
    Outcome,
    shown_by,
)
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence

ProbeId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
TestId = Annotated[str, StringConstraints(pattern=r"^[DMIO][1-7]$")]
Source = Literal[
    "tree", "history", "ci", "code", "manifests", "notebooks", "mlflow", "predictions"
]
Sought = Literal[Rung.BY_HAND, Rung.AUTOMATED]


class ProbeText(Value):
    """What is told about a probe.

    `shows` gives the rung of each practice that the answer yes shows, `tests` the
    tests of the ML Test Score that it verifies, `reads` the sources it can answer
    from: without any of them it is not asked at all.
    """

    id: ProbeId
    question: Text
    shows: Mapping[PracticeId, Sought] = Field(min_length=1)
    tests: tuple[TestId, ...] = ()
    reads: tuple[Source, ...] = Field(min_length=1)
    why: Text
    how: Text
    remedy: Text
    effort: Degree
    blind_spots: Text


@dataclass(frozen=True)
class Probe:
    """A text and the look that goes with it."""

    text: ProbeText
    look: Callable[[Project], Observation]


def ask(probe: Probe, project: Project) -> tuple[Finding, ...]:
    """Return one finding for each practice that the probe decides."""
    seen = _observe(probe, project)
    return tuple(
        Finding(
            probe=probe.text.id,
            practice=practice,
            sought=sought,
            rung=shown_by(seen, sought),
            outcome=seen.outcome,
            confidence=seen.confidence,
            message=seen.message,
            pointers=seen.pointers[:MOST_POINTERS],
            remedy=probe.text.remedy,
            at=seen.at,
            tests=probe.text.tests,
        )
        for practice, sought in probe.text.shows.items()
    )


def _observe(probe: Probe, project: Project) -> Observation:
    if not any(project.has(source) for source in probe.text.reads):
        missing = " or ".join(probe.text.reads)
        return _without_answer(
            Outcome.NOT_AVAILABLE, Sentence.NOTHING_TO_READ.format(sources=missing)
        )
    try:
        return probe.look(project)
    except Exception as fault:
        reason = f"{type(fault).__name__}: {fault}"
        return _without_answer(
            Outcome.ERROR, Sentence.PROBE_FAILED.format(reason=reason)
        )


def _without_answer(outcome: Outcome, message: str) -> Observation:
    return Observation(outcome=outcome, confidence=1, message=message)
