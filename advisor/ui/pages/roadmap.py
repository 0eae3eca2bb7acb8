"""Road map: the shortest road to a level, and what-if."""

from collections.abc import Mapping

import streamlit as st

from advisor.advise.roadmap import RoadMap
from advisor.assess.answers import AnswerSheet
from advisor.assess.assessment import Assessment
from advisor.assess.questionnaire import Practice
from advisor.errors import PlanError
from advisor.language import mark, t
from advisor.report import charts, diagrams, markdown, wording
from advisor.report import roadmap as roadmap_report
from advisor.report.document import Table
from advisor.ui import cache, components, decimal_field, state, what_if
from advisor.ui.literal import plain

TO_LEVEL, BEST_VALUE = "to_level", "best_value"
AIMS = {
    TO_LEVEL: mark("Shortest road to a level"),
    BEST_VALUE: mark("Most value for the effort"),
}

CAPACITIES = (1, 500)
PLANNING = mark("Planning the road …")


def show() -> None:
    """Show the road map of the open assessment."""
    opened = components.answered(
        t("Road map"), t("Nothing is answered yet, so every road looks the same.")
    )
    if opened is None:
        return
    _, sheet = opened
    supposed = what_if.suppose(sheet)
    try:
        plan = _planned(supposed)
    except PlanError as fault:
        components.fault(fault)
        return
    _plan(plan, cache.assessed(supposed))


def _planned(sheet: AnswerSheet) -> RoadMap:
    found = cache.content()
    state.keep_widget("aim", TO_LEVEL)
    aim = st.segmented_control(
        t("Plan"), list(AIMS), format_func=lambda a: t(AIMS[a]), key="aim"
    )
    points, choice = st.columns(2)
    capacity = decimal_field.ask(
        points,
        t("Points of effort a quarter"),
        "capacity",
        found.settings.quarter_points,
        CAPACITIES,
    )
    if aim == BEST_VALUE:
        state.keep_widget("quarters", 4)
        quarters = choice.number_input(
            t("Quarters"), min_value=1, max_value=8, key="quarters"
        )
        with st.spinner(t(PLANNING)):
            return cache.best_value(sheet.rungs, capacity, int(quarters))
    reading = found.readings.default
    standing = cache.assessed(sheet).standing
    levels = list(range(1, reading.top + 1))
    state.keep_widget("target", min((standing.level or 0) + 1, reading.top))
    target = choice.selectbox(
        t("Target"),
        levels,
        format_func=wording.level,
        key="target",
    )
    with st.spinner(t(PLANNING)):
        return cache.road_to(sheet.rungs, reading.id, int(target), capacity)


def _plan(plan: RoadMap, found: Assessment) -> None:
    questionnaire = cache.content().questionnaire
    document = roadmap_report.document(plan, questionnaire, found)
    if not plan.steps:
        st.success(t("Nothing is left to do for this aim."), icon=":material/flag:")
        return
    st.markdown("\n".join(f"- {plain(s)}" for s in document.summary))
    st.vega_lite_chart(
        charts.spec(charts.quarters(plan)),
        width="stretch",
        alt=t("Effort of each quarter"),
    )
    for section in roadmap_report.quarters(plan):
        st.header(section.title)
        if section.table:
            components.rows(_narrow(section.table), section.title)
    _graph(plan, questionnaire.practices)
    _capabilities(plan, questionnaire.practices)
    st.download_button(
        t("Road map (Markdown)"),
        markdown.render(document),
        file_name="roadmap.md",
        mime="text/markdown",
        key="download_roadmap",
        on_click="ignore",
    )


def _narrow(table: Table) -> list[dict[str, str]]:
    """Return a quarter's steps in as few columns as a phone can show."""
    return [
        {
            t("step"): step,
            t("from → to"): f"{before} → {after}",
            t("points, owner"): f"{effort}, {owner}",
            t("why"): f"{why}{_shown(shown_by)}",
        }
        for step, before, after, effort, owner, why, shown_by in table.rows
    ]


def _shown(step: str) -> str:
    """Return where the reference stack shows a step, in words that wrap."""
    place = step.replace("_", " ").replace("/", " / ")
    return "" if step == wording.NOTHING else " " + t("Shown by {place}.", place=place)


def _graph(plan: RoadMap, practices: Mapping[str, Practice]) -> None:
    st.header(t("What stands on what"))
    st.caption(t("An arrow leads from a practice to what needs it first."))
    st.graphviz_chart(
        diagrams.road_map(plan, practices), alt=t("Steps and their prerequisites")
    )


def _capabilities(plan: RoadMap, practices: Mapping[str, Practice]) -> None:
    wanted = roadmap_report.capabilities(plan, practices)
    known = {c.id: c for c in cache.capabilities().capabilities}
    if not wanted:
        return
    st.header(t("Capabilities that these steps call for"))
    st.caption(t("Compare platforms by these, not by how much they offer."))
    components.rows(
        [
            {
                t("capability"): t(known[id_].name),
                t("meaning"): t(known[id_].meaning),
                t("steps"): ", ".join(steps),
            }
            for id_, steps in wanted.items()
        ],
        t("Capabilities"),
    )
