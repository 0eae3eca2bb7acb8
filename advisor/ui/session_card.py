"""One practice as a participant sees it on a phone: its ladder, a reason, a note."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from advisor.assess.answers import Answer
from advisor.assess.questionnaire import LADDER, Practice, Rung
from advisor.language import mark, opened, t
from advisor.report import wording
from advisor.ui import state

OFF_LADDER: Final = {
    Rung.UNKNOWN: mark("I do not know."),
    Rung.NOT_APPLICABLE: mark("This does not apply to us (say why below)."),
}


@dataclass(frozen=True)
class Card:
    """A practice that is asked, what was answered, and how an answer is saved."""

    practice: Practice
    answer: Answer | None
    round: int
    keep: Callable[[str, Answer], None]

    @property
    def id(self) -> str:
        """Return the practice's id."""
        return self.practice.id


def show(card: Card) -> None:
    """Ask about the practice; whatever is chosen or typed is saved at once."""
    waiting = card.id in state.pending()
    given = card.answer.rung if card.answer else None
    shown = Rung.NOT_APPLICABLE if waiting else given
    state.widget_shows(_key("rung", card), shown)
    question = t(card.practice.question)
    st.markdown(f"**{question}**")
    st.radio(
        question,
        [*LADDER, *OFF_LADDER],
        format_func=lambda rung: sentence(card.practice, rung),
        index=None,
        key=_key("rung", card),
        label_visibility="collapsed",
        on_change=_keep_rung,
        args=(card,),
    )
    if shown is Rung.NOT_APPLICABLE:
        _text(card, "reason", t("Why does it not apply?"))
    if shown:
        _text(card, "note", t("Note, if you like"))
    if waiting:
        st.caption(t("It is saved as soon as you say why."))
    elif given:
        st.caption(t(":material/check: Saved"))


def sentence(practice: Practice, rung: Rung) -> str:
    """Return what choosing a rung says about the practice."""
    if rung in OFF_LADDER:
        return t(OFF_LADDER[rung])
    said = t(getattr(practice.ladder, rung))
    return t("{rung}: {sentence}", rung=opened(t(wording.RUNGS[rung])), sentence=said)


def _text(card: Card, field: str, label: str) -> None:
    if card.answer:
        state.widget_shows(_key(field, card), getattr(card.answer, field))
    st.text_input(
        label,
        key=_key(field, card),
        max_chars=500,
        on_change=_keep_text,
        args=(card, field),
    )


def _keep_rung(card: Card) -> None:
    rung = state.widget_value(_key("rung", card))
    if not isinstance(rung, Rung):
        return
    if rung is Rung.NOT_APPLICABLE and not (card.answer and card.answer.reason):
        state.pending().add(card.id)
        return
    state.pending().discard(card.id)
    kept = card.answer or Answer(note=_written("note", card))
    card.keep(card.id, kept.model_copy(update={"rung": rung}))


def _keep_text(card: Card, field: str) -> None:
    text = _written(field, card)
    if field == "note":
        # A note alone is no answer: it waits in its field for the rung.
        if card.answer:
            card.keep(card.id, card.answer.model_copy(update={"note": text}))
        return
    if not text:
        state.say(t("A reason is needed for what does not apply; nothing was changed."))
        return
    state.pending().discard(card.id)
    kept = card.answer or Answer(note=_written("note", card))
    excused = {"rung": Rung.NOT_APPLICABLE, "reason": text}
    card.keep(card.id, kept.model_copy(update=excused))


def _written(field: str, card: Card) -> str:
    return str(state.widget_value(_key(field, card)) or "").strip()


def _key(field: str, card: Card) -> str:
    return f"_vote{card.round}_{field}_{card.id}"
