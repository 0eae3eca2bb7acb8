"""One cell of the catalogue: what it says and what it rests on."""

import streamlit as st

from advisor.report import ratings
from advisor.ui import cache
from advisor.ui.literal import plain


@st.dialog("One rating", width="medium")
def dialog(platform: str, capability: str) -> None:
    """Show a rating on top of the page."""
    show(platform, capability)


def show(platform: str, capability: str) -> None:
    """Draw a rating with its source."""
    catalogue = cache.catalogue()
    rated = catalogue.by_id[platform]
    asked = catalogue.capabilities.by_id[capability]
    facts = ratings.facts(catalogue, rated, capability)
    st.markdown(f"**{plain(rated.name)}**: {plain(asked.name)}")
    st.caption(plain(asked.meaning))
    source = rated.cells[capability].source
    told = {n: plain(f) for n, f in facts.items()}
    if source:
        told["Source"] = f"<{source}>"
    st.markdown("\n".join(f"- {name}: {fact}" for name, fact in told.items()))
