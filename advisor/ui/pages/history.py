"""History: every assessment, what changed between two, and import."""

from typing import Any

import streamlit as st

from advisor.assess import exchange
from advisor.assess.comparison import AnswerShift, Comparison, Judged, Shift, compare
from advisor.errors import AnswersError
from advisor.report import charts, wording
from advisor.store.records import AssessmentRecord
from advisor.ui import cache, components, state


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
    if len(living) > 1:
        _compare(living)
    _import()


def _row(record: AssessmentRecord) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{components.plain(record.scope.name)}**", width="stretch")
        st.caption(
            f"{record.created_at:%d %b %Y %H:%M} · {components.answered_of(record)} · "
            f"by {components.plain(record.created_by)}",
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
    rows: list[dict[str, Any]] = []
    for record in reversed(records):
        standing = cache.assessed(state.sheet(record)).standing
        rows.append(
            {
                "date": record.created_at.isoformat(),
                "scope": record.scope.name,
                "low": standing.level_pessimistic,
                "high": standing.level_optimistic,
                "text": record.scope.name,
            }
        )
    table = [
        {
            "date": row["date"][:10],
            "assessed": row["scope"],
            "level": f"{row['low']} to {row['high']}",
        }
        for row in rows
    ]
    components.chart_with_table(charts.history(rows), table, "Levels over time")


def _compare(records: list[AssessmentRecord]) -> None:
    st.header("What changed?")
    by_id = {r.id: r for r in records}
    before, after = st.columns(2)
    first = before.selectbox(
        "Before",
        list(by_id),
        index=1,
        format_func=lambda i: _label(by_id[i]),
        key="before",
    )
    second = after.selectbox(
        "After",
        list(by_id),
        index=0,
        format_func=lambda i: _label(by_id[i]),
        key="after",
    )
    if first == second:
        st.info("Choose two different assessments.")
        return
    reading = cache.content().readings.default
    judged = [
        Judged(
            questionnaire=cache.store().questionnaire(by_id[i].questionnaire_digest),
            reading=reading,
            sheet=state.sheet(by_id[i]),
        )
        for i in (str(first), str(second))
    ]
    _comparison(compare(*judged))


def _label(record: AssessmentRecord) -> str:
    return f"{record.scope.name}, {record.created_at:%d %b %Y %H:%M}"


def _comparison(found: Comparison) -> None:
    st.markdown(
        f"- Established level: {_moved(found.established)}\n"
        f"- Level if all unknown were yes: {_moved(found.optimistic)}"
    )
    if found.added or found.removed:
        st.markdown(
            f"Questions added: {len(found.added)}, removed: {len(found.removed)}."
        )
    if not found.answers:
        st.info("No answer differs.")
        return
    components.rows([_changed(a) for a in found.answers], "Answers that changed")


def _moved(shift: Shift) -> str:
    if shift.before == shift.after:
        return f"Level {shift.after}, unchanged"
    return (
        f"from {shift.before} to {shift.after}: answers {shift.by_answers:+d}, "
        f"questionnaire {shift.by_questionnaire:+d}, reading {shift.by_reading:+d}"
    )


def _changed(shift: AnswerShift) -> dict[str, str]:
    practices = cache.content().questionnaire.practices
    known = practices.get(shift.practice)
    effect = (
        "opens the next level" if shift.unblocks else "blocks" if shift.blocks else "–"
    )
    return {
        "practice": known.name if known else shift.practice,
        "before": wording.RUNGS[shift.before],
        "after": wording.RUNGS[shift.after],
        "effect": effect,
    }


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
        st.error(str(fault), icon=":material/error:")
        return
    known = sum(rung.is_known for rung in sheet.rungs.values())
    st.success(f"{components.plain(sheet.scope.name)}: {known} answers read.")
    if st.button("Keep it as a new assessment", type="primary", key="keep_import"):
        state.take_in(sheet, file.name)
        state.go_to("results")
