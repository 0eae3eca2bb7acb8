"""Road map: the shortest road to a level, and what-if."""

from collections.abc import Mapping

import streamlit as st

from advisor.advise.roadmap import RoadMap
from advisor.assess.answers import AnswerSheet
from advisor.assess.assessment import Assessment
from advisor.assess.questionnaire import Practice
from advisor.errors import PlanError
from advisor.report import charts, diagrams, markdown
from advisor.report import roadmap as roadmap_report
from advisor.report.document import Table
from advisor.ui import cache, components, state, what_if
from advisor.ui.literal import plain

TO_LEVEL, BEST_VALUE = "to_level", "best_value"
AIMS = {TO_LEVEL: "Shortest road to a level", BEST_VALUE: "Most value for the effort"}


def show() -> None:
    """Show the road map of the open assessment."""
    opened = components.answered("Road map", "so every road looks the same")
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
        "Plan", list(AIMS), format_func=lambda a: AIMS[a], key="aim"
    )
    points, choice = st.columns(2)
    state.keep_widget("capacity", float(found.settings.quarter_points))
    capacity = points.number_input(
        "Points of effort a quarter",
        min_value=1.0,
        max_value=500.0,
        step=5.0,
        key="capacity",
    )
    if aim == BEST_VALUE:
        state.keep_widget("quarters", 4)
        quarters = choice.number_input(
            "Quarters", min_value=1, max_value=8, key="quarters"
        )
        return cache.best_value(sheet.rungs, capacity, int(quarters))
    reading = found.readings.default
    standing = cache.assessed(sheet).standing
    levels = list(range(1, reading.top + 1))
    state.keep_widget("target", min((standing.level or 0) + 1, reading.top))
    target = choice.selectbox(
        "Target", levels, format_func=lambda level: f"Level {level}", key="target"
    )
    return cache.road_to(sheet.rungs, reading.id, int(target), capacity)


def _plan(plan: RoadMap, found: Assessment) -> None:
    questionnaire = cache.content().questionnaire
    document = roadmap_report.document(plan, questionnaire, found)
    if not plan.steps:
        st.success("Nothing is left to do for this aim.", icon=":material/flag:")
        return
    st.markdown("\n".join(f"- {plain(s)}" for s in document.summary))
    quarters = [
        s for s in document.sections if s.title.startswith(("Quarter", "In this"))
    ]
    st.vega_lite_chart(
        charts.spec(charts.quarters(plan)),
        width="stretch",
        alt="Effort of each quarter",
    )
    for section in quarters:
        st.header(section.title)
        if section.table:
            components.rows(_narrow(section.table), section.title)
    _graph(plan, questionnaire.practices)
    _capabilities(plan, questionnaire.practices)
    st.download_button(
        "Road map (Markdown)",
        markdown.render(document),
        file_name="roadmap.md",
        mime="text/markdown",
        key="download_roadmap",
        on_click="ignore",
    )


def _narrow(table: Table) -> list[dict[str, str]]:
    """Return a quarter's steps in as few columns as a phone can show."""
    steps = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return [
        {
            "step": s["step"],
            "from → to": f"{s['from']} → {s['to']}",
            "points, owner": f"{s['effort']}, {s['owner']}",
            "why": f"{s['why']}{_shown(s['shown by'])}",
        }
        for s in steps
    ]


def _shown(step: str) -> str:
    """Return where the reference stack shows a step, in words that wrap."""
    place = step.replace("_", " ").replace("/", " / ")
    return "" if step == "–" else f" Shown by {place}."


def _graph(plan: RoadMap, practices: Mapping[str, Practice]) -> None:
    st.header("What stands on what")
    st.caption("An arrow leads from a practice to what needs it first.")
    st.graphviz_chart(
        diagrams.road_map(plan, practices), alt="Steps and their prerequisites"
    )


def _capabilities(plan: RoadMap, practices: Mapping[str, Practice]) -> None:
    wanted = roadmap_report.capabilities(plan, practices)
    known = {c.id: c for c in cache.capabilities().capabilities}
    if not wanted:
        return
    st.header("Capabilities that these steps call for")
    st.caption("Compare platforms by these, not by how much they offer.")
    components.rows(
        [
            {
                "capability": known[id_].name,
                "meaning": known[id_].meaning,
                "steps": ", ".join(steps),
            }
            for id_, steps in wanted.items()
        ],
        "Capabilities",
    )
