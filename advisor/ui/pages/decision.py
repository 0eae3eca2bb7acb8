"""Decision: what is decided, written down so that it stands up in a review."""

from functools import partial

import streamlit as st

from advisor.advise.matching import Matching
from advisor.advise.stacking import Stack
from advisor.language import bound, t
from advisor.report import decision as decision_report
from advisor.report import markdown, pdf
from advisor.report.decision import Choice
from advisor.report.document import Document, Section
from advisor.ui import cache, chosen, components, state
from advisor.ui.literal import plain

NAME = "decision"
NONE = "none"


def show() -> None:
    """Ask what is decided, show the record and offer it as files."""
    st.title(t("Decision"))
    portfolio = chosen.portfolio()
    if portfolio is None:
        return
    found = chosen.matched(portfolio)
    today = state.today()
    record = decision_report.document(found, cache.catalogue(), _choice(found), today)
    with st.container(horizontal=True):
        st.download_button(
            t("Decision (Markdown)"),
            bound(partial(markdown.render, record)),
            file_name=f"{NAME}-{today}.md",
            mime="text/markdown",
            key="download_decision_md",
            on_click="ignore",
        )
        st.download_button(
            t("Decision (PDF)"),
            bound(partial(pdf.render, record, today)),
            file_name=f"{NAME}-{today}.pdf",
            mime="application/pdf",
            key="download_decision_pdf",
            on_click="ignore",
        )
    _record(record)


def _choice(found: Matching) -> Choice:
    """Ask for the choice; the comparison's own comes first."""
    words = cache.words()
    best = decision_report.recommended(found)
    offered: dict[str, Stack | None] = {_key(best): best}
    for stack in (*found.stacks.stacks, None):
        offered.setdefault(_key(stack), stack)
    first = next(iter(offered))
    if state.keep_widget("decided", first) not in offered:
        state.widget_shows("decided", first)
    state.keep_widget("decided_because", "")
    state.keep_widget(state.PERSON, "")
    with st.container(border=True):
        decided = st.selectbox(
            t("We decide for"),
            list(offered),
            format_func=lambda key: _label(
                decision_report.named(offered[key], words), key == first
            ),
            key="decided",
        )
        because = st.text_area(
            t("Because"),
            placeholder=t("In your own words, for those who ask later"),
            max_chars=1000,
            key="decided_because",
        )
        by = st.text_input(t("Decided by"), max_chars=80, key=state.PERSON)
    return Choice(stack=offered[decided], by=by.strip(), because=because.strip())


def _key(stack: Stack | None) -> str:
    return NONE if stack is None else " ".join(stack.platforms)


def _label(name: str, is_first: bool) -> str:
    return t("{name} (what the comparison comes to)", name=name) if is_first else name


def _record(record: Document) -> None:
    with st.container(border=True):
        st.header(plain(record.title))
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in record.summary))
    for section in record.sections:
        if section.title == t(decision_report.LOOKED_AT):
            with st.expander(section.title):
                _section(section)
        else:
            st.subheader(plain(section.title))
            _section(section)


def _section(section: Section) -> None:
    if section.sentences:
        st.markdown("\n".join(f"- {plain(s)}" for s in section.sentences))
    if section.table:
        components.table(section.table, section.title)
