"""The picture frame: the list of pages and the navigation between them."""

from pathlib import Path

import streamlit as st

from advisor.errors import AdvisorError
from advisor.ui import components, state
from advisor.ui.pages import (
    assess,
    catalogue,
    decision,
    evidence,
    history,
    learn,
    match,
    results,
    roadmap,
    stack,
    start,
    use_cases,
)

# An icon by name would be fetched from a font server; nothing leaves this machine.
st.set_page_config(
    page_title="MLOps advisor",
    page_icon=str(Path(__file__).parent / "ui" / "icon.svg"),
    layout="wide",
)

MATURITY = {
    "start": st.Page(
        start.show,
        title="Start",
        icon=":material/home:",
        url_path="start",
        default=True,
    ),
    "assess": st.Page(
        assess.show, title="Assess", icon=":material/checklist:", url_path="assess"
    ),
    "results": st.Page(
        results.show, title="Results", icon=":material/insights:", url_path="results"
    ),
    "evidence": st.Page(
        evidence.show,
        title="Evidence",
        icon=":material/search:",
        url_path="evidence",
    ),
    "roadmap": st.Page(
        roadmap.show, title="Road map", icon=":material/route:", url_path="roadmap"
    ),
    "history": st.Page(
        history.show, title="History", icon=":material/history:", url_path="history"
    ),
    "learn": st.Page(
        learn.show, title="Learn", icon=":material/school:", url_path="learn"
    ),
}
PLATFORMS = {
    "use_cases": st.Page(
        use_cases.show,
        title="Use cases",
        icon=":material/category:",
        url_path="use-cases",
    ),
    "match": st.Page(
        match.show, title="Match", icon=":material/join_inner:", url_path="match"
    ),
    "decision": st.Page(
        decision.show, title="Decision", icon=":material/gavel:", url_path="decision"
    ),
    "catalogue": st.Page(
        catalogue.show,
        title="Catalogue",
        icon=":material/apps:",
        url_path="catalogue",
    ),
}

STACK = {
    "stack": st.Page(
        stack.show, title="Stack", icon=":material/play_circle:", url_path="stack"
    ),
}

state.register(MATURITY | PLATFORMS | STACK)
page = st.navigation(
    {
        "Maturity": list(MATURITY.values()),
        "Platforms": list(PLATFORMS.values()),
        "Reference stack": list(STACK.values()),
    }
)
try:
    state.resume()
    state.show_notice()
    page.run()
except AdvisorError as fault:
    components.fault(fault)
