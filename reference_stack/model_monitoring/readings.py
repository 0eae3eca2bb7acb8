"""A monitor's figures over days, turned into readings."""

from dataclasses import dataclass, field
from datetime import date
from math import isnan

import numpy as np
from numpy.typing import NDArray

from reference_stack.model_monitoring.alerts import Reading, Severity
from reference_stack.model_monitoring.sequential import detector

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Limit:
    """What a figure is held against; `needed` is the evidence that the budget asks."""

    threshold: float
    noise_floor: float = 0.0
    needed: float = 0.0


@dataclass(frozen=True)
class Watching:
    """Whose figures they are; `text` may use {value} and {threshold}."""

    monitor: str
    subject: str
    severity: Severity
    text: str
    days: tuple[date, ...] = field(repr=False)

    def exact(self, values: Array, threshold: float) -> list[Reading]:
        """Return readings that alarm above a threshold, where chance plays no part."""
        quiet = np.zeros(len(values))
        flags = values > threshold
        return self._made(values, Limit(threshold), quiet, flags)

    def tested(self, values: Array, limit: Limit, e: Array) -> list[Reading]:
        """Return readings that alarm above the threshold once evidence is enough.

        `e` are the days' e-values; a day without a figure (NaN) brings no evidence.
        """
        unknown = np.isnan(values) if e.ndim == 1 else np.isnan(values)[:, None]
        total, enough = detector(np.where(unknown, 1.0, e), limit.needed)
        return self._made(values, limit, total, enough & (values > limit.threshold))

    def bounded(self, values: Array, limit: Limit, evidence: Array) -> list[Reading]:
        """Return readings that alarm on a day's own evidence (1/p), with no memory."""
        alarm = (evidence >= limit.needed) & (values > limit.threshold)
        return self._made(values, limit, evidence, alarm)

    def _made(
        self, values: Array, limit: Limit, evidence: Array, alarm: Flags
    ) -> list[Reading]:
        rows = zip(
            self.days, values.tolist(), evidence.tolist(), alarm.tolist(), strict=True
        )
        return [
            Reading(
                day=day,
                monitor=self.monitor,
                subject=self.subject,
                value=value,
                threshold=limit.threshold,
                noise_floor=limit.noise_floor,
                evidence=total,
                needed=limit.needed,
                alarm=flag,
                severity=self.severity,
                message=self.text.format(value=value, threshold=limit.threshold),
            )
            for day, value, total, flag in rows
            if not isnan(value)  # nothing was measured on that day
        ]
