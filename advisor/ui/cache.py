"""What is read or computed once and shared by all reruns.

Everything cached here is a frozen value, so one object serves every session
without copies. The store is shared too: it is safe between threads.
"""

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import altair as alt
import streamlit as st

from advisor.advise import roadmap as planning
from advisor.advise.roadmap import RoadMap
from advisor.assess import (
    adoption,
    assessment,
    bundle,
    capability,
    interview,
    lifecycle,
)
from advisor.assess.adoption import AdoptionFigure
from advisor.assess.answers import AnswerSheet
from advisor.assess.assessment import Assessment
from advisor.assess.bundle import Bundle
from advisor.assess.capability import Capabilities
from advisor.assess.lifecycle import Lifecycle, Roles
from advisor.assess.questionnaire import Rung
from advisor.report import charts
from advisor.store import history as store_history
from advisor.store.history import AnswerChange
from advisor.store.store import Store

Subject = TypeVar("Subject")
Spec = dict[str, Any]
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
def capabilities() -> Capabilities:
    """Return the closed vocabulary of capabilities."""
    return capability.load_capabilities()


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

    Building a chart takes longer than scoring a sheet, so each is built once.
    """
    return _drawn(draw.__name__, digest, partial(draw, subject))


def frozen(rungs: Mapping[str, Rung]) -> Frozen:
    """Return rungs as a key: only what is known, in order."""
    return tuple(sorted((i, r) for i, r in rungs.items() if r is not Rung.UNKNOWN))


@st.cache_resource(max_entries=512, show_spinner=False)
def _drawn(name: str, digest: str, _draw: Callable[[], alt.LayerChart]) -> Spec:  # noqa: ARG001 - they are the key
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


@st.cache_resource(max_entries=64, show_spinner="Planning the road …")
def _road_to(key: Frozen, reading: str, target: int, capacity: float) -> RoadMap:
    found = content()
    rule = next(r for r in found.readings.demanding if r.id == reading)
    return planning.cheapest_path(
        found.questionnaire, dict(key), rule, target, capacity
    )


@st.cache_resource(max_entries=64, show_spinner="Planning the road …")
def _best_value(key: Frozen, capacity: float, quarters: int) -> RoadMap:
    return planning.best_value(content().questionnaire, dict(key), capacity, quarters)
