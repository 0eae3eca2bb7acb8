"""Drills: faults are put into streams, many times, and the monitors are timed.

The monitors run exactly as in the year: the same functions over the same sums per day.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np
from numpy.random import default_rng

from reference_stack.errors import StackError
from reference_stack.lifecycle.drill_faults import FAULTS, Break, Fault
from reference_stack.lifecycle.drill_streams import (
    START,
    World,
    drawn,
    evidence,
    world,
)
from reference_stack.model_monitoring.alerts import Alert, alerts
from reference_stack.model_monitoring.judgement import MONITORS, judge
from reference_stack.model_monitoring.policy import DAYS_PER_YEAR, Policy
from reference_stack.stack import Stack
from reference_stack.values import Value

QUIET_DAYS, FAULT_DAYS = 28, 14
YEAR_DAYS = 364
DETECTED, PAGES = 0.99, 1.0
Tell = Callable[[str], None]


class Found(Value):
    """How a fault fared: `delays` in days, one per stream in which it was found."""

    fault: str
    within_days: int
    streams: int
    delays: tuple[int, ...]
    by_monitor: dict[str, float]

    @property
    def rate(self) -> float:
        """The share of streams in which an expected monitor alerted."""
        return len(self.delays) / self.streams

    @property
    def met(self) -> bool:
        """Tell whether it was found often enough and, in the median, in time."""
        late = bool(self.delays) and np.median(self.delays) > self.within_days
        return self.rate >= DETECTED and not late


class Quiet(Value):
    """False alarms per monitor over undisturbed streams."""

    years: float
    pages: dict[str, int]
    tickets: dict[str, int]

    @property
    def pages_per_year(self) -> float:
        """All pages of all monitors together, per year."""
        return sum(self.pages.values()) / self.years


def raised(here: World, fault: Fault | None, days: int, seed: int) -> tuple[Alert, ...]:
    """Return the alerts of a stream, undisturbed or with a fault after `QUIET_DAYS`."""
    policy = Policy()
    stream = drawn(here, days, seed)
    if fault is not None:
        at = Break(stream.days[QUIET_DAYS], here, default_rng([seed, 11]))
        fault.inject(stream, at)
    saving = {kpi.id: kpi.min for kpi in here.goal.kpis}.get("saving") or 0.0
    readings = judge(evidence(here, stream), here.reference, saving, policy)
    return alerts(readings, policy.quiet_days)


def drill(here: World, fault: Fault, seeds: Iterable[int]) -> Found:
    """Put a fault into a stream per seed and return how it was found."""
    delays, heard, streams = [], Counter[str](), 0
    for seed in seeds:
        streams += 1
        found = raised(here, fault, QUIET_DAYS + FAULT_DAYS, seed)
        late = [(a.monitor, _delay(a)) for a in found if _delay(a) >= 0]
        heard.update({monitor for monitor, _ in late})
        own = [delay for monitor, delay in late if monitor in fault.monitors]
        delays += [min(own)] if own else []
    return Found(
        fault=fault.name,
        within_days=fault.within_days,
        streams=streams,
        delays=tuple(delays),
        by_monitor={name: n / streams for name, n in sorted(heard.items())},
    )


def _delay(alert: Alert) -> int:
    """Return the days from the fault's first day to the alert; negative before it."""
    return (alert.day - START).days - QUIET_DAYS


def undisturbed(here: World, seeds: Iterable[int]) -> Quiet:
    """Judge a year per seed in which nothing is wrong and count the false alarms."""
    pages, tickets, years = Counter[str](), Counter[str](), 0.0
    for seed in seeds:
        years += YEAR_DAYS / DAYS_PER_YEAR
        for alert in raised(here, None, YEAR_DAYS, seed):
            (pages if alert.severity == "page" else tickets)[alert.monitor] += 1
    return Quiet(years=years, pages=dict(pages), tickets=dict(tickets))


def fault_line(found: Found) -> str:
    """Return a line of the table of faults."""
    delays = np.array(found.delays or (np.nan,))
    others = ", ".join(f"{m} {share:.0%}" for m, share in found.by_monitor.items())
    return (
        f"{found.fault:<18}{found.rate:>7.1%}{np.median(delays):>8.0f}{delays.max():>6.0f}"
        f"{found.within_days:>7}  {'met' if found.met else 'NOT MET':<8} {others}"
    )


def quiet_lines(quiet: Quiet) -> list[str]:
    """Return the table of false alarms, one line per monitor."""
    rows = [
        f"{m:<20}{quiet.pages.get(m, 0) / quiet.years:>8.2f}"
        f"{quiet.tickets.get(m, 0) / quiet.years:>10.2f}"
        for m in MONITORS
    ]
    return [
        f"False alarms per year, over {quiet.years:.0f} undisturbed years",
        f"{'monitor':<20}{'pages':>8}{'tickets':>10}",
        *rows,
        f"{'all':<20}{quiet.pages_per_year:>8.2f}"
        f"{sum(quiet.tickets.values()) / quiet.years:>10.2f}",
    ]


def drilled(stack: Stack, name: str, seeds: int, tell: Tell | None = None) -> int:
    """Run the drill of a fault, or of all with the undisturbed years, and print it.

    Args:
        stack: Where the case and its data are; the drills keep their own warehouse.
        name: A fault, or `all`.
        seeds: Streams per fault, and undisturbed years.
        tell: Takes each line as soon as it is known; the standard output if not given.

    Returns:
        0 when all aims are met, else 1.

    Raises:
        StackError: There is no such fault, or no stream is asked for.
    """
    known = {fault.name: fault for fault in FAULTS}
    if name != "all" and name not in known:
        raise StackError(f"drill {name}", "no such fault", f"all, {', '.join(known)}")
    if seeds < 1:
        raise StackError("drill --seeds", f"{seeds} streams", "at least 1")
    say = tell or _print
    say("Drawing streams from the bootstrap months ...")
    here = world(stack, Policy())
    say(
        f"{'fault':<18}{'found':>7}{'median':>8}{'worst':>6}{'aim':>7}  days; alerts of"
    )
    met = True
    for fault in FAULTS if name == "all" else (known[name],):
        found = drill(here, fault, range(seeds))
        say(fault_line(found))
        met = met and found.met
    if name == "all":
        quiet = undisturbed(here, range(seeds))
        for line in quiet_lines(quiet):
            say(line)
        met = met and quiet.pages_per_year <= PAGES
    say("All aims are met." if met else "Not all aims are met.")
    return 0 if met else 1


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
