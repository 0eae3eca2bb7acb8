"""The reader's language: chosen in the side bar, else that of the browser.

A choice stands in the session and in the address (`?lang=de`), so that a shared link
opens in the same language. It is asked for with every text, so it holds in callbacks
and fragments too, which run without the rest of the app.
"""

from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from advisor import language
from advisor.language import t
from advisor.ui import state

LANGUAGE: Final = "lang"
CHOOSER: Final = "_language"


def begin() -> None:
    """Let the reader's language decide; once is enough, more often does no harm."""
    language.decide_by(decided)


def decided() -> str | None:
    """Return the reader's language, None outside a page."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    browser = (st.context.locale or "").partition("-")[0]
    asked = (str(state.held(LANGUAGE)), state.asked_for(LANGUAGE), browser)
    return next((code for code in asked if code in language.languages_known()), None)


def show() -> None:
    """Draw the choice; each language by its own name."""
    names = language.languages()
    state.widget_shows(CHOOSER, language.current())
    st.selectbox(
        t("Language"),
        list(names),
        format_func=lambda code: names[code],
        key=CHOOSER,
        on_change=_keep,
    )


def _keep() -> None:
    state.hold(LANGUAGE, state.widget_value(CHOOSER))
