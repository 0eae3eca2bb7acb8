"""What changed between two assessments, and why."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

import streamlit as st

from advisor.assess.comparison import AnswerShift, Comparison, Judged, Shift, compare
from advisor.language import moment, signed, t
from advisor.report import wording
from advisor.store import history
from advisor.store.records import AssessmentRecord
from advisor.ui import cache, components

Moment = tuple[str, date | None]


def show(records: list[AssessmentRecord]) -> None:
    """Compare two of the assessments, the newest first in the list."""
    st.header(t("What changed?"))
    by_id = {r.id: r for r in records}
    before, after = st.columns(2)
    with before:
        first = _chosen("before", t("Before"), by_id, _earlier(records))
    with after:
        second = _chosen("after", t("After"), by_id, 0)
    if first == second:
        st.info(t("Choose two different assessments, or a day for one of them."))
        return
    _draw(compare(_judged(by_id, *first), _judged(by_id, *second)))


def _chosen(
    key: str, label: str, by_id: Mapping[str, AssessmentRecord], index: int
) -> Moment:
    """Ask for an assessment, and for a day if it is meant as it stood then."""
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
        t("As it stood at the end of (empty: now)"),
        value=None,
        min_value=begun,
        format="YYYY-MM-DD",
        key=f"{key}_{chosen}_day",
    )
    return chosen, day if isinstance(day, date) else None


def _judged(
    by_id: Mapping[str, AssessmentRecord], id_: str, day: date | None
) -> Judged:
    store = cache.store()
    end = datetime.combine(day, time.max, UTC) if day else None
    return Judged(
        questionnaire=store.questionnaire(by_id[id_].questionnaire_digest),
        reading=cache.content().readings.default,
        sheet=history.as_of(store, id_, end) if end else store.sheet(id_),
    )


def _earlier(records: list[AssessmentRecord]) -> int:
    """Return the place of the assessment before the newest, of the same scope if any."""
    newest, *others = records
    if not others:
        return 0
    same = (n for n, r in enumerate(others, 1) if r.scope == newest.scope)
    return next(same, 1)


def _label(record: AssessmentRecord) -> str:
    return f"{record.scope.name}, {moment(record.created_at)}"


def _draw(found: Comparison) -> None:
    st.markdown(
        "- "
        + t("Established level: {moved}", moved=_moved(found.established))
        + "\n- "
        + t("Level if all unknown were yes: {moved}", moved=_moved(found.optimistic))
    )
    if found.added or found.removed:
        st.markdown(
            t(
                "Questions added: {added}, removed: {removed}.",
                added=len(found.added),
                removed=len(found.removed),
            )
        )
    if not found.answers:
        st.info(t("No answer differs."))
        return
    components.rows([_changed(a) for a in found.answers], t("Answers that changed"))


def _moved(shift: Shift) -> str:
    if shift.before == shift.after:
        return t("Level {level}, unchanged", level=shift.after)
    return t(
        "from {before} to {after}: answers {by_answers}, questionnaire "
        "{by_questionnaire}, reading {by_reading}",
        before=shift.before,
        after=shift.after,
        by_answers=signed(shift.by_answers),
        by_questionnaire=signed(shift.by_questionnaire),
        by_reading=signed(shift.by_reading),
    )


def _changed(shift: AnswerShift) -> dict[str, str]:
    practices = cache.content().questionnaire.practices
    known = practices.get(shift.practice)
    return {
        t("practice"): t(known.name) if known else shift.practice,
        t("before"): wording.rung(shift.before),
        t("after"): wording.rung(shift.after),
        t("effect"): _effect(shift),
    }


def _effect(shift: AnswerShift) -> str:
    if shift.unblocks:
        return t("opens the next level")
    return t("blocks") if shift.blocks else "–"
