"""The draft: the portfolio of use cases that a person is working on.

It lives in the browser's session and, packed, in the address, so that a reload
or a copied link brings it back and nobody has to keep it for them.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from advisor.advise.portfolio import Portfolio
from advisor.advise.portfolio_sheet import PortfolioSheet
from advisor.advise.use_case import UseCaseSheet
from advisor.errors import PortfolioError
from advisor.language import mark, t
from advisor.ui import cache, state
from advisor.ui.portfolio_text import new_id, pack

NAME: Final = mark("Our use cases")
BEFORE: Final = "portfolio_before"
REVISION: Final = "portfolio_revision"
MOST_UNDONE: Final = 50


def current() -> PortfolioSheet | None:
    """Return the draft, None where there is none."""
    packed = state.held(state.PORTFOLIO)
    if packed is None:
        return None
    try:
        return cache.unpacked(str(packed))
    except PortfolioError as fault:
        state.hold(state.PORTFOLIO, None)
        state.toast(str(fault))
        return None


def resolved() -> Portfolio | None:
    """Return what the draft asks for; raise PortfolioError naming what is wrong."""
    packed = state.held(state.PORTFOLIO)
    return None if packed is None else cache.resolved(str(packed))


def revision() -> int:
    """Return a number that changes when the draft changes outside its table."""
    return int(str(state.held(REVISION) or 0))


def keep(sheet: PortfolioSheet | None) -> None:
    """Put a draft in the place of the current one; it can be undone."""
    keep_from_table(sheet)
    state.hold(REVISION, revision() + 1)


def keep_from_table(sheet: PortfolioSheet | None) -> None:
    """Keep what the table shows already, so that the table need not be drawn anew."""
    if sheet != current():
        before = state.held(state.PORTFOLIO)
        state.hold(BEFORE, (*_undoable(), before)[-MOST_UNDONE:])
        state.hold(state.PORTFOLIO, None if sheet is None else pack(sheet))


def can_undo() -> bool:
    """Tell whether there is an earlier draft."""
    return bool(_undoable())


def undo() -> None:
    """Go back to the draft before the latest change."""
    *earlier, last = _undoable()
    state.hold(BEFORE, tuple(earlier))
    state.hold(state.PORTFOLIO, last)
    state.hold(REVISION, revision() + 1)


def add(name: str, answers: Mapping[str, tuple[str, ...]] | None = None) -> str:
    """Add a use case to the draft; return its id. Names have three letters or more."""
    sheet = current()
    others = sheet.use_cases if sheet else ()
    id_ = new_id(name, {use_case.id for use_case in others})
    added = UseCaseSheet(id=id_, name=name, answers=answers or {})
    keep(with_use_cases(sheet, (*others, added)))
    return id_


def with_use_cases(
    sheet: PortfolioSheet | None, use_cases: Iterable[UseCaseSheet]
) -> PortfolioSheet | None:
    """Return the draft with these use cases; without any there is no draft."""
    found = tuple(use_cases)
    if not found:
        return None
    if sheet is None:
        return PortfolioSheet(name=t(NAME), use_cases=found)
    return sheet.model_copy(update={"use_cases": found})


def _undoable() -> tuple[str | None, ...]:
    found = state.held(BEFORE)
    return found if isinstance(found, tuple) else ()
