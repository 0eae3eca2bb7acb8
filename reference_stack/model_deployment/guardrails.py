"""What ends a release at once, whatever it may save: faults, slowness, a broken split.

Each guardrail is one-sided and stays valid however often it is looked at; together they
share the error rate of the release.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import accumulate
from pathlib import Path

from reference_stack.case import Goal
from reference_stack.model_deployment.ab_test import differs, exceeds
from reference_stack.model_deployment.release import Release
from reference_stack.values import Value
from reference_stack.warehouse import Connection, query

SQL = Path(__file__).parent / "sql"
MOST_FAULTS = 0.001
MOST_SLOW = 0.01
MOST_SHIFT = 0.6
"""Only a broken scale moves scores so far; a new season moves them by half of it."""
ENOUGH_SCORES = 500
NO_LIMIT = 1e9
GUARDS = 3


class Exposure(Value):
    """What happened where the challenger took part; counts of predictions."""

    trials: int = 0
    faults: int = 0
    slow: int = 0
    routed: int = 0
    to_challenger: int = 0
    shift: float = 0.0


def exposure(con: Connection, goal: Goal, now: Release, until: date) -> Exposure:
    """Count what the challenger of a release did before the day `until`."""
    span = {
        "challenger": now.challenger,
        "since": datetime.combine(now.since, time()),
        "until": datetime.combine(until, time()),
    }
    since_share = datetime.combine(now.share_since or until, time())
    limit = next((k.max for k in goal.kpis if k.id == "latency"), None)
    counts = con.execute(
        query(SQL / "exposure.sql").text,
        span | {"share_since": since_share, "limit_ms": limit or NO_LIMIT},
    ).fetchall()
    bins = con.execute(query(SQL / "scores.sql").text, span).fetchall()
    names = ("trials", "faults", "slow", "routed", "to_challenger")
    found = dict(zip(names, counts[0][1:], strict=True)) if counts else {}
    own, beside = [int(b[1]) for b in bins], [int(b[2]) for b in bins]
    return Exposure(**found, shift=shift(own, beside))


def shift(own: Sequence[int], beside: Sequence[int]) -> float:
    """Return the largest gap between two distributions over the same bins, 0 to 1."""
    if sum(own) < ENOUGH_SCORES or sum(beside) < ENOUGH_SCORES:
        return 0.0
    pairs = zip(accumulate(own), accumulate(beside), strict=True)
    return max(abs(a / sum(own) - b / sum(beside)) for a, b in pairs)


def alarms(found: Exposure, share: float, alpha: float) -> tuple[str, ...]:
    """Return what must end a release, in words; nothing when all is well.

    Args:
        found: What happened so far.
        share: The challenger's share of the traffic that was meant (0 in the shadow).
        alpha: Chance of any false alarm in the whole release, however often looked at.
    """
    bar = GUARDS / alpha
    raised = []
    if exceeds(found.faults, found.trials, MOST_FAULTS) >= bar:
        raised.append(f"{found.faults} of {found.trials} predictions were faulty")
    if exceeds(found.slow, found.trials, MOST_SLOW) >= bar:
        raised.append(f"{found.slow} of {found.trials} predictions were too slow")
    if 0 < share < 1 and differs(found.to_challenger, found.routed, share) >= bar:
        arms = f"{found.to_challenger} of {found.routed}"
        raised.append(f"{arms} went to the challenger, not {share:.0%}")
    if found.shift > MOST_SHIFT:
        raised.append(f"the scores moved by {found.shift:.2f} on the same entities")
    return tuple(raised)
