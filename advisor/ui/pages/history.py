"""History: every assessment, what changed between two, and import."""

import streamlit as st

from advisor.assess import exchange
from advisor.assess.answers import Scope
from advisor.assess.questionnaire import LADDER
from advisor.errors import AnswersError
from advisor.language import day, moment, t, tn
from advisor.report import charts, wording
from advisor.session.access import Act
from advisor.store import history as store_history
from advisor.store.records import AssessmentRecord
from advisor.ui import access, cache, changes, components, state
from advisor.ui.literal import plain


def show() -> None:
    """Show the assessments of this store."""
    st.title(t("History"))
    state.keep_widget("with_deleted", False)
    with_deleted = bool(st.toggle(t("Show deleted ones too"), key="with_deleted"))
    records = cache.store().assessments(include_deleted=with_deleted)
    if not records:
        st.info(
            t("No assessment is kept here yet. Import one below, or begin a new one.")
        )
        state.link("start", t("Begin one"), ":material/home:")
    for record in records:
        _row(record)
    living = [r for r in records if not r.deleted and r.answered]
    if living:
        _over_time(living)
        changes.show(living)
    if access.may(Act.CHANGE):
        _import()


def _row(record: AssessmentRecord) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(record.scope.name)}**", width="stretch")
        st.caption(
            t(
                "{moment} · {answered} · by {person}",
                moment=moment(record.created_at),
                answered=components.answered_of(record),
                person=plain(record.created_by),
            ),
            width="content",
        )
        if not record.deleted and st.button(t("Open"), key=f"open_{record.id}"):
            state.open_assessment(record.id)
            state.go_to("results")
        if access.may(Act.CHANGE):
            _delete_or_restore(record)


def _delete_or_restore(record: AssessmentRecord) -> None:
    if record.deleted:
        st.button(
            t("Restore"),
            key=f"restore_{record.id}",
            icon=":material/undo:",
            on_click=state.restore,
            args=(record,),
        )
        return
    st.button(
        t("Delete"),
        key=f"delete_{record.id}",
        icon=":material/delete:",
        on_click=state.delete,
        args=(record,),
    )


def _over_time(records: list[AssessmentRecord]) -> None:
    st.header(t("Over time"))
    scopes = {f"{r.scope.kind} {r.scope.name}": r.scope for r in records}
    chosen = st.selectbox(
        t("Of"),
        list(scopes),
        format_func=lambda key: _named(scopes[key]),
        key="over_time_of",
    )
    scope = scopes[str(chosen)]
    by_id = {r.id: r for r in records}
    points = [
        point
        for point in store_history.timeline(cache.store(), scope)
        if point.assessment_id in by_id
    ]
    standings = [
        cache.assessed(state.sheet(by_id[point.assessment_id])).standing
        for point in points
    ]
    rows = [
        {
            "date": point.at.isoformat(),
            "scope": _named(scope),
            "low": standing.level_pessimistic,
            "high": standing.level_optimistic,
            "band": wording.band(standing),
        }
        for point, standing in zip(points, standings, strict=True)
    ]
    table = [
        {t("date"): day(point.at), t("level"): wording.band(standing)}
        | {wording.rung(rung): str(point.counts[rung]) for rung in LADDER}
        | {t("known"): wording.percent(point.share_known or 0.0)}
        for point, standing in zip(points, standings, strict=True)
    ]
    drawn = charts.spec(charts.history(rows))
    st.vega_lite_chart(drawn, width="stretch", alt=t("Levels over time"))
    components.rows(table, t("Levels and rungs over time"))


def _named(scope: Scope) -> str:
    return f"{scope.name} ({t(components.KINDS[scope.kind])})"


def _import() -> None:
    st.header(t("Import answers"))
    file = st.file_uploader(
        t("An answer sheet as YAML, JSON, CSV or XLSX"),
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
    name = plain(sheet.scope.name)
    st.success(
        tn(
            "{name}: {count} answer read.",
            "{name}: {count} answers read.",
            known,
            name=name,
        )
    )
    if st.button(t("Keep it as a new assessment"), type="primary", key="keep_import"):
        state.take_in(sheet, file.name)
        state.go_to("results")
