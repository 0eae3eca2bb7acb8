"""Claims held against evidence, practice by practice.

Evidence of a rung is evidence of at least that rung: to have seen a registry kept
by hand says nothing against an automatic one. A claim is contradicted only by a
probe that looked for what is claimed and saw that it is not so.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from advisor import content
from advisor.assess.answers import Answer, AnswerSheet, Words, closest
from advisor.assess.questionnaire import PracticeId, Rung
from advisor.assess.scoring import meets
from advisor.assess.uncertainty import Sighting, Testimony
from advisor.content import Document, Value
from advisor.errors import EvidenceError
from advisor.evidence import aggregate
from advisor.evidence.finding import SHOWS_FROM, Finding, Outcome, Pointer
from advisor.evidence.scan import Scan
from advisor.language import mark, t

# From here on evidence overrides a claim, visibly; a person may override it back.
OVERRIDES_FROM: Final = 4
LOOKED: Final = (Outcome.TRUE, Outcome.PARTIAL, Outcome.FALSE)


class Verdict(StrEnum):
    """How a claim stands against the evidence."""

    AGREES = "agrees"
    EVIDENCE_STRONGER = "evidence_stronger"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"
    CANNOT_SEE = "cannot_see"


# Verdicts under which the rung seen says something about the true one; as the
# support of a higher claim it is only a lower bound.
SPEAKING: Final = (Verdict.AGREES, Verdict.EVIDENCE_STRONGER, Verdict.CONTRADICTED)


class Dispute(Value):
    """A person's word against the evidence, with the reason."""

    practice: PracticeId
    reason: Words
    by: Words = ""
    on: date | None = None


class Reconciled(Value):
    """One practice: what is claimed, what is seen, and the rung that is used.

    `seen` is the rung the evidence amounts to, unknown where there is none;
    `confidence` is that of the evidence, None where nothing was looked at.
    """

    practice: str
    claim: Rung
    seen: Rung
    confidence: int | None
    verdict: Verdict
    used: Rung
    why: str
    pointers: tuple[Pointer, ...] = ()
    disputed: str = ""

    @property
    def overridden(self) -> bool:
        """Tell whether the evidence changed what is counted."""
        return self.used is not self.claim


def reconcile(
    sheet: AnswerSheet, scan: Scan, disputes: Iterable[Dispute] = ()
) -> tuple[Reconciled, ...]:
    """Return every practice of the scan's questionnaire, claim beside evidence.

    Raises EvidenceError for a dispute about no practice or without a reason, and
    where sheet and scan are about different questionnaires.
    """
    if sheet.questionnaire != scan.questionnaire:
        raise EvidenceError(
            t(
                "the scan is about questionnaire '{scanned}', the answers are about "
                "'{given}'",
                scanned=scan.questionnaire,
                given=sheet.questionnaire,
            )
        )
    reasons = _reasons(disputes, scan)
    return tuple(
        _row(id_, sheet.rung(id_), scan.of(id_), reasons.get(id_, ""))
        for id_ in scan.practices
    )


def dispute(text: str) -> Dispute:
    """Return the dispute written as `practice=reason`; raise EvidenceError else."""
    practice, equals, reason = text.partition("=")
    if not equals:
        raise EvidenceError(t("dispute '{text}': expected PRACTICE=REASON", text=text))
    document = Document({"practice": practice.strip(), "reason": reason}, "dispute")
    found: Dispute = content.check(document, Dispute, EvidenceError)
    return found


def applied(sheet: AnswerSheet, rows: Iterable[Reconciled]) -> AnswerSheet:
    """Return the sheet with the rungs that are used; other answers stay as they are."""
    changed = {
        row.practice: Answer(rung=row.used, note=f"evidence: {row.why}")
        for row in rows
        if row.overridden
    }
    return sheet.model_copy(update={"answers": {**sheet.answers, **changed}})


def testimony(scan: Scan, rows: Iterable[Reconciled]) -> Mapping[str, Testimony]:
    """Return all that is said and seen, for P(level).

    Disputed evidence is left out, and so is a claim that was overridden.
    """
    seen = aggregate.sightings(scan.findings)
    found: dict[str, Testimony] = {}
    for row in rows:
        stated = () if row.overridden or row.claim is Rung.UNKNOWN else (row.claim,)
        # A claim of "not done" agrees with looking in vain, which shows no rung.
        shown = row.practice in seen and not row.disputed
        speaks = shown and row.verdict in SPEAKING
        sights = (seen[row.practice],) if speaks else ()
        if stated or sights:
            found[row.practice] = Testimony(stated=stated, seen=sights)
    return found


def _row(
    practice: str, claim: Rung, findings: tuple[Finding, ...], disputed: str
) -> Reconciled:
    seen = aggregate.sightings(findings).get(practice)
    verdict, by = _judged(claim, seen, findings)
    rung = seen.rung if seen else Rung.UNKNOWN
    counts = not disputed and by is not None and _counts(verdict, claim, rung, by)
    return Reconciled(
        practice=practice,
        claim=claim,
        seen=rung,
        confidence=by.confidence if by else None,
        verdict=verdict,
        used=rung if counts else claim,
        why=_why(by, findings),
        pointers=by.pointers if by else (),
        disputed=disputed,
    )


def _judged(
    claim: Rung, seen: Sighting | None, findings: tuple[Finding, ...]
) -> tuple[Verdict, Finding | None]:
    """Return the verdict and the finding that carries it."""
    if seen is not None:
        shows = _surest(f for f in findings if f.rung is seen.rung)
        if claim is seen.rung:
            return Verdict.AGREES, shows
        if claim is Rung.UNKNOWN:
            return Verdict.EVIDENCE_STRONGER, shows
        if claim is Rung.NOT_APPLICABLE:
            used = meets(seen.rung, Rung.BY_HAND)
            return (Verdict.CONTRADICTED if used else Verdict.AGREES), shows
        if meets(seen.rung, claim):
            return Verdict.EVIDENCE_STRONGER, shows
    return _doubted(claim, findings)


def _doubted(
    claim: Rung, findings: tuple[Finding, ...]
) -> tuple[Verdict, Finding | None]:
    """Judge a claim of which the evidence shows less, or nothing."""
    if against := _surest(f for f in findings if _contradicts(f, claim)):
        return Verdict.CONTRADICTED, against
    looked = _surest(f for f in findings if f.outcome in LOOKED)
    if looked is None or not claim.is_known:
        return Verdict.CANNOT_SEE, None
    return (Verdict.AGREES if claim is Rung.NONE else Verdict.UNSUPPORTED), looked


def _contradicts(finding: Finding, claim: Rung) -> bool:
    return (
        finding.rung is not None
        and finding.outcome is not Outcome.TRUE
        and meets(claim, finding.sought)
        and not meets(finding.rung, claim)
    )


def _counts(verdict: Verdict, claim: Rung, seen: Rung, by: Finding) -> bool:
    """Tell whether the evidence is counted in the place of the claim."""
    if verdict not in (Verdict.EVIDENCE_STRONGER, Verdict.CONTRADICTED):
        return False
    fills = claim is Rung.UNKNOWN and seen is not Rung.NONE
    return by.confidence >= (SHOWS_FROM if fills else OVERRIDES_FROM)


def _surest(findings: Iterable[Finding]) -> Finding | None:
    return max(findings, key=lambda finding: finding.confidence, default=None)


def _why(by: Finding | None, findings: tuple[Finding, ...]) -> str:
    told = by or next(iter(findings), None)
    return told.message if told else mark("no probe looks for it")


def _reasons(disputes: Iterable[Dispute], scan: Scan) -> Mapping[str, str]:
    reasons: dict[str, str] = {}
    for dispute in disputes:
        if dispute.practice not in scan.practices:
            close = closest(dispute.practice, scan.practices)
            hint = t("; did you mean '{close}'?", close=close) if close else ""
            raise EvidenceError(
                t(
                    "dispute of {practice}: no such practice{hint}",
                    practice=dispute.practice,
                    hint=hint,
                )
            )
        if not dispute.reason.strip():
            raise EvidenceError(
                t("dispute of {practice}: needs a reason", practice=dispute.practice)
            )
        reasons[dispute.practice] = dispute.reason
    return reasons
