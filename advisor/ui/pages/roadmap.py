"""Road map: the shortest road to a level, and what-if."""

from collections.abc import Mapping

import streamlit as st

from advisor.advise.roadmap import RoadMap
from advisor.assess.answers import Answer, AnswerSheet
from advisor.assess.assessment import Assessment
from advisor.assess.questionnaire import Practice, Rung
from advisor.errors import PlanError
from advisor.report import charts, diagrams, markdown, wording
from advisor.report import roadmap as roadmap_report
from advisor.ui import cache, components, state

TO_LEVEL, BEST_VALUE = "to_level", "best_value"
AIMS = {TO_LEVEL: "Shortest road to a level", BEST_VALUE: "Most value for the effort"}


def show() -> None:
    """Show the road map of the open assessment."""
    record = state.opened()
    if record is None:
        st.title("Road map")
        components.no_assessment("The road map")
        return
    components.heading("Road map", record)
    sheet = state.sheet(record)
    if not sheet.answers:
        st.info("Nothing is answered yet, so every road looks the same.")
        state.link("assess", "Answer the first question", ":material/checklist:")
        return
    supposed = _what_if(sheet)
    try:
        plan = _planned(supposed)
    except PlanError as fault:
        st.error(str(fault), icon=":material/error:")
        return
    _plan(plan, cache.assessed(supposed))


def _what_if(sheet: AnswerSheet) -> AnswerSheet:
    """Let a person suppose practices done; nothing of it is saved."""
    practices = cache.content().questionnaire.practices
    open_ = [
        i
        for i in practices
        if sheet.rung(i) not in (Rung.AUTOMATED, Rung.NOT_APPLICABLE)
    ]
    state.keep_widget("supposed", [])
    with st.container(border=True):
        st.subheader("What if?")
        chosen = st.multiselect(
            "Suppose these were automated",
            open_,
            format_func=lambda i: practices[i].name,
            placeholder="Choose practices and see what moves",
            key="supposed",
        )
        supposed = sheet
        for id_ in chosen:
            supposed = supposed.with_answer(id_, Answer(rung=Rung.AUTOMATED))
        if chosen:
            _moved(cache.assessed(sheet), cache.assessed(supposed))
    return supposed


def _moved(before: Assessment, after: Assessment) -> None:
    rows = {
        "Level": (wording.band(before.standing), wording.band(after.standing)),
        "P(top level)": (_top(before), _top(after)),
        "Progress": (
            wording.percent(before.standing.progress),
            wording.percent(after.standing.progress),
        ),
        "ML Test Score": (_score(before), _score(after)),
    }
    components.rows(
        [
            {"figure": name, "now": now, "then": then}
            for name, (now, then) in rows.items()
        ],
        "What moves",
    )


def _top(found: Assessment) -> str:
    return wording.percent(found.probability[found.standing.top])


def _score(found: Assessment) -> str:
    low, high = found.test_score, found.test_score_optimistic
    if low is None or high is None:
        return "–"
    return f"{wording.points(low.final)} to {wording.points(high.final)}"


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
    st.markdown("\n".join(f"- {components.plain(s)}" for s in document.summary))
    quarters = [
        s for s in document.sections if s.title.startswith(("Quarter", "In this"))
    ]
    st.altair_chart(
        charts.quarters(plan), width="stretch", alt="Effort of each quarter"
    )
    for section in quarters:
        st.subheader(section.title)
        if section.table:
            components.table(section.table, section.title)
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


def _graph(plan: RoadMap, practices: Mapping[str, Practice]) -> None:
    st.subheader("What stands on what")
    st.caption("An arrow leads from a practice to what needs it first.")
    st.graphviz_chart(
        diagrams.road_map(plan, practices), alt="Steps and their prerequisites"
    )


def _capabilities(plan: RoadMap, practices: Mapping[str, Practice]) -> None:
    wanted = roadmap_report.capabilities(plan, practices)
    known = {c.id: c for c in cache.capabilities().capabilities}
    if not wanted:
        return
    st.subheader("Capabilities that these steps call for")
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
