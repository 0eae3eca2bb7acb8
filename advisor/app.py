"""The picture frame: who is there, which pages they see, and the way between them."""

from pathlib import Path

import streamlit as st

from advisor.errors import AdvisorError
from advisor.session.access import Rank
from advisor.ui import access, components, language_choice, navigation, state

# An icon by name would be fetched from a font server; nothing leaves this machine.
st.set_page_config(
    page_title="MLOps advisor",
    page_icon=str(Path(__file__).parent / "ui" / "icon.svg"),
    layout="wide",
)
# On a narrow screen tables wrap their words: a keyboard cannot scroll them sideways.
st.html(
    "<style>@media (max-width: 640px) {"
    "[data-testid=stTable] :is(td, th) {padding-inline: 2px !important}"
    "[data-testid=stTable] :is(td, th) * "
    "{overflow-wrap: anywhere !important; hyphens: auto; min-width: 2.4rem}"
    "}</style>"
)
language_choice.begin()
try:
    rank = access.rank()
    groups = navigation.offered(rank)
    state.register(
        {key: page for group in groups.values() for key, page in group.items()}
    )
    page = st.navigation(
        [page for pages in groups.values() for page in pages.values()],
        position="hidden",
    )
    if rank is Rank.PARTICIPANT:
        # Nothing of an assessment or a session is theirs; a link cannot hand it over.
        state.resume((state.ME, state.LANGUAGE))
    else:
        state.resume()
    with st.sidebar:
        navigation.show(groups)
        language_choice.show()
    access.sidebar()
    state.show_notice()
    page.run()
except AdvisorError as fault:
    components.fault(fault)
