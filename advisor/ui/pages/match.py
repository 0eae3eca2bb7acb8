"""Match: whether a platform is needed, which, how sure that is, what would change it."""

import streamlit as st

from advisor.advise.matching import Matching
from advisor.language import t
from advisor.report import matching as matching_report
from advisor.report import matching_next_level
from advisor.report.matching_words import reasons, why
from advisor.report.platforms import GROUPS
from advisor.ui import cache, chosen, components, match_stacks, match_use_case, state
from advisor.ui.literal import plain


def show() -> None:
    """Show the answer to the draft, to the next level, or to both."""
    st.title(t("Match"))
    portfolio = chosen.portfolio()
    if portfolio is None:
        return
    found = chosen.matched(portfolio)
    if not _verdict(found):
        return
    _warnings(found)
    _next_level(found)
    _category(found)
    match_stacks.show(found)
    st.header(t("Use case by use case"))
    match_use_case.show(portfolio, found)
    if st.button(
        t("Write it down"), icon=":material/gavel:", type="primary", key="decide"
    ):
        state.go_to("decision")


def _verdict(found: Matching) -> bool:
    """Say whether a platform is needed; return whether the rest is to be shown."""
    because = [plain(sentence) for sentence in why(found, cache.words())]
    if found.gate.platform_needed:
        with st.container(border=True):
            st.header(t("A platform is needed"))
            st.markdown("\n".join(f"- {sentence}" for sentence in because))
        return True
    with st.container(border=True):
        st.header(f":material/check_circle: {t('No platform is needed yet')}")
        st.write(t("Serve the model with a small service and scripts."))
        st.markdown("\n".join(f"- {sentence}" for sentence in because))
        state.keep_widget("all_the_same", False)
        return bool(st.toggle(t("Compare platforms all the same"), key="all_the_same"))


def _warnings(found: Matching) -> None:
    if not found.pitfalls:
        return
    words = cache.words()
    with st.container(border=True):
        st.header(f":material/warning: {t('Take care')}")
        st.markdown("\n".join(f"- {plain(words.warning(p))}" for p in found.pitfalls))


def _next_level(found: Matching) -> None:
    """Say which blockers each capability helps to close."""
    words = cache.words()
    for section in matching_next_level.sections(found.portfolio.next_level, words):
        st.header(section.title)
        for sentence in section.sentences:
            st.write(plain(sentence))
        if section.table:
            components.table(section.table, section.title)


def _category(found: Matching) -> None:
    st.header(t("Which kind of platform"))
    group = matching_report.category(found)
    if group:
        kind = t(GROUPS[group])
        st.markdown(t("The kind that gets furthest by itself: **{kind}**.", kind=kind))
    told = reasons(found, cache.words())
    st.markdown("\n".join(f"- {plain(reason)}" for reason in told))
