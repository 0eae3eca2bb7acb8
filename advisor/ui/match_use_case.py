"""One use case of a match: its weights, who comes first, and how sure that is."""

import streamlit as st

from advisor.advise.matching import Matching, UseCaseMatch
from advisor.advise.portfolio import Portfolio, UseCase
from advisor.language import t
from advisor.report import charts_platforms, use_case_figures
from advisor.report import matching as matching_report
from advisor.report.document import Section
from advisor.report.matching_next_level import name_of
from advisor.report.use_case_figures import Places
from advisor.ui import cache, chosen, components, draft, state
from advisor.ui.literal import plain


def show(portfolio: Portfolio, found: Matching) -> None:
    """Draw the use case that a person chooses."""
    names = {u.id: name_of(u) for u in portfolio.use_cases}
    first = next(iter(names))
    if state.keep_widget("shown_use_case", first) not in names:
        state.widget_shows("shown_use_case", first)
    id_ = st.selectbox(
        t("Use case"), list(names), format_func=lambda i: names[i], key="shown_use_case"
    )
    stated = next(u for u in portfolio.use_cases if u.id == id_)
    answer = next(u for u in found.use_cases if u.use_case.id == id_)
    _words(matching_report.use_case_section(answer, cache.words()))
    if use_case_figures.shown(answer):
        _weights(stated)
        _figures(answer)


def _words(section: Section) -> None:
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in section.sentences))
    if section.table:
        components.table(section.table, section.title)


def _weights(use_case: UseCase) -> None:
    """Let a person move the weights; the answer follows at once."""
    stated = chosen.stated(use_case)
    given = chosen.points(use_case) or stated
    with st.expander(t("What counts, and how much"), expanded=True):
        st.caption(
            t(
                "100 points for what matters most, 0 takes a criterion out of the count. "
                "Must-haves stay must-haves."
            )
        )
        places = st.columns(2)
        for number, id_ in enumerate(stated):
            key = f"_points_{use_case.id}_{id_}"
            state.widget_shows(key, given[id_])
            places[number % 2].slider(
                cache.words().asked(id_),
                0,
                chosen.MOST,
                key=key,
                on_change=_keep,
                args=(use_case,),
            )
        if not any(given.values()):
            st.warning(t("Nothing counts any more, so the stated weights are used."))
        with st.container(horizontal=True):
            st.button(
                t("Stated weights again"),
                icon=":material/undo:",
                key="reset_weights",
                disabled=given == stated,
                on_click=chosen.give,
                args=(use_case.id, None),
            )
            if _drafted(use_case.id):
                st.button(
                    t("Keep these weights with the use case"),
                    icon=":material/save:",
                    key="keep_weights",
                    disabled=given == stated or not any(given.values()),
                    on_click=_into_draft,
                    args=(use_case,),
                )


def _keep(use_case: UseCase) -> None:
    points = {
        id_: int(str(state.widget_value(f"_points_{use_case.id}_{id_}") or 0))
        for id_ in use_case.weights
    }
    chosen.give(use_case.id, points)


def _drafted(id_: str) -> bool:
    sheet = draft.current()
    return sheet is not None and any(u.id == id_ for u in sheet.use_cases)


def _into_draft(use_case: UseCase) -> None:
    """Write the weights into the draft, so that files and the address hold them."""
    sheet = draft.current()
    if sheet is None:
        return
    shoulds = chosen.reweighted(use_case).weights
    changed = (
        u.model_copy(update={"shoulds": shoulds}) if u.id == use_case.id else u
        for u in sheet.use_cases
    )
    draft.keep(draft.with_use_cases(sheet, changed))
    chosen.give(use_case.id, None)
    state.say(t("The weights are kept with the use case; Undo there takes them back."))


def _figures(answer: UseCaseMatch) -> None:
    words = cache.words()
    parts = use_case_figures.contributions(answer, words)
    st.subheader(t("What adds to the value"))
    letters = use_case_figures.letters(answer).items()
    st.caption(
        t(
            "{criteria} · ? not known, taken at the middle · {unsettled} passes only once "
            "something is settled",
            criteria=" · ".join(
                f"{letter} {words.asked(id_)}" for id_, letter in letters
            ),
            unsettled=use_case_figures.UNSETTLED,
        )
    )
    drawn = cache.drawn_rows(
        charts_platforms.contributions,
        charts_platforms.contribution_rows(parts),
        len(parts),
    )
    st.vega_lite_chart(
        drawn, width="stretch", alt=t("Value of each platform by criterion")
    )
    table = use_case_figures.contribution_table(answer, words)
    components.table(table, t("Value by criterion"))
    if places := use_case_figures.places(answer, words):
        _ranks(answer, places)


def _ranks(answer: UseCaseMatch, places: Places) -> None:
    st.subheader(t("How sure the order is"))
    st.caption(
        t(
            "Weights and unknown ratings are drawn again and again around what was said. "
            "The bars show in which share of the draws a platform comes first, second and "
            "third."
        )
    )
    drawn = cache.drawn_rows(
        charts_platforms.acceptability,
        charts_platforms.place_rows(places),
        len(places),
    )
    st.vega_lite_chart(drawn, width="stretch", alt=t("Share of the draws at each rank"))
    table = use_case_figures.place_table(answer, cache.words())
    components.table(table, t("Share at each rank"))
