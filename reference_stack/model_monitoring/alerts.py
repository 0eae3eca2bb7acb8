"""What a monitor reads on a day, and the alerts that come of it."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from reference_stack.values import Value

Severity = Literal["page", "ticket"]


class Reading(Value):
    """One figure of one monitor on one day, beside what it is held against.

    `noise_floor` is the value that chance alone gives. `evidence` is the e-process (or
    the p-value's inverse) over the days so far, `needed` what the budget asks of it;
    both are 0 where a comparison is exact.
    """

    day: date
    monitor: str
    subject: str
    value: float
    threshold: float
    noise_floor: float = 0.0
    evidence: float = 0.0
    needed: float = 0.0
    alarm: bool
    severity: Severity
    message: str


class Alert(Value):
    """The first day of an alarm: what was seen, where, and how grave it is."""

    monitor: str
    day: date
    subject: str
    severity: Severity
    effect: float
    threshold: float
    evidence: float
    message: str

    @property
    def name(self) -> str:
        """Monitor, subject and day, which no two alerts share."""
        return f"{self.monitor} {self.subject} {self.day}"


def alerts(readings: Iterable[Reading], quiet_days: int) -> tuple[Alert, ...]:
    """Return one alert for each episode of alarms, in the order of days.

    An episode of a monitor and subject ends after `quiet_days` days without an alarm;
    a ticket that becomes a page alerts again.
    """
    last: dict[tuple[str, str, Severity], date] = {}
    found = []
    for reading in sorted(readings, key=lambda r: (r.day, r.monitor, r.subject)):
        if not reading.alarm:
            continue
        key = (reading.monitor, reading.subject, reading.severity)
        before = last.get(key)
        last[key] = reading.day
        if before is None or (reading.day - before).days > quiet_days:
            found.append(_alert(reading))
    return tuple(found)


def _alert(reading: Reading) -> Alert:
    return Alert(
        monitor=reading.monitor,
        day=reading.day,
        subject=reading.subject,
        severity=reading.severity,
        effect=reading.value,
        threshold=reading.threshold,
        evidence=reading.evidence,
        message=reading.message,
    )
