"""Assess: one card a practice, saved as you go."""

from collections.abc import Sequence

import streamlit as st

from advisor.assess.answers import AnswerSheet, Mode
from advisor.assess.questionnaire import Practice
from advisor.language import mark, t
from advisor.report import wording
from advisor.store.records import AssessmentRecord
from advisor.ui import cache, card, components, state

QUICK, GUIDED, LISTED = "quick", "guided", "listed"
ORDERS = {
    QUICK: mark("Quick start"),
    GUIDED: mark("Most telling first"),
    LISTED: mark("By dimension"),
}
ANYBODY = "anybody"


def show() -> None:
    """Show the questions of the open assessment."""
    record = state.opened()
    if record is None:
        st.title(t("Assess"))
        components.no_assessment(
            t("The questionnaire appears here once an assessment is open.")
        )
        return
    components.heading(t("Assess"), record)
    if components.questions_changed(record):
        return
    sheet = state.sheet(record)
    order = _order(record)
    practices = _of_role()
    _progress(record, sheet)
    _rules()
    if order == GUIDED:
        _guided(record, sheet, practices)
    else:
        _listed(record, sheet, _chosen(order, practices))


def _order(record: AssessmentRecord) -> str:
    state.keep_widget("order", QUICK if record.mode is Mode.QUICK else GUIDED)
    order = st.segmented_control(
        t("Questions"), list(ORDERS), format_func=lambda o: t(ORDERS[o]), key="order"
    )
    return str(order or GUIDED)


def _of_role() -> Sequence[Practice]:
    names = {ANYBODY: t("Everybody")} | {r.id: t(r.name) for r in cache.roles().roles}
    state.keep_widget(state.ROLE, ANYBODY)
    state.keep_widget(state.PERSON, "")
    who, role_ = st.columns(2)
    label = t("Your name (kept with your answers)")
    who.text_input(label, key=state.PERSON, max_chars=80)
    role = role_.selectbox(
        t("Questions for"), list(names), format_func=lambda r: names[r], key=state.ROLE
    )
    practices = cache.content().questionnaire.practices.values()
    return [p for p in practices if role == ANYBODY or p.involves(str(role))]


def _progress(record: AssessmentRecord, sheet: AnswerSheet) -> None:
    found = cache.assessed(sheet)
    total = len(cache.content().questionnaire.practices)
    st.progress(min(1.0, len(sheet.answers) / total))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{wording.band(found.standing)}**", width="stretch")
        st.button(
            t("Undo"),
            icon=":material/undo:",
            key="undo",
            disabled=not sheet.answers,
            on_click=state.undo,
            args=(record,),
        )
        if st.button(t("See results"), icon=":material/insights:", key="see_results"):
            state.go_to("results")
    if found.settled and sheet.answers:
        likely = max(found.probability, key=lambda level: found.probability[level])
        st.success(
            t(
                "Settled: Level {level} with {share} probability. You can stop; more "
                "answers make the road map better.",
                level=likely,
                share=wording.percent(found.probability[likely]),
            )
        )
    elif sheet.answers and _hardly_moves(sheet):
        st.info(
            t(
                "No open question is expected to move the level any more. You can stop; "
                "more answers make the road map better."
            )
        )


def _hardly_moves(sheet: AnswerSheet) -> bool:
    return cache.most_to_learn(sheet.rungs) < cache.content().settings.hardly_moves


def _rules() -> None:
    st.caption(
        t(
            "Choose the highest sentence that is wholly true. Where models differ, answer "
            "for the weakest one in use. Every answer is saved at once."
        )
    )


def _chosen(order: str, practices: Sequence[Practice]) -> Sequence[Practice]:
    questionnaire = cache.content().questionnaire
    if order == QUICK:
        quick = set(questionnaire.quick)
        return [p for p in practices if p.id in quick]
    held = {p.dimension for p in practices}
    names = {
        d.dimension: t(d.name) for d in questionnaire.dimensions if d.dimension in held
    }
    if not names:
        return []
    first = next(iter(names))
    if state.keep_widget("dimension", first) not in names:
        state.widget_shows("dimension", first)
    chosen = st.selectbox(
        t("Dimension"), list(names), format_func=lambda d: names[d], key="dimension"
    )
    return [p for p in practices if p.dimension == chosen]


def _guided(
    record: AssessmentRecord, sheet: AnswerSheet, practices: Sequence[Practice]
) -> None:
    """Ask one question at a time: the one that would move P(level) most."""
    open_ = tuple(p.id for p in practices if p.id not in sheet.answers)
    held = [p for p in practices if p.id in state.pending()]
    asked = held[0].id if held else cache.next_question(sheet.rungs, open_)
    if asked is None:
        st.success(t("All of these questions are answered."))
        state.link("results", t("See the results"), ":material/insights:")
        return
    st.caption(t("{count} left; the most telling one comes next.", count=len(open_)))
    card.show(record, sheet, cache.content().questionnaire.practices[asked])


def _listed(
    record: AssessmentRecord, sheet: AnswerSheet, practices: Sequence[Practice]
) -> None:
    if not practices:
        st.info(t("None of these questions is for this role; choose others above."))
    for practice in practices:
        card.show(record, sheet, practice)
    if practices and all(p.id in sheet.answers for p in practices):
        st.success(t("All of these questions are answered."))
        state.link("results", t("See the results"), ":material/insights:")
