"""What changed between two assessments, and why."""

import streamlit as st

from advisor.assess.comparison import AnswerShift, Comparison, Judged, Shift, compare
from advisor.report import wording
from advisor.store.records import AssessmentRecord
from advisor.ui import cache, components


def show(records: list[AssessmentRecord]) -> None:
    """Compare two of the assessments, the newest first in the list."""
    st.header("What changed?")
    by_id = {r.id: r for r in records}
    before, after = st.columns(2)
    first = before.selectbox(
        "Before",
        list(by_id),
        index=_earlier(records),
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
            sheet=cache.store().sheet(i),
        )
        for i in (str(first), str(second))
    ]
    _draw(compare(*judged))


def _earlier(records: list[AssessmentRecord]) -> int:
    """Return the place of the assessment before the newest, of the same scope if any."""
    newest, *others = records
    same = (n for n, r in enumerate(others, 1) if r.scope == newest.scope)
    return next(same, 1)


def _label(record: AssessmentRecord) -> str:
    return f"{record.scope.name}, {record.created_at:%d %b %Y %H:%M}"


def _draw(found: Comparison) -> None:
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
