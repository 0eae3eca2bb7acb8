"""Stack: run the reference stack and see what it did, read from its files alone."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import streamlit as st

from advisor.evidence.stack_record import StackRecord, Status
from advisor.language import mark, number, opened, t
from advisor.report import charts, charts_stack, diagrams_stack, stack_story, wording
from advisor.report.wording import NOTHING
from advisor.ui import cache, components, stack_run
from advisor.ui.literal import plain, plain_lines

TABS: Final = (
    mark("Life cycle"),
    mark("Models"),
    mark("A/B evidence"),
    mark("Costs"),
    mark("Monitoring"),
)
STEPS: Final = {
    "acquire": mark("getting the data"),
    "understand": mark("asking whether machine learning can help"),
    "develop": mark("training and comparing"),
    "deploy": mark("testing the release"),
    "serve": mark("serving"),
    "watch": mark("watching"),
}
EVERY: Final = 2.0
LATEST: Final = 30


def show() -> None:
    """Show the run: controls, progress, and what it left."""
    st.title(t("Stack"))
    st.write(
        t(
            "A year of a real model's life on this machine: trained, checked, released, "
            "watched, trained again, compared, promoted or rolled back. Every decision "
            "below is read from the files that the run wrote."
        )
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
            t(
                "The stack is not installed here yet. In a terminal, `make stack` installs "
                "it and runs the year. Missing: {names}.",
                names=plain(", ".join(lacking)),
            )
        )
        return
    if state == "elsewhere":
        st.info(
            t("A run that was not started here is under way; this page follows it.")
        )
        return
    status = record.status
    finished = status is not None and status.finished
    label = t("Run the year") if status is None else t("Go on")
    if finished:
        label = t("Check for anything new")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            label,
            key="run_stack",
            type="primary",
            icon=":material/play_arrow:",
            disabled=state == "here",
            on_click=stack_run.start,
            args=(at,),
        )
        st.button(
            t("Stop"),
            key="stop_stack",
            icon=":material/stop:",
            disabled=state != "here",
            help=t("Nothing that is done is lost; the run can go on later."),
            on_click=stack_run.stop,
            args=(at,),
        )
    if said := stack_run.failure(at):
        st.error(plain_lines(said), icon=":material/error:")


def _nothing_yet() -> None:
    st.info(
        t(
            "Nothing has run here yet. A run takes a few minutes, needs no network, and "
            "shows its progress on this page; it can be stopped and continued at any time."
        )
    )
    st.subheader(t("The life cycle it will go through"))
    _drawing(StackRecord())


def _progress(record: StackRecord) -> None:
    status = record.status
    if status is None:
        return
    if status.stopped:
        st.error(
            t("The line has stopped at a gate: {reason}", reason=plain(status.stopped)),
            icon=":material/block:",
        )
    st.progress(status.share, text=plain(_where(status)))
    figures = {
        t("Champion"): f"v{status.champion}" if status.champion else t("none yet"),
        t("Challenger"): f"v{status.challenger}, {t(status.stage or NOTHING)}"
        if status.challenger
        else t("none"),
        t("Gates passed"): number(status.gates_passed),
        t("Gates refused"): number(status.gates_refused),
        t("Alerts"): number(status.alerts),
    } | {
        _kpi_name(record, name): wording.percent(value)
        for name, value in status.kpi.items()
        if value is not None
    }
    with st.container(horizontal=True):
        for label, value in figures.items():
            st.metric(plain(label), value, width="content")


def _where(status: Status) -> str:
    steps = {"done": number(status.done), "total": number(status.of)}
    if status.finished:
        return t("Finished: {done} of {total} steps", **steps)
    doing = t(STEPS.get(status.phase, status.phase))
    place = " ".join(part for part in (status.day or status.month, doing) if part)
    return t("{done} of {total} steps · {place}", place=place, **steps)


def _kpi_name(record: StackRecord, id_: str) -> str:
    known = {k.id: k.text for k in record.goal.kpis} if record.goal else {}
    name = known.get(id_) or id_.replace("_", " ")
    return opened(t(name))


def _story(record: StackRecord) -> None:
    cycle, models, tests, costs, monitoring = st.tabs([t(tab) for tab in TABS])
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
    st.markdown(f"**{plain(t(goal.question))}** {plain(t(goal.objective))}")
    components.rows(
        [
            {t("KPI"): t(kpi.text) or kpi.id, t("wanted"): kpi.bound or "–"}
            for kpi in goal.kpis
        ],
        t("KPIs of the goal"),
    )


def _drawing(record: StackRecord) -> None:
    cycle = cache.life_cycle()
    gates = stack_story.gates(record.entries, cycle)
    names = {phase.id: t(phase.name) for phase in cycle.phases}
    st.graphviz_chart(
        diagrams_stack.gated(cycle, gates),
        alt=t("The phases with the state of each gate"),
    )
    components.rows(
        stack_story.gate_rows(gates, names | {"no_ml": t("No machine learning")}),
        t("Gates and their answers"),
    )


def _models(record: StackRecord) -> None:
    spans = stack_story.spans(record)
    if not spans:
        st.info(
            t("No model serves yet. The first one appears here once it is released.")
        )
    else:
        components.chart_with_table(
            charts.spec(charts_stack.models(spans)),
            stack_story.span_rows(spans),
            t("Models over time"),
        )
    if decided := stack_story.decisions(record.entries):
        st.subheader(t("Decisions"))
        components.rows(decided[:LATEST], t("Decisions, latest first"))


def _tests(record: StackRecord) -> None:
    if not record.tests:
        st.info(
            t("No challenger has been tried yet; its evidence appears here by day.")
        )
        return
    st.write(
        t(
            "The band holds the true difference on all days together, so looking every day "
            "is allowed. Below 0 the challenger is cheaper. While the band holds 0, it is "
            "open."
        )
    )
    said = {stack_story.pair(test): test for test in reversed(record.tests)}
    chosen = st.selectbox(t("Challenger"), list(said), key="stack_test")
    test = said.get(str(chosen), record.tests[-1])
    st.markdown(f"**{plain(stack_story.verdict(test))}**")
    drawn = charts.spec(charts_stack.evidence(test))
    label = t("The challenger's evidence by day")
    st.vega_lite_chart(drawn, width="stretch", alt=label)
    components.rows(stack_story.test_rows(test), label)


def _costs(record: StackRecord) -> None:
    if not record.kpi:
        st.info(
            t("No day has been served yet; the costs appear here as outcomes come in.")
        )
        return
    st.write(
        t(
            "Costs per {number} cases: the line is the mean of seven days.",
            number=number(1000),
        )
    )
    components.chart_with_table(
        charts.spec(charts_stack.costs(record.kpi)),
        stack_story.kpi_rows(record.kpi),
        t("Costs per {number} cases", number=number(1000)),
    )


def _monitoring(record: StackRecord) -> None:
    counts = stack_story.alerts_by_month(record.entries)
    if counts:
        _alerts(record, counts)
    else:
        st.success(t("No alert so far."), icon=":material/check:")
    if decided := stack_story.decisions(record.entries, about_data=True):
        st.subheader(t("Decisions about data"))
        components.rows(decided[:LATEST], t("Decisions about data, latest first"))


def _alerts(record: StackRecord, counts: Mapping[tuple[str, str], int]) -> None:
    components.chart_with_table(
        charts.spec(charts_stack.alerts(counts)),
        stack_story.monitors(record.entries),
        t("Alerts by month and by monitor"),
    )
    shown = stack_story.alerts(record.entries)
    if len(shown) > LATEST:
        st.subheader(t("The latest {count} alerts", count=LATEST))
    else:
        st.subheader(t("Alerts"))
    components.rows(shown[:LATEST], t("Alerts, latest first"))


def _what_next(at: Path) -> None:
    offered = {
        mark("The models and every training run"): "mlflow ui --backend-store-uri "
        f"sqlite:///{at / 'mlflow.db'}",
        mark(
            "The service with its documentation"
        ): f"reference-stack serve --home {at}",
        mark("The same story on one screen"): f"reference-stack status --home {at}",
        mark("Model cards and data sheets: the folder"): str(at / "reports"),
        mark("Your own data instead of the flights"): "reference_stack/README.md",
    }
    st.subheader(t("What to open next"))
    st.markdown(
        "\n".join(f"- {t(what)}: `{command}`" for what, command in offered.items())
    )
