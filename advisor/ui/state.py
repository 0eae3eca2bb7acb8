"""The only room that touches st.session_state, the query and the clock.

What was answered lives in the store; the browser's session holds only which
assessment and which session is open, who is answering and how they want to be asked,
and the draft of a portfolio. The ids, a participant's token and the packed draft stand
in the address, so a reload or a shared link resumes them.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Final, cast

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from advisor.assess.answers import UNKNOWN, Answer, AnswerSheet, Mode, Scope
from advisor.errors import AdvisorError, StoreError
from advisor.language import t
from advisor.session.access import Act
from advisor.store.records import AssessmentRecord, Stamp
from advisor.ui import access, cache
from advisor.ui.literal import plain

OPEN: Final = "assessment"
PORTFOLIO: Final = "portfolio"
SESSION: Final = "session"
ME: Final = "me"
CODE: Final = "code"
LANGUAGE: Final = "lang"
IN_ADDRESS: Final = (OPEN, PORTFOLIO, SESSION, ME, LANGUAGE)
# Servers in between refuse addresses much longer than this.
LONGEST_IN_ADDRESS: Final = 6000
PERSON: Final = "person"
ROLE: Final = "role"
PAGES: Final = "pages"
PENDING: Final = "not_applicable_without_reason"
NOTICE: Final = "notice"
OF_ONE_ASSESSMENT: Final = ("order", "supposed", "target")
NOBODY: Final = "anonymous"


def register(pages: Mapping[str, StreamlitPage]) -> None:
    """Remember the pages, so that a page can send a person to another."""
    st.session_state[PAGES] = pages


def go_to(page: str) -> None:
    """Open another page; the rest of this run is not drawn.

    Nothing happens where the page is not offered to this person.
    """
    if found := st.session_state[PAGES].get(page):
        st.switch_page(found)


def link(page: str, label: str, icon: str | None = None) -> None:
    """Draw a link to another page, if it is offered to this person."""
    if found := st.session_state[PAGES].get(page):
        st.page_link(found, label=label, icon=icon)


def stamp() -> Stamp:
    """Return who changes something, in which role, and when, for the audit trail.

    Every change of the store needs a stamp, so this is where ranks are enforced: raise
    AccessError if who is there may change nothing.
    """
    access.demand(Act.CHANGE)
    typed: str = st.session_state.get(f"kept_{PERSON}", "")
    role: str = st.session_state.get(f"kept_{ROLE}", "")
    return Stamp(at=now(), by=access.name() or typed.strip() or NOBODY, role=role)


def now() -> datetime:
    """Return the moment it is."""
    return datetime.now(UTC)


def today() -> date:
    """Return the day it is."""
    return now().date()


def resume(keys: Collection[str] = IN_ADDRESS) -> None:
    """Take up what the address names under these keys, and keep the address true."""
    for key in keys:
        named = st.query_params.get(key)
        if named and key not in st.session_state:
            st.session_state[key] = named
        _in_address(key)


def _in_address(key: str) -> None:
    value = st.session_state.get(key)
    if value and len(value) <= LONGEST_IN_ADDRESS:
        st.query_params[key] = value
    else:
        st.query_params.pop(key, None)


def in_address(key: str) -> bool:
    """Tell whether a value stands in the address, so that a reload keeps it."""
    return key in st.query_params


def opened() -> AssessmentRecord | None:
    """Return the open assessment, None if there is none any more."""
    id_ = st.session_state.get(OPEN)
    if id_ is None:
        return None
    try:
        record = cache.store().assessment(id_)
    except StoreError:
        record = None
    if record is None or record.deleted:
        close()
        st.toast(plain(t("There is no assessment {id} here (any more).", id=id_)))
        return None
    return record


def open_assessment(id_: str) -> None:
    """Open an assessment."""
    st.session_state[OPEN] = id_
    st.session_state.pop(PENDING, None)
    for choice in OF_ONE_ASSESSMENT:
        st.session_state.pop(choice, None)
        st.session_state.pop(f"kept_{choice}", None)
    st.query_params[OPEN] = id_


def close() -> None:
    """Close the open assessment; nothing of it is lost."""
    st.session_state.pop(OPEN, None)
    st.query_params.pop(OPEN, None)


def start(scope: Scope, mode: Mode) -> None:
    """Create an assessment and open it."""
    questionnaire = cache.content().questionnaire
    record = cache.store().create(scope, questionnaire, mode, stamp())
    open_assessment(record.id)


def take_in(sheet: AnswerSheet, source: str) -> None:
    """Keep an answer sheet as a new assessment and open it."""
    start(sheet.scope, Mode.FULL)
    known = {i: a for i, a in sheet.answers.items() if a != UNKNOWN}
    cache.store().answer_many(st.session_state[OPEN], known, stamp(), source)


def carry_on(record: AssessmentRecord) -> None:
    """Copy an assessment to today's questions and open the copy."""
    with told():
        take_in(sheet(record), f"assessment {record.id}")


def sheet(record: AssessmentRecord) -> AnswerSheet:
    """Return what has been answered so far of the questions asked today."""
    given = cache.store().sheet(record.id)
    today = cache.content().questionnaire
    still = {i: a for i, a in given.answers.items() if i in today.practices}
    return given.model_copy(
        update={
            "questionnaire": today.id,
            "questionnaire_digest": today.digest,
            "answers": still,
        }
    )


def keep(record: AssessmentRecord, practice: str, answer: Answer) -> None:
    """Save one answer at once."""
    with told():
        cache.store().answer(record.id, practice, answer, stamp())


def undo(record: AssessmentRecord) -> None:
    """Take back the latest answer."""
    names = cache.content().questionnaire.practices
    pending().clear()
    with told():
        taken = cache.store().undo(record.id, stamp())
        st.session_state.pop(f"_note_{taken}", None)
        say(_undone(t(names[taken].name)) if taken else t("Nothing to undo."))


def _undone(what: str) -> str:
    return t("Undone: {what}.", what=what)


def delete(record: AssessmentRecord) -> None:
    """Take an assessment off the list; it can be restored."""
    with told():
        cache.store().delete(record.id, stamp())
        if st.session_state.get(OPEN) == record.id:
            close()
        say(
            t(
                "Deleted {name}. 'Show deleted ones too' brings it back.",
                name=record.scope.name,
            )
        )


def restore(record: AssessmentRecord) -> None:
    """Put a deleted assessment back."""
    with told():
        cache.store().restore(record.id, stamp())
        say(t("Restored {name}.", name=record.scope.name))


def pending() -> set[str]:
    """Return the practices marked not applicable that still need a reason."""
    waiting: set[str] = st.session_state.setdefault(PENDING, set())
    return waiting


def say(notice: str) -> None:
    """Show a short notice with the next run."""
    st.session_state[NOTICE] = notice


def show_notice() -> None:
    """Show the waiting notice once."""
    if notice := st.session_state.pop(NOTICE, None):
        st.toast(plain(notice))


def toast(notice: str) -> None:
    """Show a short notice at once."""
    st.toast(plain(notice))


def held(key: str) -> object:
    """Return what the session holds under a key, None if nothing."""
    return st.session_state.get(key)


def hold(key: str, value: object) -> None:
    """Hold a value in the session; one of the address goes there at once."""
    st.session_state[key] = value
    if key in IN_ADDRESS:
        _in_address(key)


def let_go(key: str) -> None:
    """Forget a value, in the address too."""
    st.session_state.pop(key, None)
    st.query_params.pop(key, None)


def asked_for(key: str) -> str:
    """Return what the address says under a key, nothing if it does not."""
    return str(st.query_params.get(key, ""))


def origin() -> str:
    """Return where the browser is, as far as the server knows."""
    found = st.context.ip_address
    return found if isinstance(found, str) else "here"


def page_address() -> str:
    """Return the address of the page as the browser shows it, without the query."""
    return str(st.context.url or "")


def put_by(key: str, value: object) -> None:
    """Keep a value for the next run alone."""
    st.session_state[f"next_{key}"] = value


def taken(key: str) -> object:
    """Return what was kept for this run, None if nothing was; it is gone then."""
    return st.session_state.pop(f"next_{key}", None)


def widget_shows(key: str, value: object) -> None:
    """Make a widget show what the store holds, before it is drawn."""
    if st.session_state.get(key, ...) != value:
        st.session_state[key] = value


def widget_value(key: str) -> object:
    """Return what a widget holds."""
    return st.session_state.get(key)


def widget_words(key: str) -> tuple[str, ...]:
    """Return the words that a widget of one or several choices holds."""
    value = st.session_state.get(key)
    return (value,) if isinstance(value, str) else tuple(value or ())


def keep_widget(key: str, default: object) -> object:
    """Return a page's own choice, kept while the person visits other pages.

    A widget that is not drawn loses its value; so the choice is copied from the
    widget's key to one of its own.
    """
    kept = st.session_state.setdefault(f"kept_{key}", default)
    if key not in st.session_state:
        st.session_state[key] = kept
    st.session_state[f"kept_{key}"] = st.session_state[key]
    return st.session_state[key]


def keep_choices(key: str, offered: Collection[str]) -> None:
    """Keep a page's choice of several, without what is no longer offered."""
    kept = cast("list[str]", keep_widget(key, []))
    widget_shows(key, [each for each in kept if each in offered])


@contextmanager
def told() -> Iterator[None]:
    """Tell a person what the store refuses; a button must not break the page."""
    try:
        yield
    except AdvisorError as fault:
        say(t("Not saved: {why}", why=fault))
