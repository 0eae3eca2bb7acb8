"""What a participant sees after the reveal: counts and the topic, without names."""

from collections.abc import Mapping

import streamlit as st

from advisor.assess.answers import Answer
from advisor.assess.questionnaire import Practice
from advisor.language import t
from advisor.report import wording
from advisor.session.session import FIRST, SECOND, Session, Stage
from advisor.session.tally import Tally
from advisor.ui import session_cache, session_words
from advisor.ui.literal import plain
from advisor.ui.session_cache import Talk


def for_participant(session: Session, token: str) -> None:
    """Show what is talked about now, then what everybody said."""
    talk = session_cache.talk(session)
    practices = session_cache.questions(session).practices
    if session.stage is Stage.CLOSED:
        st.success(t("The session is over. Thank you for your answers."))
    else:
        st.info(t("The answers are revealed. A second vote appears here by itself."))
    if session.topic and session.topic in practices:
        _topic(talk, practices[session.topic], _mine(token))
    with st.expander(t("What everybody said")):
        st.markdown(_table(talk, practices))


def _mine(token: str) -> Mapping[str, Answer]:
    """Return the participant's own answers, the second ones where there are any."""
    kept = session_cache.sessions()
    return {**kept.own(token, FIRST).answers, **kept.own(token, SECOND).answers}


def _topic(talk: Talk, practice: Practice, mine: Mapping[str, Answer]) -> None:
    st.subheader(plain(t(practice.name)))
    st.write(plain(t(practice.question)))
    shown = talk.second.get(practice.id) or talk.first.get(practice.id)
    if shown:
        st.markdown(_by_role(shown))
        if gap := session_words.gap(shown.gap):
            st.markdown(f"**{gap}**")
    if practice.id in mine:
        said = wording.rung(mine[practice.id].rung)
        st.markdown(t("You said: {rung}", rung=said))
    if decided := talk.decided.get(practice.id):
        st.success(session_words.decision(decided), icon=":material/check:")


def _by_role(tally: Tally) -> str:
    lines = [
        f"- {wording.role(role)}: {session_words.counts(said)}"
        for role, said in tally.roles.items()
    ]
    return "\n".join(lines)


def _table(talk: Talk, practices: Mapping[str, Practice]) -> str:
    """Return the counts of every practice; one text costs far less than a frame."""
    lines = [f"| {t('practice')} | {t('answers')} |", "|---|---|"]
    for id_, first in talk.first.items():
        shown = talk.second.get(id_) or first
        name = plain(t(practices[id_].name))
        lines.append(f"| {name} | {session_words.counts(shown)} |")
    return "\n".join(lines)
