"""Stack: run the reference stack and see what it did, read from its files alone."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import streamlit as st

from advisor.evidence.stack_record import StackRecord, Status
from advisor.report import charts, charts_stack, diagrams_stack, stack_story, wording
from advisor.ui import cache, components, stack_run
from advisor.ui.literal import plain, plain_lines

TABS: Final = ("Life cycle", "Models", "A/B evidence", "Costs", "Monitoring")
STEPS: Final = {
    "acquire": "getting the data",
    "understand": "asking whether machine learning can help",
    "develop": "training and comparing",
    "deploy": "testing the release",
    "serve": "serving",
    "watch": "watching",
}
EVERY: Final = 2.0
LATEST: Final = 30


def show() -> None:
    """Show the run: controls, progress, and what it left."""
    st.title("Stack")
    st.write(
        "A year of a real model's life on this machine: trained, checked, released, "
        "watched, trained again, compared, promoted or rolled back. Every decision below "
        "is read from the files that the run wrote."
    )
    running = stack_run.state(stack_run.home()) != "idle"
    st.fragment(_live, run_every=EVERY if running else None)(running)


def _live(was_running: bool) -> None:
    at = stack_run.home()
    state = stack_run.state(at)
    if was_running != (state != "idle"):
        # Only the whole page can change how often this part is drawn again.
        st.rerun()
    record = stack_run.record(at)
    _controls(at, record, state)
    for fault in record.faults:
        st.warning(plain(fault), icon=":material/warning:")
    if record.empty:
        _nothing_yet()
    else:
        _progress(record)
        _story(record)
    _what_next(at)


def _controls(at: Path, record: StackRecord, state: stack_run.State) -> None:
    if lacking := stack_run.missing():
        st.info(
            "The stack is not installed here yet. In a terminal, `make stack` installs "
            f"it and runs the year. Missing: {plain(', '.join(lacking))}."
        )
        return
    if state == "elsewhere":
        st.info("A run that was not started here is under way; this page follows it.")
        return
    status = record.status
    finished = status is not None and status.finished
    words = "Run the year" if status is None else "Go on"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Check for anything new" if finished else words,
            key="run_stack",
            type="primary",
            icon=":material/play_arrow:",
            disabled=state == "here",
            on_click=stack_run.start,
            args=(at,),
        )
        st.button(
            "Stop",
            key="stop_stack",
            icon=":material/stop:",
            disabled=state != "here",
            help="Nothing that is done is lost; the run can go on later.",
            on_click=stack_run.stop,
            args=(at,),
        )
    if said := stack_run.failure(at):
        st.error(plain_lines(said), icon=":material/error:")


def _nothing_yet() -> None:
    st.info(
        "Nothing has run here yet. A run takes a few minutes, needs no network, and "
        "shows its progress on this page; it can be stopped and continued at any time."
    )
    st.subheader("The life cycle it will go through")
    _drawing(StackRecord())


def _progress(record: StackRecord) -> None:
    status = record.status
    if status is None:
        return
    if status.stopped:
        st.error(
            f"The line has stopped at a gate: {plain(status.stopped)}",
            icon=":material/block:",
        )
    st.progress(status.share, text=plain(_where(status)))
    figures = {
        "Champion": f"v{status.champion}" if status.champion else "none yet",
        "Challenger": f"v{status.challenger}, {status.stage}"
        if status.challenger
        else "none",
        "Gates passed": str(status.gates_passed),
        "Gates refused": str(status.gates_refused),
        "Alerts": str(status.alerts),
    } | {
        _kpi_name(record, name): wording.percent(value)
        for name, value in status.kpi.items()
        if value is not None
    }
    with st.container(horizontal=True):
        for label, value in figures.items():
            st.metric(plain(label), value, width="content")


def _where(status: Status) -> str:
    if status.finished:
        return f"Finished: {status.done} of {status.of} steps"
    doing = STEPS.get(status.phase, status.phase)
    place = " ".join(part for part in (status.day or status.month, doing) if part)
    return f"{status.done} of {status.of} steps · {place}"


def _kpi_name(record: StackRecord, id_: str) -> str:
    known = {k.id: k.text for k in record.goal.kpis} if record.goal else {}
    return (known.get(id_) or id_.replace("_", " ")).capitalize()


def _story(record: StackRecord) -> None:
    cycle, models, tests, costs, monitoring = st.tabs(list(TABS))
    with cycle:
        _goal(record)
        _drawing(record)
    with models:
        _models(record)
    with tests:
        _tests(record)
    with costs:
        _costs(record)
    with monitoring:
        _monitoring(record)


def _goal(record: StackRecord) -> None:
    goal = record.goal
    if goal is None:
        return
    st.markdown(f"**{plain(goal.question)}** {plain(goal.objective)}")
    components.rows(
        [{"KPI": kpi.text or kpi.id, "wanted": kpi.bound or "–"} for kpi in goal.kpis],
        "KPIs of the goal",
    )


def _drawing(record: StackRecord) -> None:
    cycle = cache.life_cycle()
    gates = stack_story.gates(record.entries, cycle)
    names = {phase.id: phase.name for phase in cycle.phases}
    st.graphviz_chart(
        diagrams_stack.gated(cycle, gates), alt="The phases with the state of each gate"
    )
    components.rows(
        stack_story.gate_rows(gates, names | {"no_ml": "No machine learning"}),
        "Gates and their answers",
    )


def _models(record: StackRecord) -> None:
    spans = stack_story.spans(record)
    if not spans:
        st.info("No model serves yet. The first one appears here once it is released.")
    else:
        components.chart_with_table(
            charts.spec(charts_stack.models(spans)),
            stack_story.span_rows(spans),
            "Models over time",
        )
    if decided := stack_story.decisions(record.entries):
        st.subheader("Decisions")
        components.rows(decided[:LATEST], "Decisions, latest first")


def _tests(record: StackRecord) -> None:
    if not record.tests:
        st.info("No challenger has been tried yet; its evidence appears here by day.")
        return
    st.write(
        "The band holds the true difference on all days together, so looking every day "
        "is allowed. Below 0 the challenger is cheaper. While the band holds 0, it is open."
    )
    said = {stack_story.pair(test): test for test in reversed(record.tests)}
    chosen = st.selectbox("Challenger", list(said), key="stack_test")
    test = said.get(str(chosen), record.tests[-1])
    st.markdown(f"**{plain(stack_story.verdict(test))}**")
    drawn = charts.spec(charts_stack.evidence(test))
    label = "The challenger's evidence by day"
    st.vega_lite_chart(drawn, width="stretch", alt=label)
    components.rows(stack_story.test_rows(test), label)


def _costs(record: StackRecord) -> None:
    if not record.kpi:
        st.info(
            "No day has been served yet; the costs appear here as outcomes come in."
        )
        return
    st.write("Costs per 1,000 cases: the line is the mean of seven days.")
    components.chart_with_table(
        charts.spec(charts_stack.costs(record.kpi)),
        stack_story.kpi_rows(record.kpi),
        "Costs per 1,000 cases",
    )


def _monitoring(record: StackRecord) -> None:
    counts = stack_story.alerts_by_month(record.entries)
    if counts:
        _alerts(record, counts)
    else:
        st.success("No alert so far.", icon=":material/check:")
    if decided := stack_story.decisions(record.entries, about_data=True):
        st.subheader("Decisions about data")
        components.rows(decided[:LATEST], "Decisions about data, latest first")


def _alerts(record: StackRecord, counts: Mapping[tuple[str, str], int]) -> None:
    components.chart_with_table(
        charts.spec(charts_stack.alerts(counts)),
        stack_story.monitors(record.entries),
        "Alerts by month and by monitor",
    )
    shown = stack_story.alerts(record.entries)
    st.subheader(f"The latest {LATEST} alerts" if len(shown) > LATEST else "Alerts")
    components.rows(shown[:LATEST], "Alerts, latest first")


def _what_next(at: Path) -> None:
    st.subheader("What to open next")
    st.markdown(
        "- The models and every training run: "
        f"`mlflow ui --backend-store-uri sqlite:///{at / 'mlflow.db'}`\n"
        f"- The service with its documentation: `reference-stack serve --home {at}`\n"
        f"- The same story on one screen: `reference-stack status --home {at}`\n"
        f"- Model cards and data sheets: the folder `{at / 'reports'}`\n"
        "- Your own data instead of the flights: `reference_stack/README.md`"
    )
