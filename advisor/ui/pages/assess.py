"""Assess: one card a practice, saved as you go."""

from collections.abc import Sequence

import streamlit as st

from advisor.assess.answers import Answer, AnswerSheet
from advisor.assess.questionnaire import LADDER, Practice, Rung
from advisor.report import wording
from advisor.store.records import AssessmentRecord, Mode
from advisor.ui import cache, components, state

QUICK, GUIDED, LISTED = "quick", "guided", "listed"
ORDERS = {
    QUICK: "Quick start",
    GUIDED: "Most telling first",
    LISTED: "By dimension",
}
ANYBODY = "anybody"
OFF_LADDER = {
    Rung.UNKNOWN: "I do not know.",
    Rung.NOT_APPLICABLE: "This does not apply to us (say why below).",
}


def show() -> None:
    """Show the questions of the open assessment."""
    record = state.opened()
    if record is None:
        st.title("Assess")
        components.no_assessment("The questionnaire")
        return
    components.heading("Assess", record)
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
        "Questions", list(ORDERS), format_func=lambda o: ORDERS[o], key="order"
    )
    return str(order or GUIDED)


def _of_role() -> Sequence[Practice]:
    names = {ANYBODY: "Everybody"} | {r.id: r.name for r in cache.roles().roles}
    state.keep_widget(state.ROLE, ANYBODY)
    state.keep_widget(state.PERSON, "")
    who, role_ = st.columns(2)
    who.text_input("Your name (kept with your answers)", key=state.PERSON, max_chars=80)
    role = role_.selectbox(
        "Questions for", list(names), format_func=lambda r: names[r], key=state.ROLE
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
            "Undo",
            icon=":material/undo:",
            key="undo",
            disabled=not sheet.answers,
            on_click=state.undo,
            args=(record,),
        )
        if st.button("See results", icon=":material/insights:", key="see_results"):
            state.go_to("results")
    if found.settled and sheet.answers:
        likely = max(found.probability, key=lambda level: found.probability[level])
        st.success(
            f"Settled: Level {likely} with {wording.percent(found.probability[likely])} "
            "probability. You can stop; more answers make the road map better."
        )


def _rules() -> None:
    st.caption(
        "Choose the highest sentence that is wholly true. Where models differ, answer for "
        "the weakest one in use. Every answer is saved at once."
    )


def _chosen(order: str, practices: Sequence[Practice]) -> Sequence[Practice]:
    questionnaire = cache.content().questionnaire
    if order == QUICK:
        quick = set(questionnaire.quick)
        return [p for p in practices if p.id in quick]
    names = {d.dimension: d.name for d in questionnaire.dimensions}
    state.keep_widget("dimension", questionnaire.dimensions[0].dimension)
    chosen = st.selectbox(
        "Dimension", list(names), format_func=lambda d: names[d], key="dimension"
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
        st.success("All of these questions are answered.")
        state.link("results", "See the results", ":material/insights:")
        return
    st.caption(f"{len(open_)} left; the most telling one comes next.")
    _card(record, sheet, cache.content().questionnaire.practices[asked])


def _listed(
    record: AssessmentRecord, sheet: AnswerSheet, practices: Sequence[Practice]
) -> None:
    if not practices:
        st.info("None of these questions is for this role; choose another one.")
    for practice in practices:
        _card(record, sheet, practice)
    if practices and all(p.id in sheet.answers for p in practices):
        st.success("All of these questions are answered.")
        state.link("results", "See the results", ":material/insights:")


def _card(record: AssessmentRecord, sheet: AnswerSheet, practice: Practice) -> None:
    answer = sheet.answers.get(practice.id)
    key = f"_answer_{practice.id}"
    waiting = practice.id in state.pending()
    shown = Rung.NOT_APPLICABLE if waiting else answer.rung if answer else None
    state.widget_shows(key, shown)
    with st.container(border=True):
        st.markdown(f"**{practice.question}**")
        st.radio(
            practice.question,
            [*LADDER, *OFF_LADDER],
            format_func=lambda rung: _sentence(practice, rung),
            index=None,
            key=key,
            label_visibility="collapsed",
            on_change=_keep_rung,
            args=(record, practice.id, answer),
        )
        if shown is Rung.NOT_APPLICABLE:
            _text(record, practice.id, answer, "reason", "Why does it not apply?")
        with st.expander("Why it matters, and your note"):
            components.practice_details(practice)
            _text(record, practice.id, answer, "note", "Note, or where it can be seen")


def _sentence(practice: Practice, rung: Rung) -> str:
    if rung in OFF_LADDER:
        return OFF_LADDER[rung]
    return f"{wording.RUNGS[rung].capitalize()}: {getattr(practice.ladder, rung)}"


def _text(
    record: AssessmentRecord,
    practice: str,
    answer: Answer | None,
    field: str,
    label: str,
) -> None:
    key = f"_{field}_{practice}"
    state.widget_shows(key, getattr(answer, field) if answer else "")
    st.text_input(
        label,
        key=key,
        max_chars=1000,
        on_change=_keep_text,
        args=(record, practice, answer, field),
    )


def _keep_rung(record: AssessmentRecord, practice: str, before: Answer | None) -> None:
    rung = state.widget_value(f"_answer_{practice}")
    if not isinstance(rung, Rung):
        return
    if rung is Rung.NOT_APPLICABLE and not (before and before.reason):
        state.pending().add(practice)
        return
    state.pending().discard(practice)
    kept = before or Answer()
    state.keep(record, practice, kept.model_copy(update={"rung": rung}))


def _keep_text(
    record: AssessmentRecord, practice: str, before: Answer | None, field: str
) -> None:
    text = str(state.widget_value(f"_{field}_{practice}") or "").strip()
    rung = (
        Rung.NOT_APPLICABLE
        if practice in state.pending()
        else (before or Answer()).rung
    )
    changed = (before or Answer()).model_copy(update={field: text, "rung": rung})
    if changed.rung is Rung.NOT_APPLICABLE and not changed.reason:
        state.say(
            "A reason is needed for what does not apply; the answer was not changed."
        )
        return
    state.pending().discard(practice)
    state.keep(record, practice, changed)
