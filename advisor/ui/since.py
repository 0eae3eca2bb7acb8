"""What has changed since the last assessment of the same scope."""

import streamlit as st

from advisor.assess.answers import AnswerSheet
from advisor.report import wording
from advisor.store.history import AnswerChange
from advisor.store.records import AssessmentRecord
from advisor.ui import cache, state


def show(record: AssessmentRecord, sheet: AnswerSheet) -> None:
    """Say in a sentence what moved, and lead to the comparison."""
    last = _last(record)
    if last is None:
        return
    earlier = state.sheet(last)
    found = cache.changes_since(last.id, record.id, (earlier, sheet))
    before = cache.assessed(earlier).standing
    with st.container(border=True):
        st.markdown(
            f"**Since {last.created_at:%d %b %Y}** ({wording.band(before)} then): "
            f"{_moved(found)}."
        )
        state.link("history", "Compare the two", ":material/history:")


def _last(record: AssessmentRecord) -> AssessmentRecord | None:
    """Return the assessment of the same scope before this one."""
    earlier = (
        other
        for other in cache.store().assessments()
        if other.scope == record.scope
        and other.answered
        and other.created_at < record.created_at
    )
    return next(earlier, None)


def _moved(found: tuple[AnswerChange, ...]) -> str:
    """Count what rose, fell, became known or unknown."""
    counts = dict.fromkeys(("higher", "lower", "answered otherwise"), 0)
    for change in found:
        counts[_kind(change)] += 1
    said = [f"{number} {kind}" for kind, number in counts.items() if number]
    return ", ".join(said) or "no answer differs"


def _kind(change: AnswerChange) -> str:
    before, after = change.before.score, change.after.score
    if before is None or after is None:
        return "answered otherwise"
    return "higher" if after > before else "lower"
