"""Guessing join codes is slow: who was wrong too often has to wait.

Kept in the store, so that neither a restart nor a second server forgets it.
"""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from advisor.errors import SessionError
from advisor.language import tn
from advisor.store.codes import digest
from advisor.store.schema import wrong_code

WINDOW: Final = timedelta(minutes=5)
MOST_OF_ONE: Final = 10
MOST_OF_ALL: Final = 100


def refuse_guessing(connection: Connection, origin: str, at: datetime) -> None:
    """Raise SessionError, with the seconds to wait, after too many wrong codes.

    Too many are 10 of one origin or 100 of all within five minutes.
    """
    of_one = wrong_code.c.origin_digest == digest(origin)
    seconds = max(
        _wait(_latest(connection, at, MOST_OF_ONE, of_one), MOST_OF_ONE, at),
        _wait(_latest(connection, at, MOST_OF_ALL), MOST_OF_ALL, at),
    )
    if seconds:
        raise SessionError(
            tn(
                "Too many wrong codes: wait {count} second, then try again.",
                "Too many wrong codes: wait {count} seconds, then try again.",
                seconds,
            )
        )


def note(connection: Connection, origin: str, at: datetime) -> None:
    """Keep that a code was wrong, and forget those whose time is over."""
    connection.execute(delete(wrong_code).where(wrong_code.c.at <= at - WINDOW))
    row = {"origin_digest": digest(origin), "at": at}
    connection.execute(insert(wrong_code).values(row))


def _latest(
    connection: Connection, at: datetime, most: int, *which: ColumnElement[bool]
) -> Sequence[datetime]:
    query = (
        select(wrong_code.c.at)
        .where(wrong_code.c.at > at - WINDOW, *which)
        .order_by(wrong_code.c.at.desc())
        .limit(most)
    )
    return connection.scalars(query).all()


def _wait(latest: Sequence[datetime], most: int, at: datetime) -> int:
    """Return the seconds until fewer than `most` lie within the window."""
    if len(latest) < most:
        return 0
    return math.ceil((latest[-1] + WINDOW - at).total_seconds())
