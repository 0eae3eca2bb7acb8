"""What has changed since the last assessment of the same scope."""

from collections import Counter
from collections.abc import Mapping
from typing import Final, Literal

import streamlit as st

from advisor.assess.answers import AnswerSheet
from advisor.language import day, mark, t
from advisor.report import wording
from advisor.store.history import AnswerChange
from advisor.store.records import AssessmentRecord
from advisor.ui import cache, state

Move = Literal["higher", "lower", "otherwise"]
MOVES: Final[Mapping[Move, str]] = {
    "higher": mark("{count} higher"),
    "lower": mark("{count} lower"),
    "otherwise": mark("{count} answered otherwise"),
}


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
            t(
                "**Since {day}** ({band} then): {moved}.",
                day=day(last.created_at),
                band=wording.band(before),
                moved=_moved(found),
            )
        )
        state.link("history", t("Compare the two"), ":material/history:")


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
    counts = Counter(_kind(change) for change in found)
    said = [t(MOVES[kind], count=counts[kind]) for kind in MOVES if counts[kind]]
    return ", ".join(said) or t("no answer differs")


def _kind(change: AnswerChange) -> Move:
    before, after = change.before.score, change.after.score
    if before is None or after is None:
        return "otherwise"
    return "higher" if after > before else "lower"
