"""Use cases: what the organisation wants to do, as a table or in plain questions."""

from functools import partial

import streamlit as st

from advisor.advise import portfolio_exchange, portfolio_sheet
from advisor.advise.portfolio_sheet import PortfolioSheet
from advisor.content import Place
from advisor.errors import PortfolioError
from advisor.language import bound, mark, t, tn
from advisor.report.ratings import worded
from advisor.ui import (
    cache,
    components,
    draft,
    portfolio_text,
    state,
    use_case_form,
    use_case_table,
)
from advisor.ui.literal import plain

FORMS = ("yaml", "yml", "json", "csv", "xlsx")
TABLE, QUESTIONS = "table", "questions"
WAYS = {TABLE: mark("As a table"), QUESTIONS: mark("In plain questions")}
MIMES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SHORTEST = 3


def show() -> None:
    """Show the draft and the ways to fill it."""
    st.title(t("Use cases"))
    st.write(
        t(
            "Say what you want to do with machine learning and under which constraints. "
            "Platforms are then compared by what you need."
        )
    )
    sheet = draft.current()
    if sheet is None:
        st.info(
            t(
                "No use case yet. Name the first one, begin with an example, or read a "
                "file."
            )
        )
    _add()
    if sheet is not None:
        _actions(sheet)
        _about(sheet)
    _edit(sheet)
    _faults(draft.current())
    _files(draft.current())


def _add() -> None:
    with st.container(border=True):
        with st.form("new_use_case", border=False, clear_on_submit=True):
            name = st.text_input(
                t("Name of a use case"),
                placeholder=t("For example: Tell which customers will leave"),
                max_chars=120,
                key="use_case_name",
            )
            if st.form_submit_button(t("Add it"), type="primary", key="add_use_case"):
                _new(name)
        examples = {u.id: t(u.name) for u in cache.example().use_cases}
        st.selectbox(
            t("Or begin with an example of the source paper"),
            ["all", *examples],
            format_func=lambda id_: (
                examples.get(id_) or t("All {count}", count=len(examples))
            ),
            key="example",
        )
        st.button(
            t("Add the example"),
            icon=":material/library_add:",
            key="add_example",
            on_click=_add_example,
        )


def _new(name: str) -> None:
    if len(name.strip()) < SHORTEST:
        st.error(t("Give it a name of three letters or more."))
        return
    state.widget_shows("asked_about", draft.add(name.strip()))
    state.widget_shows("way", QUESTIONS)
    st.rerun()


def _add_example() -> None:
    example, chosen = cache.example(), state.widget_value("example")
    # From here on the names are the person's own, in the language of now.
    named = [
        use_case.model_copy(update={"name": t(use_case.name)})
        for use_case in example.use_cases
    ]
    if chosen == "all" and draft.current() is None:
        sheet = example.model_copy(update={"name": t(example.name)})
        draft.keep(draft.with_use_cases(sheet, named))
        return
    for use_case in named:
        if chosen in ("all", use_case.id):
            draft.add(use_case.name, use_case.answers)


def _actions(sheet: PortfolioSheet) -> None:
    count = len(sheet.use_cases)
    with st.container(horizontal=True, vertical_alignment="center"):
        counted = tn("{count} use case", "{count} use cases", count)
        st.markdown(f"**{counted}**", width="stretch")
        if st.button(t("See what fits"), icon=":material/join_inner:", key="see_match"):
            state.go_to("match")
    if not state.in_address(state.PORTFOLIO):
        st.warning(
            t(
                "This portfolio is too long for the address: a reload would lose it. "
                "Download it below."
            )
        )


def _about(sheet: PortfolioSheet) -> None:
    with st.expander(t("About the portfolio: name, projects, what you have already")):
        state.widget_shows("_about_name", sheet.name)
        st.text_input(
            t("Name of the portfolio"),
            max_chars=120,
            key="_about_name",
            on_change=_keep_about,
        )
        state.widget_shows("_about_projects", sheet.projects)
        st.number_input(
            t("Projects behind it (empty: one for each use case)"),
            min_value=0,
            max_value=100_000,
            value=None,
            step=1,
            key="_about_projects",
            on_change=_keep_about,
        )
        names = cache.tool_names()
        state.widget_shows("_about_owned", list(sheet.owned))
        st.multiselect(
            t("Platforms and tools that you have already"),
            list(names),
            format_func=lambda id_: names[id_],
            placeholder=t("None"),
            key="_about_owned",
            on_change=_keep_about,
        )


def _keep_about() -> None:
    sheet = draft.current()
    name = str(state.widget_value("_about_name") or "").strip()
    if sheet is None:
        return
    if len(name) < SHORTEST:
        state.say(t("The portfolio needs a name of three letters or more."))
        name = sheet.name
    draft.keep(
        sheet.model_copy(
            update={
                "name": name,
                "projects": state.widget_value("_about_projects"),
                "owned": state.widget_words("_about_owned"),
            }
        )
    )


def _edit(sheet: PortfolioSheet | None) -> None:
    state.keep_widget("way", TABLE)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        way = st.segmented_control(
            t("Describe them"),
            list(WAYS),
            format_func=lambda w: t(WAYS[w]),
            key="way",
        )
        st.space("stretch")
        st.button(
            t("Undo"),
            icon=":material/undo:",
            key="undo_use_cases",
            disabled=not draft.can_undo(),
            on_click=draft.undo,
        )
    if way == QUESTIONS and sheet is not None:
        use_case_form.show(sheet)
        return
    st.caption(
        t(
            "Choose a cell to answer; the last row adds a use case. An empty cell asks for "
            "nothing. Point at a heading to read the question."
        )
    )
    use_case_table.show(sheet)


def _faults(sheet: PortfolioSheet | None) -> None:
    """Say by row and column what keeps the draft from being matched."""
    if sheet is None:
        return
    found = portfolio_sheet.faults(sheet, cache.catalogue(), cache.use_case_questions())
    if found:
        st.warning(t("Before platforms can be compared:"))
        components.rows(
            [_worded(sheet, place, message) for place, message in found],
            t("What is missing or wrong"),
        )


def _worded(sheet: PortfolioSheet, place: Place, message: str) -> dict[str, str]:
    match place:
        case ("use_cases", int(index), *rest):
            row = f"{index + 1}: {sheet.use_cases[index].name}"
            column = t(worded(str(rest[-1]))) if "answers" in rest else t("any")
        case _:
            row, column = t("about the portfolio"), ".".join(map(str, place))
    return {t("row"): row, t("column"): column, t("what is wrong"): message}


def _files(sheet: PortfolioSheet | None) -> None:
    st.header(t("Files"))
    questions = cache.use_case_questions()
    with st.container(horizontal=True):
        if sheet is not None:
            st.download_button(
                t("Use cases (YAML)"),
                bound(partial(portfolio_text.as_yaml, sheet)),
                file_name="use_cases.yaml",
                mime="application/yaml",
                key="download_yaml",
                on_click="ignore",
            )
        for form, mime in MIMES.items():
            _download_table(sheet, form, mime)
        for form, mime in MIMES.items():
            st.download_button(
                t("Empty table ({form})", form=form.upper()),
                bound(
                    partial(portfolio_exchange.template, questions, f"use_cases.{form}")
                ),
                file_name=f"use_cases_to_fill_in.{form}",
                mime=mime,
                key=f"template_{form}",
                on_click="ignore",
            )
    _import()


def _download_table(sheet: PortfolioSheet | None, form: str, mime: str) -> None:
    """Offer the draft as a table where a table can hold all of it."""
    if sheet is None:
        return
    name = f"use_cases.{form}"
    try:
        raw = portfolio_exchange.dump_table(sheet, cache.use_case_questions(), name)
    except PortfolioError as fault:
        st.caption(plain(str(fault)))
        return
    st.download_button(
        t("Use cases ({form})", form=form.upper()),
        raw,
        file_name=name,
        mime=mime,
        key=f"download_{form}",
        on_click="ignore",
    )


def _import() -> None:
    file = st.file_uploader(
        t("Read use cases from YAML, JSON, CSV or XLSX"), type=list(FORMS), key="import"
    )
    if file is None:
        return
    try:
        sheet = portfolio_exchange.load_sheet(
            file.getvalue(), file.name, cache.catalogue(), cache.use_case_questions()
        )
    except PortfolioError as fault:
        components.fault(fault)
        return
    said = tn(
        "{name}: {count} use case read.",
        "{name}: {count} use cases read.",
        len(sheet.use_cases),
        name=plain(sheet.name),
    )
    st.success(said)
    st.button(
        t("Put them in the place of those above"),
        type="primary",
        key="keep_use_cases",
        on_click=draft.keep,
        args=(sheet,),
    )
