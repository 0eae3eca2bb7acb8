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
from advisor.language import mark, opened, t
from advisor.report import wording
from advisor.report.document import Document, Section, Table

CHANGES: Final[Mapping[str, str]] = {
    "regression": mark("worse"),
    "seen_missing": mark("seen to be missing"),
    "out_of_sight": mark("can no longer be seen"),
    "improvement": mark("better"),
}
OUTCOMES: Final[Mapping[Outcome, str]] = {
    Outcome.TRUE: mark("yes"),
    Outcome.PARTIAL: mark("in part"),
    Outcome.FALSE: mark("no"),
    Outcome.NOT_AVAILABLE: mark("cannot be seen"),
    Outcome.NOT_APPLICABLE: mark("not applicable"),
    Outcome.ERROR: mark("the probe failed"),
}
SOURCES: Final[dict[str, str]] = {
    "tree": mark("tree"),
    "history": mark("history"),
    "ci": mark("ci"),
    "code": mark("code"),
    "manifests": mark("manifests"),
    "notebooks": mark("notebooks"),
    "mlflow": mark("mlflow"),
    "predictions": mark("predictions"),
}
MOST_ROWS: Final = 20


def document(scan: Scan, bundle: Bundle, changes: Iterable[Change] = ()) -> Document:
    """Return everything a team needs to read about a scan, blockers first."""
    sections = (
        changed(tuple(changes), bundle),
        _blockers(scan, bundle),
        *_seen(scan, bundle),
        _unseen(scan, bundle),
        readings(scan),
        skipped(scan),
    )
    return Document(
        title=t("Evidence of MLOps in {name}", name=scan.project),
        summary=tuple(_summary(scan, bundle)),
        sections=tuple(section for section in sections if section is not None),
    )


def _summary(scan: Scan, bundle: Bundle) -> Iterable[str]:
    reading = bundle.readings.default.id
    level = scan.readings[reading]
    yield t(
        "Established is Level {level} of {top} under the reading '{reading}': {name}.",
        level=level.established,
        top=level.top,
        reading=reading,
        name=t(level.name),
    )
    if level.possible > level.established:
        yield t("What was not seen could make it Level {level}.", level=level.possible)
    yield t(
        "Coverage: {share} of the gating practices were seen.",
        share=wording.percent(scan.coverage),
    )
    known = sum(rung.is_known for rung in scan.practices.values())
    tests = {t for f in scan.findings if f.outcome is Outcome.TRUE for t in f.tests}
    yield t(
        "{known} of {all} practices were decided, and {tests} of the 28 tests of the ML "
        "Test Score were seen.",
        known=known,
        all=len(scan.practices),
        tests=len(tests),
    )
    yield from _sources(scan)
    yield t(
        "Scanned on {date}. What could not be seen counts as unknown.",
        date=f"{scan.at:%Y-%m-%d}",
    )


def _sources(scan: Scan) -> Iterable[str]:
    read = [t(SOURCES.get(n, n)) for n, state in scan.sources.items() if state == READ]
    unread = [
        f"{t(SOURCES.get(name, name))} ({wording.told(state)})"
        for name, state in scan.sources.items()
        if state != READ
    ]
    yield t("Read: {sources}.", sources=", ".join(read) or t("nothing"))
    if unread:
        yield t("Not read: {sources}.", sources=", ".join(unread))


def levels(level: ReadingLevel) -> str:
    """Return the level that is established, with the one that is still possible."""
    return wording.levels(level.established, level.possible, level.top)


def changed(changes: tuple[Change, ...], bundle: Bundle) -> Section | None:
    """Return what changed since the last scan; None if nothing did."""
    if not changes:
        return None
    practices = bundle.questionnaire.practices
    rows = tuple(
        (
            t(CHANGES[c.kind]),
            t(practices[c.practice].name),
            wording.rung(c.before),
            wording.rung(c.after),
            wording.told(c.why),
        )
        for c in changes
    )
    columns = (t("change"), t("practice"), t("was"), t("is"), t("why"))
    return Section(
        title=t("Since the last scan ({number})", number=len(rows)),
        table=Table(columns=columns, rows=rows),
    )


def _blockers(scan: Scan, bundle: Bundle) -> Section | None:
    standing = _standing(scan, bundle)
    if standing.level is None or not standing.blockers:
        return None
    sentences = [s for b in standing.blockers for s in _blocker(b, scan, bundle)]
    return Section(
        title=t(
            "What keeps Level {level} away ({number})",
            level=standing.level + 1,
            number=len(standing.blockers),
        ),
        sentences=tuple(sentences),
    )


def _blocker(blocker: Blocker, scan: Scan, bundle: Bundle) -> Iterable[str]:
    yield t(
        "{id} ({name}): is {has}, needs {needs}.",
        id=blocker.practice,
        name=t(bundle.questionnaire.practices[blocker.practice].name),
        has=wording.rung(blocker.has),
        needs=wording.rung(blocker.needs),
    )
    findings = scan.of(blocker.practice)
    for finding in findings:
        outcome = opened(t(OUTCOMES[finding.outcome]))
        yield f"  {outcome}: {_told(finding)}."
    for remedy in dict.fromkeys(f.remedy for f in findings):
        yield f"  {t('Remedy: {remedy}', remedy=t(remedy))}"
    if not findings:
        yield f"  {t('No probe looks for it: ask.')}"


def _told(finding: Finding) -> str:
    return t(
        "{said} (confidence {confidence})",
        said=wording.seen(finding.message, finding.pointer),
        confidence=finding.confidence,
    )


def _seen(scan: Scan, bundle: Bundle) -> Iterable[Section]:
    """Yield one section for each dimension in which something was seen."""
    for dimension in bundle.questionnaire.dimensions:
        sentences = tuple(
            f"{t(practice.name)}: {wording.rung(scan.practices[practice.id])}. "
            f"{_told(finding)}."
            for practice in dimension.practices
            if (finding := _deciding(scan, practice.id)) is not None
        )
        if sentences:
            title = t("{dimension}: what was seen", dimension=t(dimension.name))
            yield Section(title=title, sentences=sentences)


def _deciding(scan: Scan, practice: str) -> Finding | None:
    """Return the surest finding that shows the rung of the practice."""
    shows = [f for f in scan.of(practice) if f.rung is scan.practices.get(practice)]
    return max(shows, key=lambda finding: finding.confidence, default=None)


def _unseen(scan: Scan, bundle: Bundle) -> Section | None:
    """Return what was looked for and not seen, beyond what blocks the next level."""
    names = bundle.questionnaire.practices
    blocking = {blocker.practice for blocker in _standing(scan, bundle).blockers}
    rows = tuple(
        (
            t(names[f.practice].name),
            t(OUTCOMES[f.outcome]),
            wording.told(f.message),
            t(f.remedy),
        )
        for f in scan.findings
        if scan.practices.get(f.practice) is Rung.UNKNOWN and f.practice not in blocking
    )
    if not rows:
        return None
    columns = (t("practice"), t("seen"), t("what the probe says"), t("remedy"))
    return Section(
        title=t("Not seen, so unknown"),
        sentences=(t("Not to have found something is no proof that it is missing."),),
        table=Table(columns=columns, rows=rows),
    )


def _standing(scan: Scan, bundle: Bundle) -> Standing:
    reading = bundle.readings.default
    return assessing.stand(bundle.questionnaire, reading, scan.practices)


def readings(scan: Scan) -> Section:
    """Return the level under every reading."""
    rows = tuple(
        (id_, levels(level), t(level.name), wording.percent(level.coverage))
        for id_, level in scan.readings.items()
    )
    columns = (t("reading"), t("level"), t("called"), t("coverage"))
    return Section(
        title=t("Readings side by side"),
        table=Table(columns=columns, rows=rows, numeric=columns[3:]),
    )


def skipped(scan: Scan) -> Section | None:
    """Return what could not be read; None if all could."""
    if not scan.skipped:
        return None
    rows = tuple((s.place, wording.told(s.reason)) for s in scan.skipped[:MOST_ROWS])
    more = scan.skipped_in_all - len(rows)
    cut = t("The first {shown}; {more} more are not shown.", shown=len(rows), more=more)
    return Section(
        title=t("Not read ({number})", number=scan.skipped_in_all),
        sentences=(cut,) if more else (),
        table=Table(columns=(t("place"), t("why")), rows=rows),
    )
