"""What a scan found: what got worse, what blocks, what was seen, what is old."""

from collections.abc import Iterable, Sequence
from typing import Final

import streamlit as st

from advisor.assess import assessment as assessing
from advisor.assess import bundle as bundles
from advisor.assess.bundle import Bundle
from advisor.assess.questionnaire import Dimension, Rung
from advisor.assess.scoring import Blocker
from advisor.evidence import half_life
from advisor.evidence.comparison import compare
from advisor.evidence.finding import Finding, Pointer
from advisor.evidence.reconcile import LOOKED
from advisor.evidence.scan import Scan
from advisor.language import day, moment, number, opened, t, tn
from advisor.report import scan as scan_report
from advisor.report import wording
from advisor.ui import components
from advisor.ui.literal import plain

MOST_POINTERS: Final = 3


def told(message: str, pointers: Sequence[Pointer]) -> str:
    """Return what was seen and where, as Markdown."""
    return plain(plain_told(message, pointers))


def plain_told(message: str, pointers: Sequence[Pointer]) -> str:
    """Return what was seen and where, as plain text."""
    said = opened(wording.told(message)).rstrip(".")
    if not pointers:
        return said
    places = list(dict.fromkeys(map(str, pointers)))
    shown = ", ".join(places[:MOST_POINTERS])
    more = len(places) - MOST_POINTERS
    if more > 0:
        shown = t("{places} and {count} more", places=shown, count=more)
    return f"{said}: {shown}"


def bullets(items: Iterable[tuple[str, str, str]]) -> None:
    """Draw practices as a list: a path wraps in it, in a table's cell it does not."""
    lines = (
        f"- **{plain(name)}** ({plain(stands)}): {plain(said)}"
        for name, stands, said in items
    )
    st.markdown("\n".join(lines))


def changes(before: Scan | None, scan: Scan) -> None:
    """Draw what changed since the last scan of the same target, regressions first."""
    if before is None:
        st.caption(
            t("This is the first scan kept of it; the next is compared with it.")
        )
        return
    found = compare(before, scan)
    since = moment(before.at)
    worse = sum(change.kind == "regression" for change in found)
    if worse:
        st.error(
            tn(
                "{count} practice got worse since {since}.",
                "{count} practices got worse since {since}.",
                worse,
                since=since,
            ),
            icon=":material/trending_down:",
        )
    if not found:
        st.caption(t("No practice changed since the scan of {since}.", since=since))
        return
    section = scan_report.changed(found, bundles.load())
    if section and section.table:
        st.header(section.title)
        components.table(section.table, section.title)


def old(scan: Scan) -> None:
    """Say which evidence has faded because it is old."""
    half_lives = half_life.load()
    stale = [
        finding
        for finding in scan.findings
        if finding.rung is not None
        and finding.at is not None
        and scan.at - finding.at >= half_lives.of(finding.practice)
    ]
    if not stale:
        return
    practices = bundles.load().questionnaire.practices
    st.warning(
        tn(
            "{count} finding rests on old evidence and counts for less.",
            "{count} findings rest on old evidence and count for less.",
            len(stale),
        ),
        icon=":material/history:",
    )
    with st.expander(t("Which evidence is old")):
        bullets(
            (
                t(practices[finding.practice].name),
                t(
                    "last ran or changed on {day}, fades every {days} days",
                    day=day(finding.at),
                    days=number(half_lives.of(finding.practice).days),
                ),
                plain_told(finding.message, finding.pointers),
            )
            for finding in stale
            if finding.at is not None
        )


def show(scan: Scan) -> None:
    """Draw the findings: blockers of the next level first, then by dimension."""
    bundle = bundles.load()
    blocking = _blockers(scan, bundle)
    st.header(t("What was seen"))
    for dimension in bundle.questionnaire.dimensions:
        _dimension(scan, dimension)
    _unseen(scan, bundle, blocking)
    _readings_and_skipped(scan)


def _blockers(scan: Scan, bundle: Bundle) -> frozenset[str]:
    """Draw what keeps the next level away; return which practices those are."""
    standing = assessing.stand(
        bundle.questionnaire, bundle.readings.default, scan.practices
    )
    if standing.level is None or standing.level == standing.top:
        st.success(t("Everything that the default reading asks for was seen."))
        return frozenset()
    st.header(t("What keeps Level {level} away", level=standing.level + 1))
    for blocker in standing.blockers:
        _blocker(blocker, scan, bundle)
    return frozenset(blocker.practice for blocker in standing.blockers)


def _blocker(blocker: Blocker, scan: Scan, bundle: Bundle) -> None:
    practice = bundle.questionnaire.practices[blocker.practice]
    findings = scan.of(blocker.practice)
    with st.container(border=True):
        st.markdown(
            t(
                "**{practice}** is {has}, needs {needs}",
                practice=plain(t(practice.name)),
                has=wording.rung(blocker.has),
                needs=wording.rung(blocker.needs),
            )
        )
        if not findings:
            st.caption(t("No probe looks for it: ask whoever owns it."))
            return
        st.markdown("\n".join(f"- {_line(finding)}" for finding in findings))
        for remedy in dict.fromkeys(finding.remedy for finding in findings):
            st.caption(t("Remedy: {remedy}", remedy=plain(t(remedy))))


def _line(finding: Finding) -> str:
    outcome = opened(t(scan_report.OUTCOMES[finding.outcome]))
    said = f"{outcome}: {told(finding.message, finding.pointers)}"
    if finding.outcome not in LOOKED:
        return said
    return t("{said} (confidence {number})", said=said, number=finding.confidence)


def _dimension(scan: Scan, dimension: Dimension) -> None:
    seen = [p for p in dimension.practices if scan.practices[p.id] is not Rung.UNKNOWN]
    if not seen:
        return
    with st.expander(
        t(
            "{dimension}: {known} of {total} decided",
            dimension=t(dimension.name),
            known=len(seen),
            total=len(dimension.practices),
        )
    ):
        bullets(
            (
                t(practice.name),
                t(
                    "{rung}, confidence {number}",
                    rung=wording.rung(scan.practices[practice.id]),
                    number=finding.confidence,
                ),
                plain_told(finding.message, finding.pointers),
            )
            for practice in seen
            for finding in _showing(scan, practice.id)
        )


def _showing(scan: Scan, practice: str) -> Iterable[Finding]:
    """Return the findings that decide a practice, the surest first."""
    shows = [f for f in scan.of(practice) if f.rung is scan.practices[practice]]
    return sorted(shows, key=lambda finding: -finding.confidence)


def _unseen(scan: Scan, bundle: Bundle, blocking: frozenset[str]) -> None:
    practices = bundle.questionnaire.practices
    unseen = [
        finding
        for finding in scan.findings
        if scan.practices.get(finding.practice) is Rung.UNKNOWN
        and finding.practice not in blocking
    ]
    if not unseen:
        return
    count = len({f.practice for f in unseen})
    with st.expander(t("Not seen, so unknown: {count}", count=count)):
        st.caption(t("Not to have found something is no proof that it is missing."))
        components.rows(
            [
                {
                    t("practice"): t(practices[finding.practice].name),
                    t("seen"): t(scan_report.OUTCOMES[finding.outcome]),
                    t("what the probe says"): wording.told(finding.message),
                    t("remedy"): t(finding.remedy),
                }
                for finding in unseen
            ],
            t("Not seen, so unknown"),
        )


def _readings_and_skipped(scan: Scan) -> None:
    for section in (scan_report.readings(scan), scan_report.skipped(scan)):
        if section is None:
            continue
        with st.expander(section.title):
            for sentence in section.sentences:
                st.caption(plain(sentence))
            if section.table:
                components.table(section.table, section.title)
