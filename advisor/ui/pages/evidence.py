"""Evidence: look into a project, and hold what is seen against the answers."""

import json
from functools import partial
from importlib.metadata import version
from typing import Final

import streamlit as st

from advisor.assess import bundle as bundles
from advisor.assess.answers import AnswerSheet
from advisor.errors import EvidenceError
from advisor.evidence import half_life, probes
from advisor.evidence.comparison import compare
from advisor.evidence.scan import READ, Scan
from advisor.language import bound, mark, moment, t
from advisor.report import badge, markdown, reconciled, sarif, scan_payload
from advisor.report import scan as scan_report
from advisor.ui import (
    cache,
    components,
    evidence_claims,
    evidence_findings,
    evidence_scan,
    state,
)
from advisor.ui.evidence_scan import Kept
from advisor.ui.literal import plain

TABS: Final = (
    mark("Findings"),
    mark("Beside the answers"),
    mark("Take it with you"),
)
FOLDER: Final = "scan_folder"
MLFLOW: Final = "scan_mlflow"
PREDICTIONS: Final = "scan_predictions"
CHOSEN: Final = "scan_shown"


def show() -> None:
    """Show the latest scan beside the open assessment, and offer a new one."""
    st.title(t("Evidence"))
    st.write(
        t(
            "Answers are opinions. A scan looks into the project itself: files, history, "
            "CI, MLflow, and the log of predictions. It only reads; nothing of the project "
            "is run."
        )
    )
    _ask()
    kept = _chosen()
    if kept is None:
        _nothing_yet()
        return
    _headline(kept.scan)
    evidence_findings.changes(kept.before, kept.scan)
    evidence_findings.old(kept.scan)
    findings, claims, files = st.tabs([t(tab) for tab in TABS])
    with findings:
        evidence_findings.show(kept.scan)
    with claims:
        sheet = _claims(kept.scan)
    with files:
        _downloads(kept, sheet)


def _ask() -> None:
    """Ask what to scan and scan it; what cannot be used is told under the form."""
    for key in (FOLDER, MLFLOW, PREDICTIONS):
        state.keep_widget(key, "")
    with st.form("scan_form"):
        folder = st.text_input(
            t("Folder of the project, or a bare git repository"),
            key=FOLDER,
            placeholder="/home/ada/churn",
            help=t("A folder of the machine on which this app runs."),
        )
        left, right = st.columns(2)
        mlflow = left.text_input(
            t("MLflow address or store"),
            key=MLFLOW,
            placeholder="http://localhost:5000",
            help=t(
                "The only address that is called. A folder with mlflow.db or mlruns, or "
                "sqlite:///path, is read without a server."
            ),
        )
        predictions = right.text_input(
            t("Log of predictions"),
            key=PREDICTIONS,
            placeholder="/home/ada/churn/predictions",
            help=t("A file or a folder of JSONL or CSV."),
        )
        asked = st.form_submit_button(
            t("Scan"), type="primary", icon=":material/search:", key="scan"
        )
    if not asked:
        return
    try:
        target = evidence_scan.target(folder, mlflow, predictions)
        evidence_scan.run(target)
    except EvidenceError as fault:
        components.fault(fault)
        return
    state.widget_shows(CHOSEN, target.key)


def _chosen() -> Kept | None:
    """Return the scan to show: the one just made, or the one that is chosen."""
    kept = {each.key: each for each in evidence_scan.latest()}
    if not kept:
        return None
    newest = next(iter(kept))
    if state.keep_widget(CHOSEN, newest) not in kept:
        state.widget_shows(CHOSEN, newest)
    if len(kept) == 1:
        return kept[newest]
    chosen = st.selectbox(
        t("Scan"),
        list(kept),
        format_func=lambda key: _label(kept[key].scan),
        key=CHOSEN,
    )
    return kept[str(chosen)]


def _label(scan: Scan) -> str:
    read = ", ".join(
        t(scan_report.SOURCES.get(name, name))
        for name, told in scan.sources.items()
        if told == READ
    )
    return f"{scan.project} · {moment(scan.at)} · {read or t('nothing read')}"


def _nothing_yet() -> None:
    st.info(
        t(
            "Nothing has been scanned yet. Name at least one of the three above. What is "
            "found appears here with the place where it can be checked, and beside your "
            "answers. What cannot be seen counts as unknown, never as missing."
        )
    )


def _headline(scan: Scan) -> None:
    default = bundles.load().readings.default
    level = scan.readings[default.id]
    with st.container(border=True):
        st.header(f"{plain(scan.project)}: {scan_report.levels(level)}")
        summary = scan_report.document(scan, bundles.load()).summary
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in summary))
    age = (state.stamp().at - scan.at).days
    if age >= half_life.load().default:
        st.warning(
            t(
                "This scan is {days} days old; scan again to see what is true today.",
                days=age,
            ),
            icon=":material/history:",
        )


def _claims(scan: Scan) -> AnswerSheet | None:
    """Draw claims beside evidence; return the answers, None if there are none."""
    record = state.opened()
    if record is None:
        components.no_assessment(
            t("Each claim beside its evidence appears here once an assessment is open.")
        )
        return None
    st.caption(f"{plain(record.scope.name)} · {components.answered_of(record)}")
    if components.questions_changed(record):
        return None
    sheet = state.sheet(record)
    evidence_claims.show(scan, record, sheet)
    if sheet.answers:
        st.button(
            t("Undo"),
            key="undo_evidence",
            icon=":material/undo:",
            help=t("Take back the latest answer"),
            on_click=state.undo,
            args=(record,),
        )
    return sheet


def _downloads(kept: Kept, sheet: AnswerSheet | None) -> None:
    scan = kept.scan
    st.caption(t("The same files that `mlops-advisor scan` and `reconcile` write."))
    files = {
        t("Scan (JSON)"): ("scan.json", "application/json", partial(_json, kept)),
        t("Scan (Markdown)"): ("scan.md", "text/markdown", partial(_markdown, kept)),
        t("Scan (SARIF)"): (
            "scan.sarif",
            "application/sarif+json",
            partial(_sarif, scan),
        ),
        t("Badge (SVG)"): ("badge.svg", "image/svg+xml", partial(_badge, scan)),
    }
    if sheet is not None:
        written = partial(_side_by_side, scan, sheet)
        files[t("Claims and evidence (Markdown)")] = (
            "claims.md",
            "text/markdown",
            written,
        )
    with st.container(horizontal=True):
        for label, (name, mime, data) in files.items():
            st.download_button(
                label,
                bound(data),
                file_name=name,
                mime=mime,
                key=name,
                on_click="ignore",
            )


def _json(kept: Kept) -> str:
    found = compare(kept.before, kept.scan) if kept.before else ()
    return _written(scan_payload.payload(kept.scan, found))


def _markdown(kept: Kept) -> str:
    found = compare(kept.before, kept.scan) if kept.before else ()
    return markdown.render(scan_report.document(kept.scan, bundles.load(), found))


def _sarif(scan: Scan) -> str:
    texts = [probe.text for probe in probes.load()]
    return _written(sarif.sarif(scan, texts, version("mlops-advisor")))


def _badge(scan: Scan) -> str:
    return badge.badge(scan, bundles.load().readings.default.id)


def _side_by_side(scan: Scan, sheet: AnswerSheet) -> str:
    rows = evidence_claims.rows_of(scan, sheet)
    sides = reconciled.sides(sheet, rows, scan, cache.content())
    return markdown.render(reconciled.document(sides, cache.content().questionnaire))


def _written(values: object) -> str:
    return json.dumps(values, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
