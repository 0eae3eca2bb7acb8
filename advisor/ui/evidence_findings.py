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
    said = message[:1].upper() + message[1:].rstrip(".")
    if not pointers:
        return said
    places = list(dict.fromkeys(map(str, pointers)))
    more = len(places) - MOST_POINTERS
    rest = f" and {more} more" if more > 0 else ""
    return f"{said}: {', '.join(places[:MOST_POINTERS])}{rest}"


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
        st.caption("This is the first scan kept of it; the next is compared with it.")
        return
    found = compare(before, scan)
    since = f"{before.at:%d %b %Y %H:%M}"
    worse = sum(change.kind == "regression" for change in found)
    if worse:
        counted = wording.counted(worse, "practice", "practices")
        st.error(f"{counted} got worse since {since}.", icon=":material/trending_down:")
    if not found:
        st.caption(f"No practice changed since the scan of {since}.")
        return
    section = scan_report.document(scan, bundles.load(), found).sections[0]
    st.header(section.title)
    if section.table:
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
    counted = wording.counted(len(stale), "finding rests", "findings rest")
    st.warning(
        f"{counted} on old evidence and count for less.", icon=":material/history:"
    )
    with st.expander("Which evidence is old"):
        bullets(
            (
                practices[finding.practice].name,
                f"last ran or changed on {finding.at:%d %b %Y}, fades every "
                f"{half_lives.of(finding.practice).days} days",
                plain_told(finding.message, finding.pointers),
            )
            for finding in stale
        )


def show(scan: Scan) -> None:
    """Draw the findings: blockers of the next level first, then by dimension."""
    bundle = bundles.load()
    blocking = _blockers(scan, bundle)
    st.header("What was seen")
    for dimension in bundle.questionnaire.dimensions:
        _dimension(scan, dimension)
    _unseen(scan, bundle, blocking)
    _readings_and_skipped(scan, bundle)


def _blockers(scan: Scan, bundle: Bundle) -> frozenset[str]:
    """Draw what keeps the next level away; return which practices those are."""
    standing = assessing.stand(
        bundle.questionnaire, bundle.readings.default, scan.practices
    )
    if standing.level is None or standing.level == standing.top:
        st.success("Everything that the default reading asks for was seen.")
        return frozenset()
    st.header(f"What keeps Level {standing.level + 1} away")
    for blocker in standing.blockers:
        _blocker(blocker, scan, bundle)
    return frozenset(blocker.practice for blocker in standing.blockers)


def _blocker(blocker: Blocker, scan: Scan, bundle: Bundle) -> None:
    practice = bundle.questionnaire.practices[blocker.practice]
    findings = scan.of(blocker.practice)
    with st.container(border=True):
        st.markdown(
            f"**{plain(practice.name)}** is {wording.RUNGS[blocker.has]}, "
            f"needs {wording.RUNGS[blocker.needs]}"
        )
        if not findings:
            st.caption("No probe looks for it: ask whoever owns it.")
            return
        st.markdown("\n".join(f"- {_line(finding)}" for finding in findings))
        for remedy in dict.fromkeys(finding.remedy for finding in findings):
            st.caption(f"Remedy: {plain(remedy)}")


def _line(finding: Finding) -> str:
    outcome = scan_report.OUTCOMES[finding.outcome].capitalize()
    sure = f" (confidence {finding.confidence})" if finding.outcome in LOOKED else ""
    return f"{outcome}: {told(finding.message, finding.pointers)}{sure}"


def _dimension(scan: Scan, dimension: Dimension) -> None:
    seen = [p for p in dimension.practices if scan.practices[p.id] is not Rung.UNKNOWN]
    if not seen:
        return
    with st.expander(
        f"{dimension.name}: {len(seen)} of {len(dimension.practices)} decided"
    ):
        bullets(
            (
                practice.name,
                f"{wording.RUNGS[scan.practices[practice.id]]}, "
                f"confidence {finding.confidence}",
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
    with st.expander(f"Not seen, so unknown: {len({f.practice for f in unseen})}"):
        st.caption("Not to have found something is no proof that it is missing.")
        components.rows(
            [
                {
                    "practice": practices[finding.practice].name,
                    "seen": scan_report.OUTCOMES[finding.outcome],
                    "what the probe says": finding.message,
                    "remedy": finding.remedy,
                }
                for finding in unseen
            ],
            "Not seen, so unknown",
        )


def _readings_and_skipped(scan: Scan, bundle: Bundle) -> None:
    for section in scan_report.document(scan, bundle).sections:
        if section.title.startswith(("Readings", "Not read")) and section.table:
            with st.expander(section.title):
                for sentence in section.sentences:
                    st.caption(plain(sentence))
                components.table(section.table, section.title)
