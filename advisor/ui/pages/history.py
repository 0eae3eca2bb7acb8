"""History: every assessment, what changed between two, and import."""

import streamlit as st

from advisor.assess import exchange
from advisor.assess.questionnaire import LADDER
from advisor.errors import AnswersError
from advisor.report import charts, wording
from advisor.store import history as store_history
from advisor.store.records import AssessmentRecord
from advisor.ui import cache, changes, components, state
from advisor.ui.literal import plain


def show() -> None:
    """Show the assessments of this store."""
    st.title("History")
    state.keep_widget("with_deleted", False)
    with_deleted = bool(st.toggle("Show deleted ones too", key="with_deleted"))
    records = cache.store().assessments(include_deleted=with_deleted)
    if not records:
        st.info("No assessment is kept here yet. Import one below, or begin a new one.")
        state.link("start", "Begin one", ":material/home:")
    for record in records:
        _row(record)
    living = [r for r in records if not r.deleted and r.answered]
    if living:
        _over_time(living)
        changes.show(living)
    _import()


def _row(record: AssessmentRecord) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(record.scope.name)}**", width="stretch")
        st.caption(
            f"{record.created_at:%d %b %Y %H:%M} · {components.answered_of(record)} · "
            f"by {plain(record.created_by)}",
            width="content",
        )
        if record.deleted:
            st.button(
                "Restore",
                key=f"restore_{record.id}",
                icon=":material/undo:",
                on_click=state.restore,
                args=(record,),
            )
            return
        if st.button("Open", key=f"open_{record.id}"):
            state.open_assessment(record.id)
            state.go_to("results")
        st.button(
            "Delete",
            key=f"delete_{record.id}",
            icon=":material/delete:",
            on_click=state.delete,
            args=(record,),
        )


def _over_time(records: list[AssessmentRecord]) -> None:
    st.header("Over time")
    scopes = {f"{r.scope.name} ({r.scope.kind})": r.scope for r in records}
    named = st.selectbox("Of", list(scopes), key="over_time_of")
    by_id = {r.id: r for r in records}
    points = [
        point
        for point in store_history.timeline(cache.store(), scopes[str(named)])
        if point.assessment_id in by_id
    ]
    standings = [
        cache.assessed(state.sheet(by_id[point.assessment_id])).standing
        for point in points
    ]
    rows = [
        {
            "date": point.at.isoformat(),
            "scope": str(named),
            "low": standing.level_pessimistic,
            "high": standing.level_optimistic,
            "band": wording.band(standing),
        }
        for point, standing in zip(points, standings, strict=True)
    ]
    table = [
        {"date": f"{point.at:%d %b %Y}", "level": wording.band(standing)}
        | {wording.RUNGS[rung]: str(point.counts[rung]) for rung in LADDER}
        | {"known": wording.percent(point.share_known or 0.0)}
        for point, standing in zip(points, standings, strict=True)
    ]
    drawn = charts.spec(charts.history(rows))
    st.vega_lite_chart(drawn, width="stretch", alt="Levels over time")
    components.rows(table, "Levels and rungs over time")


def _import() -> None:
    st.header("Import answers")
    file = st.file_uploader(
        "An answer sheet as YAML, JSON, CSV or XLSX",
        type=[f.value for f in exchange.Form],
    )
    if file is None:
        return
    try:
        sheet = exchange.load(file.getvalue(), file.name, cache.content().questionnaire)
    except AnswersError as fault:
        components.fault(fault)
        return
    known = sum(rung.is_known for rung in sheet.rungs.values())
    st.success(f"{plain(sheet.scope.name)}: {known} answers read.")
    if st.button("Keep it as a new assessment", type="primary", key="keep_import"):
        state.take_in(sheet, file.name)
        state.go_to("results")
