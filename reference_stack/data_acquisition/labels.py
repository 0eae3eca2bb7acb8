"""How the outcomes come back: how many are known, how late they come, which are overdue."""

from datetime import datetime

from reference_stack.values import Value
from reference_stack.warehouse import Connection

PATIENCE_DAYS = 7
"""After so many days without an outcome a prediction counts as overdue."""

QUERY = f"""
SELECT
    count(*),
    count(label),
    coalesce(avg(label), 0),
    coalesce(median(date_diff('minute', made_at, known_at)) / 60, 0),
    count(*) FILTER (label IS NULL AND made_at < $as_of - INTERVAL {PATIENCE_DAYS} DAY)
FROM requests
LEFT JOIN (SELECT * FROM labels WHERE known_at <= $as_of) USING (entity_id)
WHERE made_at >= $since AND made_at < $until
"""


class Returned(Value):
    """The outcomes of the predictions of a span of time, as known at one moment.

    `label_rate` is the mean label; `median_wait_hours` runs from the prediction to the
    moment its outcome was known; `overdue` have none although `PATIENCE_DAYS` passed
    (cases without any outcome, such as cancelled ones, stay overdue for good).
    """

    predictions: int
    known: int
    label_rate: float
    median_wait_hours: float
    overdue: int

    @property
    def coverage(self) -> float:
        """The share of predictions whose outcome is known; 1 if there are none."""
        return self.known / self.predictions if self.predictions else 1.0


def returned(
    con: Connection, since: datetime, until: datetime, as_of: datetime
) -> Returned:
    """Measure the outcomes of what was predicted in `[since, until)`, known at `as_of`."""
    spans = {"since": since, "until": until, "as_of": as_of}
    found = con.execute(QUERY, spans).fetchall()[0]
    names = Returned.model_fields
    return Returned.model_validate(dict(zip(names, found, strict=True)))
