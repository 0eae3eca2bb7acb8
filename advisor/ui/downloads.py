"""Take it with you: answers and report as files, each built when it is asked for."""

from datetime import date
from functools import partial
from importlib.metadata import version
from typing import Final, NamedTuple

import streamlit as st

from advisor.advise import matching
from advisor.advise.match_settings import load_match_settings
from advisor.advise.portfolio import Portfolio
from advisor.assess import exchange
from advisor.assess.answers import AnswerSheet
from advisor.errors import PortfolioError
from advisor.evidence.scan import Scan
from advisor.language import bound, mark, t
from advisor.report import dossier as dossiers
from advisor.report import forms
from advisor.report.dossier import Aim, Dossier
from advisor.report.forms import Form
from advisor.session.access import Act
from advisor.session.outcome import Outcome
from advisor.ui import access, cache, draft, evidence_scan, state

PROGRAM: Final = "mlops-advisor"
FILE_TYPES: Final = {
    exchange.Form.YAML: "application/yaml",
    exchange.Form.JSON: "application/json",
    exchange.Form.CSV: "text/csv",
    exchange.Form.XLSX: forms.MIME[Form.XLSX],
}
LABELS: Final = {
    Form.HTML: mark("Report (HTML)"),
    Form.PDF: mark("Report (PDF)"),
    Form.PPTX: mark("Slides (PPTX)"),
    Form.XLSX: mark("Workbook that computes (XLSX)"),
    Form.MARKDOWN: mark("Report (Markdown)"),
    Form.JSON: mark("Report (JSON)"),
}


class Extras(NamedTuple):
    """What goes into a report beside the answers, where somebody wants it."""

    scan: Scan | None = None
    portfolio: Portfolio | None = None
    outcome: Outcome | None = None


def show(
    sheet: AnswerSheet, reading: str | None = None, outcome: Outcome | None = None
) -> None:
    """Offer the report in every form, then the answers alone."""
    st.header(t("Take it with you"))
    _reports(sheet, reading, _chosen(outcome))
    questionnaire = cache.content().questionnaire
    with st.container(horizontal=True):
        for form, mime in FILE_TYPES.items():
            st.download_button(
                t("Answers ({form})", form=form.upper()),
                bound(partial(exchange.dump, sheet, questionnaire, form)),
                file_name=f"answers.{form}",
                mime=mime,
                key=f"download_{form}",
                on_click="ignore",
            )


def build(form: Form, sheet: AnswerSheet, aim: Aim, extras: Extras, on: date) -> bytes:
    """Return a report as a file; runs where no page is, so it asks for nothing."""
    bundle = cache.content()
    program = f"{PROGRAM} {version(PROGRAM)}"
    found = dossiers.gather(sheet, bundle, aim, on, program)
    if extras.scan:
        found = dossiers.with_evidence(found, extras.scan, bundle)
    catalogue = cache.catalogue() if extras.portfolio else None
    return forms.render(form, _complete(found, extras), bundle, catalogue)


def _complete(found: Dossier, extras: Extras) -> Dossier:
    matched = extras.portfolio and matching.match(
        extras.portfolio, cache.catalogue(), load_match_settings(), found.on
    )
    return found.model_copy(update={"matching": matched, "outcome": extras.outcome})


def _reports(sheet: AnswerSheet, reading: str | None, extras: Extras) -> None:
    aim, today = Aim(reading=reading), state.today()
    with st.container(horizontal=True):
        for form, mime in forms.MIME.items():
            st.download_button(
                t(LABELS[form]),
                bound(partial(build, form, sheet, aim, extras, today)),
                file_name=f"report.{form}",
                mime=mime,
                key=f"download_report_{form}",
                on_click="ignore",
            )


def _chosen(outcome: Outcome | None) -> Extras:
    """Ask what else is to be in the report; only who sees the pages of it may choose."""
    if not access.may(Act.CHANGE):
        return Extras(outcome=outcome)
    with st.container(horizontal=True):
        return Extras(_scan(), _portfolio(), outcome)


def _scan() -> Scan | None:
    kept = next(iter(evidence_scan.latest()), None)
    if kept is None:
        return None
    state.keep_widget("report_evidence", False)
    wanted = st.checkbox(
        t("With the evidence of the latest scan"),
        key="report_evidence",
        help=t("Only if the scan is of the project that was assessed."),
    )
    return kept.scan if wanted else None


def _portfolio() -> Portfolio | None:
    try:
        portfolio = draft.resolved()
    except PortfolioError:
        # What is wrong with it is told where it is worked on.
        return None
    if portfolio is None or not portfolio.use_cases:
        return None
    state.keep_widget("report_platforms", False)
    wanted = st.checkbox(
        t("With platform advice for the use cases"), key="report_platforms"
    )
    return portfolio if wanted else None
