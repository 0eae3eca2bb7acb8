"""A person in the real app: visits pages, clicks, reads what is shown."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Element
from streamlit.util import calc_hash

import advisor
from advisor.advise.portfolio_sheet import PortfolioSheet
from advisor.assess import bundle
from advisor.assess.answers import Answer, Mode, Scope
from advisor.assess.questionnaire import Questionnaire, Rung
from advisor.store.records import Stamp
from advisor.store.store import Store
from advisor.ui import portfolio_text

APP = Path(advisor.__file__).with_name("app.py")
PAGES = (
    *("start", "assess", "results", "evidence", "roadmap", "history", "learn"),
    *("use-cases", "match", "decision", "catalogue", "stack"),
)
QUESTIONS = bundle.load().questionnaire
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
COMPLAINS = ("error", "warning", "toast")
SPEAKS = (
    *("title", "header", "subheader", "markdown", "caption", "page_link"),
    *("info", "success", "warning", "error", "toast"),
)


def visit(page: str, assessment: str | None = None) -> AppTest:
    """Open a page by its address, as a browser does."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    if assessment:
        app.query_params["assessment"] = assessment
    return follow(app, page)


def with_portfolio(sheet: PortfolioSheet, page: str = "match") -> AppTest:
    """Open a page by an address that holds a portfolio."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["portfolio"] = portfolio_text.pack(sheet)
    return follow(app, page)


def follow(app: AppTest, page: str) -> AppTest:
    """Follow the navigation to another page."""
    # AppTest.switch_page knows file pages only; a page's address is its identity.
    app._page_hash = calc_hash("" if page == "start" else page)
    app.run()
    app._page_hash = ""
    return app


def click(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def shown(app: AppTest) -> str:
    """Return everything that the page says."""
    found = [element for kind in SPEAKS for element in app.get(kind)]
    said = [str(each.value) for each in found if isinstance(each, Element)]
    tables = [table.value.to_csv() for table in app.table]
    return ESCAPED.sub(r"\1", "\n".join([*said, *tables]))


def begun(
    store: Store,
    answers: dict[str, Answer] | None = None,
    name: str = "Acme",
    mode: Mode = Mode.FULL,
    questions: Questionnaire = QUESTIONS,
) -> str:
    """Begin an assessment with some answers; return its id."""
    stamp = Stamp(at=datetime.now(UTC), by="Ada")
    record = store.create(Scope(name=name), questions, mode, stamp)
    if answers:
        store.answer_many(record.id, answers, stamp)
    return record.id


def all_of(rung: Rung, ids: Iterable[str] = QUESTIONS.practices) -> dict[str, Answer]:
    """Answer every practice alike."""
    reason = "no such thing here" if rung is Rung.NOT_APPLICABLE else ""
    return dict.fromkeys(ids, Answer(rung=rung, reason=reason))
