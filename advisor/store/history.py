"""History: what changed between assessments, and how it stood at a moment.

The one room that knows DuckDB. The rows are read through the store, whatever
database it is on, and asked here in one dialect.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, Final

import duckdb
import pandas as pd
from pydantic import AwareDatetime
from sqlalchemy import DateTime, Select, select, type_coerce

from advisor.assess.answers import Answer, AnswerSheet, Scope
from advisor.assess.questionnaire import LADDER, Rung
from advisor.content import Value
from advisor.errors import StoreError
from advisor.language import t
from advisor.store.records import GivenAnswer, Stamp, sheet_of
from advisor.store.schema import answer, event
from advisor.store.store import Store


class AnswerChange(Value):
    """A practice whose rung differs; what was not answered is `unknown`."""

    practice: str
    before: Rung
    after: Rung


class TimelinePoint(Value):
    """An assessment at the moment of its latest standing answer.

    `counts` covers every practice that was asked. `share_known` is the share of
    the applicable ones whose rung is known; None where none is applicable.
    """

    assessment_id: str
    at: AwareDatetime
    counts: Mapping[Rung, int]
    share_known: float | None


def answer_changes(
    store: Store, before_id: str, after_id: str
) -> tuple[AnswerChange, ...]:
    """Return the practices whose standing rung differs, by id.

    Raises:
        StoreError: there is no assessment of one of the ids.
    """
    ids = [store.assessment(id_).id for id_ in (before_id, after_id)]
    bound = {"before": before_id, "after": after_id}
    return tuple(
        AnswerChange(practice=practice, before=before, after=after)
        for practice, before, after in _ask(store, ids, "answer_changes", bound)
    )


def timeline(store: Store, scope: Scope) -> tuple[TimelinePoint, ...]:
    """Return a point for each assessment of the scope that is not deleted, in time."""
    assessments = [each for each in store.assessments() if each.scope == scope]
    asked = [
        (
            each.id,
            _naive(each.created_at),
            len(store.questionnaire(each.questionnaire_digest).practices),
        )
        for each in assessments
    ]
    rows = _ask(store, [each.id for each in assessments], "timeline", {}, asked)
    return tuple(_point(row) for row in rows)


def as_of(store: Store, assessment_id: str, at: datetime) -> AnswerSheet:
    """Return the sheet as it stood at a moment, answers of that moment included.

    Raises:
        StoreError: there is no such assessment, or it had not begun.
    """
    record = store.assessment(assessment_id)
    if at < record.created_at:
        raise StoreError(
            t(
                "{store}: assessment '{id}' began at {moment}; "
                "expected a moment not before that",
                store=store.name,
                id=assessment_id,
                moment=record.created_at.isoformat(),
            )
        )
    rows = _ask(store, [record.id], "as_of", {"moment": _naive(at)})
    return sheet_of(record, [_given(row) for row in rows])


def _ask(
    store: Store,
    ids: Sequence[str],
    name: str,
    bound: Mapping[str, object],
    assessments: Sequence[tuple[object, ...]] = (),
) -> Sequence[tuple[Any, ...]]:
    """Return what the query `name` finds among the answers of some assessments."""
    frames = {
        "answer": _frame(store.rows(_answers(ids)), _ANSWER),
        "event": _frame(store.rows(_taken_back(ids)), _TAKEN_BACK),
        "assessment": _frame(assessments, _ASSESSMENT),
    }
    with duckdb.connect(config=_OFFLINE) as connection:
        for title, frame in frames.items():
            connection.register(title, frame)
        connection.execute(_statement("standing"))
        return connection.execute(_statement(name), bound).fetchall()


def _answers(ids: Sequence[str]) -> Select[Any]:
    moment = type_coerce(answer.c.at, DateTime).label("at_utc")
    columns = [moment if name == "at_utc" else answer.c[name] for name in _ANSWER]
    return select(*columns).where(answer.c.assessment_id.in_(ids))


def _taken_back(ids: Sequence[str]) -> Select[Any]:
    moment = type_coerce(event.c.at, DateTime).label("at_utc")
    return select(event.c.answer, moment).where(
        event.c.assessment_id.in_(ids), event.c.answer.is_not(None)
    )


def _frame(rows: Sequence[Sequence[Any]], kinds: Mapping[str, str]) -> pd.DataFrame:
    # The kinds are stated because an empty table has none to be guessed from.
    return pd.DataFrame([tuple(row) for row in rows], columns=list(kinds)).astype(
        dict(kinds)
    )


def _statement(name: str) -> str:
    return files("advisor.store").joinpath("sql", f"{name}.sql").read_text("utf-8")


def _naive(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)


def _point(row: tuple[Any, ...]) -> TimelinePoint:
    id_, at, *counts, share = row
    return TimelinePoint(
        assessment_id=id_,
        at=at.replace(tzinfo=UTC),
        counts=dict(zip(_COUNTED, counts, strict=True)),
        share_known=share,
    )


def _given(row: tuple[Any, ...]) -> GivenAnswer:
    practice, rung, reason, note, by, role, at = row
    return GivenAnswer(
        practice=practice,
        answer=Answer(rung=rung, reason=reason, note=note),
        stamp=Stamp(at=at.replace(tzinfo=UTC), by=by, role=role),
    )


_OFFLINE: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "enable_external_access": False,
}
_MOMENT: Final = "datetime64[us]"
_ANSWER: Final[Mapping[str, str]] = {
    "seq": "int64",
    **dict.fromkeys(("assessment_id", "practice", "rung", "reason", "note"), "str"),
    **dict.fromkeys(("respondent", "role"), "str"),
    "at_utc": _MOMENT,
}
_TAKEN_BACK: Final[Mapping[str, str]] = {"answer": "int64", "at_utc": _MOMENT}
_ASSESSMENT: Final[Mapping[str, str]] = {
    "id": "str",
    "created_at": _MOMENT,
    "practices": "int64",
}
# In the order of the columns of timeline.sql.
_COUNTED: Final = (*LADDER, Rung.UNKNOWN, Rung.NOT_APPLICABLE)
