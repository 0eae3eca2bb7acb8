"""Take it with you: answers and report as files."""

from functools import partial

import streamlit as st

from advisor.assess import exchange
from advisor.assess.answers import AnswerSheet
from advisor.report import markdown
from advisor.report.document import Document
from advisor.ui import cache

FILE_TYPES = {
    exchange.Form.YAML: "application/yaml",
    exchange.Form.JSON: "application/json",
    exchange.Form.CSV: "text/csv",
    exchange.Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def show(sheet: AnswerSheet, document: Document) -> None:
    """Offer the answers in every form, and the report."""
    st.header("Take it with you")
    questionnaire = cache.content().questionnaire
    with st.container(horizontal=True):
        for form, mime in FILE_TYPES.items():
            st.download_button(
                f"Answers ({form.upper()})",
                partial(exchange.dump, sheet, questionnaire, form),
                file_name=f"answers.{form}",
                mime=mime,
                key=f"download_{form}",
                on_click="ignore",
            )
        st.download_button(
            "Report (Markdown)",
            markdown.render(document),
            file_name="assessment.md",
            mime="text/markdown",
            key="download_report",
            on_click="ignore",
        )
