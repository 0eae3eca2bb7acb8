"""One use case as plain questions; every answer is kept at once."""

import streamlit as st

from advisor.advise.portfolio_sheet import PortfolioSheet
from advisor.advise.use_case import Question, UseCaseSheet
from advisor.language import t
from advisor.ui import cache, draft, state


def show(sheet: PortfolioSheet) -> None:
    """Ask about one of the use cases, in whole sentences."""
    names = {use_case.id: use_case.name for use_case in sheet.use_cases}
    first = next(iter(names))
    if state.keep_widget("asked_about", first) not in names:
        state.widget_shows("asked_about", first)
    chosen = st.selectbox(
        t("Use case"),
        list(names),
        format_func=lambda id_: names[id_],
        key="asked_about",
    )
    use_case = next(u for u in sheet.use_cases if u.id == chosen)
    questions = cache.use_case_questions().questions
    answered = sum(question.id in use_case.answers for question in questions)
    st.caption(
        t(
            "{answered} of {total} answered. Leave out what you do not know: no answer "
            "asks for nothing.",
            answered=answered,
            total=len(questions),
        )
    )
    for question in questions:
        _ask(use_case, question)
    st.button(
        t("Remove this use case"),
        icon=":material/delete:",
        key="remove_use_case",
        on_click=_remove,
        args=(use_case.id,),
    )


def _ask(use_case: UseCaseSheet, question: Question) -> None:
    key = f"_asked_{question.id}"
    given = use_case.answers.get(question.id, ())
    if question.kind == "one":
        state.widget_shows(key, given[0] if given else None)
        st.selectbox(
            t(question.question),
            list(question.by_id),
            index=None,
            format_func=lambda id_: t(question.by_id[id_].text),
            placeholder=t("Not answered"),
            help=t(question.why),
            key=key,
            on_change=_keep,
            args=(use_case.id, question.id),
        )
        return
    names = cache.tool_names() if question.kind == "tools" else {}
    options = list(names or question.by_id)
    state.widget_shows(key, list(given))
    st.multiselect(
        t(question.question),
        options,
        format_func=lambda id_: names.get(id_) or t(question.by_id[id_].text),
        placeholder=t("Not answered"),
        help=t(question.why),
        key=key,
        on_change=_keep,
        args=(use_case.id, question.id),
    )


def _keep(use_case: str, question: str) -> None:
    """Put an answer into the draft; an empty one takes it out."""
    given = state.widget_words(f"_asked_{question}")
    sheet = draft.current()
    if sheet is None:
        return
    draft.keep(
        draft.with_use_cases(
            sheet,
            (
                _answered(u, question, given) if u.id == use_case else u
                for u in sheet.use_cases
            ),
        )
    )


def _answered(
    use_case: UseCaseSheet, question: str, given: tuple[str, ...]
) -> UseCaseSheet:
    others = {id_: words for id_, words in use_case.answers.items() if id_ != question}
    answers = others | ({question: given} if given else {})
    return use_case.model_copy(update={"answers": answers})


def _remove(use_case: str) -> None:
    sheet = draft.current()
    if sheet:
        left = (u for u in sheet.use_cases if u.id != use_case)
        draft.keep(draft.with_use_cases(sheet, left))
