"""A scan as a document: what got worse, what blocks, what was seen, what was not."""

from collections.abc import Iterable, Mapping
from typing import Final

from advisor.assess import assessment as assessing
from advisor.assess.bundle import Bundle
from advisor.assess.questionnaire import Rung
from advisor.assess.scoring import Blocker, Standing
from advisor.evidence.comparison import Change
from advisor.evidence.finding import Finding, Outcome
from advisor.evidence.scan import READ, ReadingLevel, Scan
from advisor.report import wording
from advisor.report.document import Document, Section, Table

CHANGES: Final[Mapping[str, str]] = {
    "regression": "worse",
    "seen_missing": "seen to be missing",
    "out_of_sight": "can no longer be seen",
    "improvement": "better",
}
OUTCOMES: Final[Mapping[Outcome, str]] = {
    Outcome.TRUE: "yes",
    Outcome.PARTIAL: "in part",
    Outcome.FALSE: "no",
    Outcome.NOT_AVAILABLE: "cannot be seen",
    Outcome.NOT_APPLICABLE: "not applicable",
    Outcome.ERROR: "the probe failed",
}
MOST_ROWS: Final = 20


def document(scan: Scan, bundle: Bundle, changes: Iterable[Change] = ()) -> Document:
    """Return everything a team needs to read about a scan, blockers first."""
    sections = (
        _changes(tuple(changes), bundle),
        _blockers(scan, bundle),
        *_seen(scan, bundle),
        _unseen(scan, bundle),
        _readings(scan),
        _skipped(scan),
    )
    return Document(
        title=f"Evidence of MLOps in {scan.project}",
        summary=tuple(_summary(scan, bundle)),
        sections=tuple(section for section in sections if section is not None),
    )


def _summary(scan: Scan, bundle: Bundle) -> Iterable[str]:
    reading = bundle.readings.default.id
    level = scan.readings[reading]
    yield (
        f"Established is Level {level.established} of {level.top} under the reading "
        f"'{reading}': {level.name}."
    )
    if level.possible > level.established:
        yield f"What was not seen could make it Level {level.possible}."
    yield f"Coverage: {wording.percent(scan.coverage)} of the gating practices were seen."
    known = sum(rung.is_known for rung in scan.practices.values())
    tests = {t for f in scan.findings if f.outcome is Outcome.TRUE for t in f.tests}
    yield (
        f"{known} of {len(scan.practices)} practices were decided, and {len(tests)} of the "
        "28 tests of the ML Test Score were seen."
    )
    read = [name for name, state in scan.sources.items() if state == READ]
    unread = [f"{n} ({s})" for n, s in scan.sources.items() if s != READ]
    yield f"Read: {', '.join(read) or 'nothing'}."
    if unread:
        yield f"Not read: {', '.join(unread)}."
    yield f"Scanned on {scan.at:%Y-%m-%d}. What could not be seen counts as unknown."


def levels(level: ReadingLevel) -> str:
    """Return the level that is established, with the one that is still possible."""
    if level.established == level.possible:
        return f"Level {level.established} of {level.top}"
    return f"Level {level.established} to {level.possible} of {level.top}"


def _changes(changes: tuple[Change, ...], bundle: Bundle) -> Section | None:
    if not changes:
        return None
    practices = bundle.questionnaire.practices
    rows = tuple(
        (
            CHANGES[c.kind],
            practices[c.practice].name,
            wording.RUNGS[c.before],
            wording.RUNGS[c.after],
            c.why,
        )
        for c in changes
    )
    columns = ("change", "practice", "was", "is", "why")
    return Section(
        title=f"Since the last scan ({len(rows)})",
        table=Table(columns=columns, rows=rows),
    )


def _blockers(scan: Scan, bundle: Bundle) -> Section | None:
    standing = _standing(scan, bundle)
    if standing.level is None or not standing.blockers:
        return None
    sentences = [s for b in standing.blockers for s in _blocker(b, scan, bundle)]
    return Section(
        title=f"What keeps Level {standing.level + 1} away ({len(standing.blockers)})",
        sentences=tuple(sentences),
    )


def _blocker(blocker: Blocker, scan: Scan, bundle: Bundle) -> Iterable[str]:
    name = bundle.questionnaire.practices[blocker.practice].name
    has, needs = wording.RUNGS[blocker.has], wording.RUNGS[blocker.needs]
    yield f"{blocker.practice} ({name}): is {has}, needs {needs}."
    findings = scan.of(blocker.practice)
    for finding in findings:
        yield f"  {OUTCOMES[finding.outcome].capitalize()}: {_told(finding)}."
    for remedy in dict.fromkeys(f.remedy for f in findings):
        yield f"  Remedy: {remedy}"
    if not findings:
        yield "  No probe looks for it: ask."


def _told(finding: Finding) -> str:
    pointer = f" at {finding.pointer}" if finding.pointer else ""
    return f"{finding.message.rstrip('.')}{pointer} (confidence {finding.confidence})"


def _seen(scan: Scan, bundle: Bundle) -> Iterable[Section]:
    """Yield one section for each dimension in which something was seen."""
    for dimension in bundle.questionnaire.dimensions:
        sentences = tuple(
            f"{practice.name}: {wording.RUNGS[scan.practices[practice.id]]}. "
            f"{_told(finding)}."
            for practice in dimension.practices
            if (finding := _deciding(scan, practice.id)) is not None
        )
        if sentences:
            yield Section(title=f"{dimension.name}: what was seen", sentences=sentences)


def _deciding(scan: Scan, practice: str) -> Finding | None:
    """Return the surest finding that shows the rung of the practice."""
    shows = [f for f in scan.of(practice) if f.rung is scan.practices.get(practice)]
    return max(shows, key=lambda finding: finding.confidence, default=None)


def _unseen(scan: Scan, bundle: Bundle) -> Section | None:
    """Return what was looked for and not seen, beyond what blocks the next level."""
    names = bundle.questionnaire.practices
    blocking = {blocker.practice for blocker in _standing(scan, bundle).blockers}
    rows = tuple(
        (names[f.practice].name, OUTCOMES[f.outcome], f.message, f.remedy)
        for f in scan.findings
        if scan.practices.get(f.practice) is Rung.UNKNOWN and f.practice not in blocking
    )
    if not rows:
        return None
    columns = ("practice", "seen", "what the probe says", "remedy")
    return Section(
        title="Not seen, so unknown",
        sentences=("Not to have found something is no proof that it is missing.",),
        table=Table(columns=columns, rows=rows),
    )


def _standing(scan: Scan, bundle: Bundle) -> Standing:
    reading = bundle.readings.default
    return assessing.stand(bundle.questionnaire, reading, scan.practices)


def _readings(scan: Scan) -> Section:
    rows = tuple(
        (id_, levels(level), level.name, wording.percent(level.coverage))
        for id_, level in scan.readings.items()
    )
    columns = ("reading", "level", "called", "coverage")
    return Section(
        title="Readings side by side",
        table=Table(columns=columns, rows=rows, numeric=("coverage",)),
    )


def _skipped(scan: Scan) -> Section | None:
    if not scan.skipped:
        return None
    rows = tuple((s.place, s.reason) for s in scan.skipped[:MOST_ROWS])
    more = scan.skipped_in_all - len(rows)
    sentences = (f"The first {len(rows)}; {more} more are not shown.",) if more else ()
    return Section(
        title=f"Not read ({scan.skipped_in_all})",
        sentences=sentences,
        table=Table(columns=("place", "why"), rows=rows),
    )
