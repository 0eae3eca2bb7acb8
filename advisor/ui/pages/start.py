"""Start: what this is, three doors, and what was assessed lately."""

import streamlit as st

from advisor.assess.answers import Mode, Scope, ScopeKind
from advisor.language import day, mark, t
from advisor.store.records import AssessmentRecord
from advisor.ui import cache, components, state
from advisor.ui.literal import plain

RECENT = 5
KINDS = {
    ScopeKind.ORGANISATION: mark("an organisation"),
    ScopeKind.TEAM: mark("a team"),
    ScopeKind.MODEL: mark("a model"),
}
LENGTHS = {
    Mode.QUICK: mark("Five minutes ({count} questions)"),
    Mode.FULL: mark(
        "Half an hour, and you may stop once the level is settled ({count} questions)"
    ),
}


def show() -> None:
    """Show the doors and the recent assessments."""
    st.title(t("How mature is your MLOps?"))
    st.write(
        t(
            "Answer plain questions and get an honest level, what blocks the next one, and "
            "the shortest road there. Nothing leaves this machine."
        )
    )
    _doors()
    _recent()


def _doors() -> None:
    with st.container(border=True):
        st.header(f":material/checklist: {t('Assess where you stand')}")
        st.write(
            t(
                "Twelve questions give a first result in five minutes; all of them a firm "
                "one."
            )
        )
        _new_assessment()
    with st.container(border=True):
        st.header(f":material/apps: {t('Choose a platform')}")
        st.write(
            t(
                "A platform pays where several projects lack the same capability. Say what "
                "you want to do, and see whether you need one, which fits, how sure that "
                "is and what would change it."
            )
        )
        state.link("use_cases", t("Describe your use cases"), ":material/category:")
        state.link("catalogue", t("Look at the platforms"), ":material/apps:")
    with st.container(border=True):
        st.header(f":material/play_circle: {t('Run the stack')}")
        st.write(
            t(
                "Every practice names the step of the reference stack that shows it. Watch "
                "a year of a real model's life on this machine: trained, released, "
                "watched, compared, promoted or rolled back, with a gate at every turn."
            )
        )
        state.link("stack", t("Run the stack"), ":material/play_circle:")


def _new_assessment() -> None:
    with st.form("new_assessment", border=False):
        name = st.text_input(
            t("What is assessed?"),
            placeholder=t("The name of an organisation, a team or a model"),
            max_chars=120,
            key="new_name",
        )
        kind = st.segmented_control(
            t("It is"),
            list(ScopeKind),
            default=ScopeKind.ORGANISATION,
            format_func=lambda kind: t(KINDS[kind]),
            key="new_kind",
        )
        mode = st.radio(
            t("How much time do you have?"),
            list(Mode),
            format_func=_length,
            key="new_mode",
        )
        if st.form_submit_button(t("Begin"), type="primary", key="begin"):
            _begin(name, kind, mode or Mode.QUICK)


def _length(mode: Mode) -> str:
    questionnaire = cache.content().questionnaire
    count = len(questionnaire.quick if mode is Mode.QUICK else questionnaire.practices)
    return t(LENGTHS[mode], count=count)


def _begin(name: str, kind: ScopeKind | None, mode: Mode) -> None:
    if not name.strip():
        st.error(t("Give it a name, so that you can find it again."))
        return
    state.start(Scope(kind=kind or ScopeKind.ORGANISATION, name=name), mode)
    state.go_to("assess")


def _recent() -> None:
    records = cache.store().assessments()
    st.header(t("Recent assessments"))
    if not records:
        st.caption(
            t("None yet. The first one appears here and can be taken up any time.")
        )
        return
    for record in records[:RECENT]:
        _row(record)
    if len(records) > RECENT:
        label = t("All {count} assessments", count=len(records))
        state.link("history", label, ":material/history:")


def _row(record: AssessmentRecord) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(record.scope.name)}**", width="stretch")
        st.caption(
            f"{plain(day(record.created_at))} · {components.answered_of(record)}",
            width="content",
        )
        if st.button(t("Continue"), key=f"continue_{record.id}"):
            state.open_assessment(record.id)
            state.go_to("assess")
        if st.button(t("Results"), key=f"results_{record.id}"):
            state.open_assessment(record.id)
            state.go_to("results")
