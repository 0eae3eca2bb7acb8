"""What is read or computed once and shared by all reruns.

Everything cached here is a frozen value, so one object serves every session
without copies. The store is shared too: it is safe between threads.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import altair as alt
import streamlit as st

from advisor import content as files
from advisor import language
from advisor.advise import catalogue as catalogues
from advisor.advise import match_settings, matching, portfolio_exchange, use_case
from advisor.advise import roadmap as planning
from advisor.advise.catalogue import Catalogue
from advisor.advise.fit import Ground
from advisor.advise.match_settings import MatchSettings
from advisor.advise.matching import Matching, UseCaseMatch
from advisor.advise.portfolio import Portfolio, UseCase
from advisor.advise.portfolio_sheet import PortfolioSheet, resolve
from advisor.advise.roadmap import RoadMap
from advisor.advise.use_case import UseCaseQuestions
from advisor.assess import (
    adoption,
    assessment,
    bundle,
    capability,
    interview,
    lifecycle,
)
from advisor.assess import glossary as glossaries
from advisor.assess.adoption import AdoptionFigure
from advisor.assess.answers import AnswerSheet
from advisor.assess.assessment import Assessment
from advisor.assess.bundle import Bundle
from advisor.assess.capability import Capabilities
from advisor.assess.lifecycle import Lifecycle, Roles
from advisor.assess.questionnaire import Rung
from advisor.errors import PortfolioError
from advisor.report import charts, charts_platforms
from advisor.report.matching_words import Words
from advisor.store import history as store_history
from advisor.store.history import AnswerChange
from advisor.store.store import Store
from advisor.ui import portfolio_text

Subject = TypeVar("Subject")
Spec = dict[str, Any]
Rows = Sequence[charts.Row]
Changes = tuple[AnswerChange, ...]
Frozen = tuple[tuple[str, Rung], ...]


def home() -> Path:
    """Return the folder that holds everything a run produces."""
    return Path(os.environ.get("MLOPS_ADVISOR_HOME") or "var")


def content() -> Bundle:
    """Return the questionnaire with its readings and settings."""
    named = os.environ.get("MLOPS_ADVISOR_QUESTIONNAIRE")
    return bundle.load(Path(named) if named else None)


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """Return the store, opened once for the whole server."""
    return Store.open(os.environ.get("MLOPS_ADVISOR_STORE") or None, home())


@st.cache_resource(show_spinner=False)
def life_cycle() -> Lifecycle:
    """Return the five phases."""
    return lifecycle.load_lifecycle()


@st.cache_resource(show_spinner=False)
def roles() -> Roles:
    """Return the roles."""
    return lifecycle.load_roles()


@st.cache_resource(show_spinner=False)
def survey() -> tuple[AdoptionFigure, ...]:
    """Return the adoption survey."""
    return adoption.load_adoption()


@st.cache_resource(show_spinner=False)
def glossary() -> tuple[str, ...]:
    """Return the words, a paragraph each."""
    return glossaries.load_glossary()


@st.cache_resource(show_spinner=False)
def capabilities() -> Capabilities:
    """Return the closed vocabulary of capabilities."""
    return capability.load_capabilities()


@st.cache_resource(show_spinner=False)
def catalogue() -> Catalogue:
    """Return every platform with its ratings."""
    return catalogues.load_catalogue()


@st.cache_resource(show_spinner=False)
def use_case_questions() -> UseCaseQuestions:
    """Return what is asked about one use case."""
    return use_case.load_questions()


@st.cache_resource(show_spinner=False)
def tool_names() -> Mapping[str, str]:
    """Return every platform of the catalogue and every tool outside it, by name."""
    known = catalogue()
    names = {p.id: p.name for p in known.platforms} | dict(known.integrations.tools)
    return dict(sorted(names.items(), key=lambda named: named[1].casefold()))


@st.cache_resource(show_spinner=False)
def example() -> PortfolioSheet:
    """Return the use cases of the source paper."""
    path = files.questionnaires_folder() / "portfolios" / "source_paper.yaml"
    raw = files.read_bytes(path, PortfolioError)
    return portfolio_exchange.load_sheet(
        raw, path.name, catalogue(), use_case_questions()
    )


@st.cache_resource(max_entries=512, show_spinner=False)
def unpacked(packed: str) -> PortfolioSheet:
    """Return the portfolio sheet in a text; raise PortfolioError if there is none."""
    return portfolio_text.unpack(packed)


@st.cache_resource(max_entries=256, show_spinner=False)
def resolved(packed: str) -> Portfolio:
    """Return the portfolio in a text; raise PortfolioError naming every fault."""
    return resolve(unpacked(packed), catalogue(), use_case_questions())


@st.cache_resource(show_spinner=False)
def words() -> Words:
    """Return what puts ids of the catalogue into words."""
    return Words(catalogue())


@st.cache_resource(show_spinner=False)
def documented() -> frozenset[frozenset[str]]:
    """Return the pairs that a page says work together."""
    edges = catalogue().integrations.integrations
    return frozenset(frozenset({edge.a, edge.b}) for edge in edges)


def matched(portfolio: Portfolio, today: date) -> Matching:
    """Return the answer to a portfolio as of a day."""
    return _matched(files.canonical(portfolio), today, portfolio)


def assessed(sheet: AnswerSheet, reading: str | None = None) -> Assessment:
    """Return the assessment of a sheet."""
    scope = f"{sheet.scope.kind} {sheet.scope.name}"
    return _assessed(frozen(sheet.rungs), scope, reading, sheet)


def most_to_learn(rungs: Mapping[str, Rung]) -> float:
    """Return how far the best open question may still move P(level)."""
    found = content()
    return interview.most_to_learn(
        found.questionnaire, found.readings.default, rungs, found.settings
    )


def changes_since(
    before: str, record: str, answers: tuple[AnswerSheet, AnswerSheet]
) -> Changes:
    """Return the rungs that differ between two assessments with these answers."""
    then, now = (frozen(sheet.rungs) for sheet in answers)
    return _changes_since(before, record, (then, now))


def next_question(rungs: Mapping[str, Rung], among: tuple[str, ...]) -> str | None:
    """Return the practice to ask about next."""
    return _next_question(frozen(rungs), among)


def road_to(
    rungs: Mapping[str, Rung], reading: str, target: int, capacity: float
) -> RoadMap:
    """Return the cheapest path to a level."""
    return _road_to(frozen(rungs), reading, target, capacity)


def best_value(rungs: Mapping[str, Rung], capacity: float, quarters: int) -> RoadMap:
    """Return the most valuable plan for some quarters."""
    return _best_value(frozen(rungs), capacity, quarters)


def drawn(
    draw: Callable[[Subject], alt.LayerChart], subject: Subject, digest: str = ""
) -> Spec:
    """Return a finished chart; `digest` tells subjects apart.

    Building a chart takes longer than scoring a sheet, so each is built once in
    each language.
    """
    key = (draw.__name__, language.current(), digest)
    return _drawn(key, partial(draw, subject))


def drawn_rows(
    draw: Callable[[Rows], alt.LayerChart], rows: Rows, platforms: int
) -> Spec:
    """Return a chart of rows for so many platforms.

    It is drawn once for each number of platforms, then only filled with other rows.
    """
    return charts_platforms.refilled(drawn(draw, rows, str(platforms)), rows)


def frozen(rungs: Mapping[str, Rung]) -> Frozen:
    """Return rungs as a key: only what is known, in order."""
    return tuple(sorted((i, r) for i, r in rungs.items() if r is not Rung.UNKNOWN))


@st.cache_resource(max_entries=512, show_spinner=False)
def _drawn(key: tuple[str, ...], _draw: Callable[[], alt.LayerChart]) -> Spec:  # noqa: ARG001 - it is the key
    return charts.spec(_draw())


@st.cache_resource(max_entries=256, show_spinner=False)
def _assessed(
    key: Frozen,  # noqa: ARG001 - part of the cache's key; the sheet itself is not hashed
    scope: str,  # noqa: ARG001
    reading: str | None,
    _sheet: AnswerSheet,
) -> Assessment:
    found = content()
    return assessment.assess(
        found.questionnaire, found.readings, _sheet, found.settings, reading
    )


@st.cache_resource(max_entries=256, show_spinner=False)
def _matched(key: str, today: date, _portfolio: Portfolio) -> Matching:  # noqa: ARG001 - the canonical text is the key
    settings, owned = _match_settings(), tuple(sorted(_portfolio.owned))
    use_cases = tuple(
        _matched_use_case(files.canonical(use_case), owned, use_case)
        for use_case in _portfolio.use_cases
    )
    ground = Ground(catalogue(), frozenset(owned))
    return matching.assembled(_portfolio, use_cases, ground, settings, today)


@st.cache_resource(max_entries=512, show_spinner=False)
def _matched_use_case(
    key: str,  # noqa: ARG001 - as above: where one weight moves, the others stay
    owned: tuple[str, ...],
    _use_case: UseCase,
) -> UseCaseMatch:
    ground = Ground(catalogue(), frozenset(owned))
    return matching.match_use_case(_use_case, ground, _match_settings())


@st.cache_resource(show_spinner=False)
def _match_settings() -> MatchSettings:
    return match_settings.load_match_settings()


@st.cache_resource(max_entries=64, show_spinner=False)
def _changes_since(before: str, record: str, key: tuple[Frozen, Frozen]) -> Changes:  # noqa: ARG001 - the answers are part of the key
    return store_history.answer_changes(store(), before, record)


@st.cache_resource(max_entries=256, show_spinner=False)
def _next_question(key: Frozen, among: tuple[str, ...]) -> str | None:
    found = content()
    return interview.next_question(
        found.questionnaire,
        found.readings.default,
        dict(key),
        found.settings,
        frozenset(among),
    )


@st.cache_resource(max_entries=64, show_spinner=False)
def _road_to(key: Frozen, reading: str, target: int, capacity: float) -> RoadMap:
    found = content()
    rule = next(r for r in found.readings.demanding if r.id == reading)
    return planning.cheapest_path(
        found.questionnaire, dict(key), rule, target, capacity
    )


@st.cache_resource(max_entries=64, show_spinner=False)
def _best_value(key: Frozen, capacity: float, quarters: int) -> RoadMap:
    return planning.best_value(content().questionnaire, dict(key), capacity, quarters)
