"""One cell of the catalogue: what it says and what it rests on."""

import streamlit as st

from advisor.language import t
from advisor.report import ratings
from advisor.ui import cache
from advisor.ui.literal import plain


def dialog(platform: str, capability: str) -> None:
    """Show a rating on top of the page."""
    st.dialog(t("One rating"), width="medium")(show)(platform, capability)


def show(platform: str, capability: str) -> None:
    """Draw a rating with its source."""
    catalogue = cache.catalogue()
    rated = catalogue.by_id[platform]
    asked = catalogue.capabilities.by_id[capability]
    facts = ratings.facts(catalogue, rated, capability)
    st.markdown(f"**{plain(rated.name)}**: {plain(t(asked.name))}")
    st.caption(plain(t(asked.meaning)))
    source = rated.cells[capability].source
    told = {n: plain(f) for n, f in facts.items()}
    if source:
        told[t("Source")] = f"<{source}>"
    st.markdown("\n".join(f"- {name}: {fact}" for name, fact in told.items()))
