"""Champion and challenger on the same entities: what each would have cost, day by day.

The same table serves the shadow and the split. Where acting does not change the outcome
(`action_changes_outcome: false`), both versions are judged on every entity, by what each
decided or would have decided: a paired comparison, far sharper than two arms. Where it
does, an entity's outcome speaks only for the version that acted.
"""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from reference_stack.case import Goal
from reference_stack.model_deployment.release import Release
from reference_stack.values import Value
from reference_stack.warehouse import Connection, query

SQL = Path(__file__).parent / "sql"
LATEST = timedelta(hours=12)
"""How long after a day its last entity may come to its end, before the label's delay."""

LEAST_LABELLED = 0.5
"""Share of a day's entities with an outcome below which the day does not count."""


class DayCost(Value):
    """What both versions cost per entity on one day whose outcomes are in."""

    day: date
    served: int
    labelled: int
    champion: float
    challenger: float
    split: bool

    @property
    def difference(self) -> float:
        """What the challenger costs more (below 0: less), per entity."""
        return self.challenger - self.champion


def day_costs(
    con: Connection, goal: Goal, now: Release, as_of: datetime
) -> tuple[DayCost, ...]:
    """Return the days of a challenger whose outcomes are in by `as_of`, in order."""
    delay = timedelta(hours=goal.calendar.label_delay_hours)
    closed = datetime.combine((as_of - delay - LATEST).date(), time())
    rows = con.execute(
        query(SQL / "day_costs.sql").text,
        {
            "champion": now.champion,
            "challenger": now.challenger,
            "since": datetime.combine(now.since, time()),
            "closed": closed,
            "as_of": as_of,
            "threshold": goal.costs.threshold,
            "action": goal.costs.action,
            "missed": goal.costs.missed,
            "paired": not goal.action_changes_outcome,
        },
    ).fetchall()
    return tuple(
        DayCost(
            day=day,
            served=served,
            labelled=labelled,
            champion=champion,
            challenger=challenger,
            split=split,
        )
        for day, served, labelled, champion, challenger, split in rows
        if labelled >= LEAST_LABELLED * served
        and champion is not None
        and challenger is not None
    )
