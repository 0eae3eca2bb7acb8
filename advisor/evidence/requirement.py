"""Requirements: behaviours that a gate in CI demands to be seen, by name.

A practice or a probe by its id; `practice=by_hand` or `practice=automated` asks
for a rung. Behaviours are demanded, never a number: a number moves for reasons
that nobody meant.
"""

from collections.abc import Iterable
from typing import Final

from advisor.assess.answers import closest
from advisor.assess.questionnaire import Rung
from advisor.assess.scoring import meets
from advisor.content import Value
from advisor.errors import EvidenceError
from advisor.evidence.finding import Finding, Outcome
from advisor.evidence.probe import ProbeText
from advisor.evidence.scan import Scan
from advisor.language import t

RUNGS: Final = (Rung.BY_HAND, Rung.AUTOMATED)


class Requirement(Value):
    """A practice or probe that has to be seen; `rung` None means any yes will do."""

    id: str
    rung: Rung | None = None


def parse(
    text: str, practices: Iterable[str], probes: Iterable[ProbeText]
) -> tuple[Requirement, ...]:
    """Return the requirements in a list like `automation.ci,data.schema=automated`.

    Raises EvidenceError for an id that is neither a practice nor a probe, and for
    a rung that cannot be asked for.
    """
    ids = [*practices, *(probe.id for probe in probes)]
    words = [word.strip() for word in text.split(",")]
    return tuple(_parsed(word, ids) for word in words if word)


def unmet(requirements: Iterable[Requirement], scan: Scan) -> tuple[str, ...]:
    """Return a sentence for each requirement that the scan does not show."""
    return tuple(
        f"{wanted.id}: {_why(wanted, scan)}"
        for wanted in requirements
        if not _met(wanted, scan)
    )


def _parsed(word: str, ids: list[str]) -> Requirement:
    id_, equals, rung = (part.strip() for part in word.partition("="))
    if id_ not in ids:
        close = closest(id_, dict.fromkeys(ids))
        hint = t("; did you mean '{close}'?", close=close) if close else ""
        raise EvidenceError(
            t("--require {id}: no such practice or probe{hint}", id=id_, hint=hint)
        )
    if not equals:
        return Requirement(id=id_)
    if rung not in RUNGS or "." not in id_:
        raise EvidenceError(
            t(
                "--require {word}: expected PRACTICE={expected}",
                word=word,
                expected=" or PRACTICE=".join(RUNGS),
            )
        )
    return Requirement(id=id_, rung=Rung(rung))


def _met(wanted: Requirement, scan: Scan) -> bool:
    if wanted.rung is not None:
        return meets(scan.practices[wanted.id], wanted.rung)
    return any(
        finding.outcome is Outcome.TRUE and finding.rung is not None
        for finding in _about(wanted, scan)
    )


def _about(wanted: Requirement, scan: Scan) -> tuple[Finding, ...]:
    return tuple(f for f in scan.findings if wanted.id in (f.practice, f.probe))


def _why(wanted: Requirement, scan: Scan) -> str:
    told = [finding.message for finding in _about(wanted, scan)]
    if not told:
        return t("no probe looks for it")
    if not wanted.rung:
        return told[0]
    return t(
        "needs {rung}, is {seen}: {told}",
        rung=wanted.rung,
        seen=scan.practices[wanted.id],
        told=told[0],
    )
