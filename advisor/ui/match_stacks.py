"""The smallest sets of a match, drawn with the joins between their platforms."""

import streamlit as st

from advisor.advise.matching import Matching
from advisor.language import t
from advisor.report import diagrams
from advisor.report import matching as matching_report
from advisor.ui import cache, components, state
from advisor.ui.literal import plain


def show(found: Matching) -> None:
    """Draw the sets, one of them with its joins and what each member meets."""
    words = cache.words()
    section = matching_report.stack_section(found, words)
    st.header(section.title)
    for sentence in section.sentences:
        st.write(plain(sentence))
    stacks = found.stacks.stacks
    if not stacks:
        return
    if section.table:
        components.table(section.table, section.title)
    labels = {
        number: words.platforms(stack.platforms)
        if stack.platforms
        else t("what you have")
        for number, stack in enumerate(stacks)
    }
    if state.keep_widget("shown_stack", 0) not in labels:
        state.widget_shows("shown_stack", 0)
    number = st.selectbox(
        t("Look at"), list(labels), format_func=lambda n: labels[n], key="shown_stack"
    )
    stack = stacks[int(number)]
    if stack.platforms:
        st.graphviz_chart(
            diagrams.stack(stack, cache.documented(), cache.tool_names()),
            alt=t("The platforms of the set and the joins between them"),
        )
        st.caption(
            t(
                "A solid line is a join that a page documents; a dashed one is not "
                "documented anywhere we found. Rounded boxes are there already."
            )
        )
    components.rows(
        [
            {
                t("must-have"): words.asked(cover.capability),
                t("depth"): str(cover.depth),
                t("met by"): words.platforms(cover.by),
            }
            for cover in stack.covers
        ],
        t("Who meets which must-have"),
    )
