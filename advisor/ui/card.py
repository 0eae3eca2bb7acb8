"""One practice as a card: its ladder, a reason where it needs one, a note."""

import streamlit as st

from advisor.assess.answers import Answer, AnswerSheet
from advisor.assess.questionnaire import LADDER, Practice, Rung
from advisor.language import mark, opened, t
from advisor.report import wording
from advisor.store.records import AssessmentRecord
from advisor.ui import components, state

OFF_LADDER = {
    Rung.UNKNOWN: mark("I do not know."),
    Rung.NOT_APPLICABLE: mark("This does not apply to us (say why below)."),
}


def show(record: AssessmentRecord, sheet: AnswerSheet, practice: Practice) -> None:
    """Ask about one practice and save what is answered."""
    answer = sheet.answers.get(practice.id)
    key = f"_answer_{practice.id}"
    waiting = practice.id in state.pending()
    shown = Rung.NOT_APPLICABLE if waiting else answer.rung if answer else None
    state.widget_shows(key, shown)
    with st.container(border=True):
        question = t(practice.question)
        st.markdown(f"**{question}**")
        st.radio(
            question,
            [*LADDER, *OFF_LADDER],
            format_func=lambda rung: _sentence(practice, rung),
            index=None,
            key=key,
            label_visibility="collapsed",
            on_change=_keep_rung,
            args=(record, practice.id, answer),
        )
        if shown is Rung.NOT_APPLICABLE:
            _text(record, practice.id, answer, "reason", t("Why does it not apply?"))
        with st.expander(t("Why it matters, and your note")):
            components.practice_details(practice)
            label = t("Note, or where it can be seen")
            _text(record, practice.id, answer, "note", label)


def _sentence(practice: Practice, rung: Rung) -> str:
    if rung in OFF_LADDER:
        return t(OFF_LADDER[rung])
    return f"{opened(wording.rung(rung))}: {t(getattr(practice.ladder, rung))}"


def _text(
    record: AssessmentRecord,
    practice: str,
    answer: Answer | None,
    field: str,
    label: str,
) -> None:
    key = f"_{field}_{practice}"
    if answer:
        state.widget_shows(key, getattr(answer, field))
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
    kept = before or Answer(note=_written("note", practice))
    state.keep(record, practice, kept.model_copy(update={"rung": rung}))


def _keep_text(
    record: AssessmentRecord, practice: str, before: Answer | None, field: str
) -> None:
    if field == "note":
        # A note alone is no answer: it waits in its field for the rung.
        if before:
            note = _written(field, practice)
            state.keep(record, practice, before.model_copy(update={"note": note}))
        return
    reason = _written(field, practice)
    if not reason:
        state.say(
            t("A reason is needed for what does not apply; the answer was not changed.")
        )
        return
    state.pending().discard(practice)
    kept = before or Answer(note=_written("note", practice))
    excused = {"rung": Rung.NOT_APPLICABLE, "reason": reason}
    state.keep(record, practice, kept.model_copy(update=excused))


def _written(field: str, practice: str) -> str:
    return str(state.widget_value(f"_{field}_{practice}") or "").strip()
