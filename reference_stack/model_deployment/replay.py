"""A day of the past, sent to the service as its callers would have sent it."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from reference_stack.case import Case
from reference_stack.features import requests
from reference_stack.model_deployment.client import Client
from reference_stack.model_deployment.request import MOST_ROWS
from reference_stack.values import Value
from reference_stack.warehouse import Connection

Sent = dict[str, Any]


class Call(Value):
    """One request of a replay; `rows` as the service takes them."""

    request_id: str
    made_at: datetime
    rows: tuple[dict[str, Any], ...]

    @property
    def single(self) -> bool:
        """Whether it asks for one prediction and not for a batch."""
        return len(self.rows) == 1


def calls(con: Connection, case: Case, day: date) -> tuple[Call, ...]:
    """Return what callers send on a day, hour by hour, with ids that never change.

    The first entity of an hour is asked for alone, the others of the hour together; a
    batch is made when its last entity may be asked for.
    """
    start = datetime.combine(day, time())
    frame = requests(con, case, start, start + timedelta(days=1))
    made_at = [at.to_pydatetime() for at in frame.pop("made_at")]
    frame = frame.rename(columns={"entity_id": "id"})
    records: list[Sent] = json.loads(frame.to_json(orient="records"))
    pairs = list(zip(made_at, records, strict=True))
    return tuple(call for part in _hours(pairs) for call in _calls(case.name, part))


def replay(client: Client, day: Sequence[Call]) -> int:
    """Send the calls of a day one after another; return how many rows were answered.

    Raises:
        ReleaseError: The service refused a row, or cannot be reached.
    """
    for call in day:
        if call.single:
            client.predict(call.rows[0], call.request_id, call.made_at)
        else:
            client.predict_batch(call.rows, call.request_id, call.made_at)
    return sum(len(call.rows) for call in day)


def _hours(
    pairs: Sequence[tuple[datetime, Sent]],
) -> Iterator[list[tuple[datetime, Sent]]]:
    for _, part in groupby(pairs, key=lambda pair: pair[0].replace(minute=0, second=0)):
        yield list(part)


def _calls(case: str, hour: list[tuple[datetime, Sent]]) -> Iterator[Call]:
    yield _call(case, hour[:1])
    rest = hour[1:]
    for first in range(0, len(rest), MOST_ROWS):
        yield _call(case, rest[first : first + MOST_ROWS])


def _call(case: str, part: list[tuple[datetime, Sent]]) -> Call:
    made_at = part[-1][0]
    name = f"{case}/{made_at.isoformat()}/{part[0][1]['id']}/{len(part)}"
    rows = tuple(row for _, row in part)
    request_id = str(uuid5(NAMESPACE_URL, name))
    return Call(request_id=request_id, made_at=made_at, rows=rows)
