"""What if: suppose practices done and see what moves."""

import streamlit as st

from advisor.assess.answers import Answer, AnswerSheet
from advisor.assess.assessment import Assessment
from advisor.assess.questionnaire import Rung
from advisor.language import t
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
        st.header(t("What if?"))
        chosen = st.multiselect(
            t("Suppose these were automated"),
            open_,
            format_func=lambda i: t(practices[i].name),
            placeholder=t("Choose practices and see what moves"),
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
        t("Level"): (wording.band(before.standing), wording.band(after.standing)),
        t("P(top level)"): (_top(before), _top(after)),
        t("Progress"): (
            wording.percent(before.standing.progress),
            wording.percent(after.standing.progress),
        ),
        t("ML Test Score"): (_score(before), _score(after)),
    }
    components.rows(
        [
            {t("figure"): name, t("now"): now, t("then"): then}
            for name, (now, then) in rows.items()
        ],
        t("What moves"),
    )


def _top(found: Assessment) -> str:
    return wording.percent(found.probability[found.standing.top])


def _score(found: Assessment) -> str:
    low, high = found.test_score, found.test_score_optimistic
    if low is None or high is None:
        return "–"
    return t(
        "{low} to {high}",
        low=wording.points(low.final),
        high=wording.points(high.final),
    )
