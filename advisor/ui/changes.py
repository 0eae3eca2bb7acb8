"""What changed between two assessments, and why."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

import streamlit as st

from advisor.assess.comparison import AnswerShift, Comparison, Judged, Shift, compare
from advisor.report import wording
from advisor.store import history
from advisor.store.records import AssessmentRecord
from advisor.ui import cache, components

Moment = tuple[str, date | None]


def show(records: list[AssessmentRecord]) -> None:
    """Compare two of the assessments, the newest first in the list."""
    st.header("What changed?")
    by_id = {r.id: r for r in records}
    before, after = st.columns(2)
    with before:
        first = _chosen("Before", by_id, _earlier(records))
    with after:
        second = _chosen("After", by_id, 0)
    if first == second:
        st.info("Choose two different assessments, or a day for one of them.")
        return
    _draw(compare(_judged(by_id, *first), _judged(by_id, *second)))


def _chosen(label: str, by_id: Mapping[str, AssessmentRecord], index: int) -> Moment:
    """Ask for an assessment, and for a day if it is meant as it stood then."""
    key = label.lower()
    chosen = str(
        st.selectbox(
            label,
            list(by_id),
            index=index,
            format_func=lambda i: _label(by_id[i]),
            key=key,
        )
    )
    begun = by_id[chosen].created_at.date()
    day = st.date_input(
        "As it stood at the end of (empty: now)",
        value=None,
        min_value=begun,
        key=f"{key}_{chosen}_day",
    )
    return chosen, day if isinstance(day, date) else None


def _judged(
    by_id: Mapping[str, AssessmentRecord], id_: str, day: date | None
) -> Judged:
    store = cache.store()
    moment = datetime.combine(day, time.max, UTC) if day else None
    return Judged(
        questionnaire=store.questionnaire(by_id[id_].questionnaire_digest),
        reading=cache.content().readings.default,
        sheet=history.as_of(store, id_, moment) if moment else store.sheet(id_),
    )


def _earlier(records: list[AssessmentRecord]) -> int:
    """Return the place of the assessment before the newest, of the same scope if any."""
    newest, *others = records
    if not others:
        return 0
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
