"""Claims and evidence side by side, as a document and as JSON."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from advisor.assess.answers import AnswerSheet
from advisor.assess.assessment import Assessment, assess, choose
from advisor.assess.bundle import Bundle
from advisor.assess.questionnaire import Questionnaire
from advisor.assess.uncertainty import belief, level_probability
from advisor.content import Value
from advisor.evidence.reconcile import Reconciled, Verdict, applied, testimony
from advisor.evidence.scan import Scan
from advisor.language import mark, t, tn
from advisor.report import wording
from advisor.report.document import Document, Section, Table

SCHEMA_VERSION: Final = 1
TITLES: Final[Mapping[Verdict, str]] = {
    Verdict.CONTRADICTED: mark("Claims that the evidence contradicts"),
    Verdict.UNSUPPORTED: mark("Claims of which less was seen, or nothing"),
    Verdict.EVIDENCE_STRONGER: mark("More is seen than is claimed"),
    Verdict.AGREES: mark("Claim and evidence agree"),
    Verdict.CANNOT_SEE: mark("Claims that cannot be seen from outside"),
}
VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.AGREES: mark("agrees"),
    Verdict.EVIDENCE_STRONGER: mark("evidence stronger"),
    Verdict.UNSUPPORTED: mark("unsupported"),
    Verdict.CONTRADICTED: mark("contradicted"),
    Verdict.CANNOT_SEE: mark("cannot see"),
}
DIFFERENT: Final = (
    Verdict.CONTRADICTED,
    Verdict.UNSUPPORTED,
    Verdict.EVIDENCE_STRONGER,
)


class Sides(Value):
    """The rows, and the assessments before and after evidence was counted.

    `probability` is P(level) given all that is said and seen.
    """

    rows: tuple[Reconciled, ...]
    claimed: Assessment
    used: Assessment
    probability: Mapping[int, float]
    scan_digest: str


def sides(
    sheet: AnswerSheet,
    rows: tuple[Reconciled, ...],
    scan: Scan,
    bundle: Bundle,
    reading: str | None = None,
) -> Sides:
    """Return the two sides under a reading (default: the default one)."""
    before, after = (
        assess(bundle.questionnaire, bundle.readings, one, bundle.settings, reading)
        for one in (sheet, applied(sheet, rows))
    )
    rule = choose(bundle.readings, reading)
    held = belief(bundle.questionnaire, rule, testimony(scan, rows), bundle.settings)
    return Sides(
        rows=rows,
        claimed=before,
        used=after,
        probability=level_probability(bundle.questionnaire, rule, held),
        scan_digest=scan.content_digest,
    )


def document(sides: Sides, questionnaire: Questionnaire) -> Document:
    """Return what differs first, and what it does to the level."""
    sections = (
        _section(
            verdict, [r for r in sides.rows if r.verdict is verdict], questionnaire
        )
        for verdict in TITLES
    )
    return Document(
        title=t("Claims and evidence: {name}", name=sides.claimed.scope.name),
        summary=tuple(_summary(sides)),
        sections=tuple(section for section in sections if section is not None),
    )


def payload(sides: Sides) -> Mapping[str, Any]:
    """Return the two sides as plain JSON values."""
    return {
        "schema_version": SCHEMA_VERSION,
        "content_digest": sides.used.content_digest,
        "scan_digest": sides.scan_digest,
        "reading": sides.used.reading,
        "level": sides.used.standing.level,
        "level_pessimistic": sides.used.standing.level_pessimistic,
        "level_optimistic": sides.used.standing.level_optimistic,
        "level_claimed": sides.claimed.standing.level,
        "coverage": round(sides.used.standing.coverage, 4),
        "probability": {str(k): round(p, 4) for k, p in sides.probability.items()},
        "readings": {r.id: r.standing.level for r in sides.used.readings},
        "verdicts": {v.value: _count(sides.rows, v) for v in Verdict},
        "practices": [_plain(row) for row in sides.rows],
    }


def _plain(row: Reconciled) -> Mapping[str, Any]:
    pointer = str(row.pointers[0]) if row.pointers else None
    return row.model_dump(mode="json") | {
        "pointer": pointer,
        "overridden": row.overridden,
    }


def _summary(sides: Sides) -> Iterable[str]:
    yield t("Claimed: {band}.", band=wording.band(sides.claimed.standing))
    yield t(
        "With the evidence counted: {band}.", band=wording.band(sides.used.standing)
    )
    yield t(
        "Probability, given all that is said and seen: {chances}",
        chances=wording.chances(sides.probability),
    )
    counts = (f"{_count(sides.rows, v)} {t(VERDICTS[v])}" for v in Verdict)
    yield t("Practices: {counts}.", counts=", ".join(counts))
    yield tn(
        "{count} answer is overridden or filled in by evidence; {disputed} disputed by a "
        "person.",
        "{count} answers are overridden or filled in by evidence; {disputed} disputed by "
        "a person.",
        sum(row.overridden for row in sides.rows),
        disputed=sum(bool(row.disputed) for row in sides.rows),
    )


def _count(rows: Iterable[Reconciled], verdict: Verdict) -> int:
    return sum(row.verdict is verdict for row in rows)


def _section(
    verdict: Verdict, rows: list[Reconciled], questionnaire: Questionnaire
) -> Section | None:
    """Return the rows of one verdict; where the sides differ, the reasons first."""
    if not rows:
        return None
    known = questionnaire.practices
    names = {
        id_: t(known[id_].name) if id_ in known else id_
        for id_ in (row.practice for row in rows)
    }
    differ = verdict in DIFFERENT
    columns = (t("practice"), t("claimed"), t("seen"), t("sure"), t("counted"))
    return Section(
        title=f"{t(TITLES[verdict])} ({len(rows)})",
        sentences=tuple(_reason(row, names) for row in rows) if differ else (),
        table=Table(
            columns=columns if differ else (*columns, t("why")),
            rows=tuple(_row(row, names, not differ) for row in rows),
            numeric=columns[3:4],
        ),
    )


def _reason(row: Reconciled, names: Mapping[str, str]) -> str:
    """Return what was seen and where, so that the place can be copied whole."""
    seen = wording.seen(row.why, next(iter(row.pointers), None))
    said = f"{names[row.practice]}: {seen}."
    if not row.disputed:
        return said
    return f"{said} {t('Disputed: {reason}.', reason=row.disputed)}"


def _row(row: Reconciled, names: Mapping[str, str], reason: bool) -> tuple[str, ...]:
    used = wording.rung(row.used)
    cells = (
        names[row.practice],
        wording.rung(row.claim),
        wording.rung(row.seen),
        "–" if row.confidence is None else str(row.confidence),
        t("{rung} (changed)", rung=used) if row.overridden else used,
    )
    return (*cells, wording.told(row.why)) if reason else cells
