"""What if: suppose practices done and see what moves."""

import streamlit as st

from advisor.assess.answers import Answer, AnswerSheet
from advisor.assess.assessment import Assessment
from advisor.assess.questionnaire import Rung
from advisor.report import wording
from advisor.ui import cache, components, state


def suppose(sheet: AnswerSheet) -> AnswerSheet:
    """Let a person suppose practices done; nothing of it is saved."""
    practices = cache.content().questionnaire.practices
    open_ = [
        i
        for i in practices
        if sheet.rung(i) not in (Rung.AUTOMATED, Rung.NOT_APPLICABLE)
    ]
    state.keep_choices("supposed", open_)
    with st.container(border=True):
        st.header("What if?")
        chosen = st.multiselect(
            "Suppose these were automated",
            open_,
            format_func=lambda i: practices[i].name,
            placeholder="Choose practices and see what moves",
            key="supposed",
        )
        supposed = sheet
        for id_ in chosen:
            supposed = supposed.with_answer(id_, Answer(rung=Rung.AUTOMATED))
        if chosen:
            _movement(cache.assessed(sheet), cache.assessed(supposed))
    return supposed


def _movement(before: Assessment, after: Assessment) -> None:
    rows = {
        "Level": (wording.band(before.standing), wording.band(after.standing)),
        "P(top level)": (_top(before), _top(after)),
        "Progress": (
            wording.percent(before.standing.progress),
            wording.percent(after.standing.progress),
        ),
        "ML Test Score": (_score(before), _score(after)),
    }
    components.rows(
        [
            {"figure": name, "now": now, "then": then}
            for name, (now, then) in rows.items()
        ],
        "What moves",
    )


def _top(found: Assessment) -> str:
    return wording.percent(found.probability[found.standing.top])


def _score(found: Assessment) -> str:
    low, high = found.test_score, found.test_score_optimistic
    if low is None or high is None:
        return "–"
    return f"{wording.points(low.final)} to {wording.points(high.final)}"
