"""What a run of the stack came to: gates, models, alerts and figures, told from its record.

Pure: the record comes in, rows and words go out. States are words with a mark, so that
nothing is told by colour alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, Literal

from advisor.assess.lifecycle import Lifecycle
from advisor.content import Value
from advisor.evidence.stack_record import (
    Entry,
    KpiDay,
    ModelTest,
    StackRecord,
    TestDay,
)

GateVerdict = Literal["passed", "refused", "not yet"]
Role = Literal["champion", "challenger"]
MARKS: Final[Mapping[GateVerdict, str]] = {
    "passed": "✓ passed",
    "refused": "✗ refused",
    "not yet": "○ not yet",
}
DECISIONS: Final[Mapping[str, str]] = {
    "promote": "Promoted",
    "roll_back": "Rolled back",
    "keep": "Kept the champion",
    "retrain": "Trained again",
    "wait": "Waited",
    "widen": "Gave a larger share",
    "no": "Answered no",
    "quarantine": "Put in quarantine",
    "approve": "Approved",
}
DATA: Final = "data_acquisition"
CAUSE: Final = "cause of "
Rows = Sequence[Mapping[str, str]]


class GateState(Value):
    """A gate of a phase and how it answered, all times and the last time."""

    phase: str
    id: str
    question: str
    state: GateVerdict
    passed: int = 0
    refused: int = 0
    on: date | None = None
    reason: str = ""
    leads_to: str = ""

    @property
    def mark(self) -> str:
        """The last answer with its mark, and how often each was given."""
        if self.state == "not yet":
            return MARKS[self.state]
        return f"{MARKS[self.state]} ({self.passed} of {self.passed + self.refused})"


class Span(Value):
    """A time in which a version had a role; both days belong to it."""

    version: str
    role: Role
    start: date
    end: date


def gates(entries: Iterable[Entry], cycle: Lifecycle) -> tuple[GateState, ...]:
    """Return every gate in the order of the phases.

    A phase that recorded none yet shows the decisions of its flowchart as not yet met.
    """
    asked: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.kind == "gate":
            key = (entry.phase, entry.subject.split(" ", 1)[0])
            asked.setdefault(key, []).append(entry)
    found: list[GateState] = []
    for phase in cycle.phases:
        answered = [_gate(*key, of) for key, of in asked.items() if key[0] == phase.id]
        found += answered or [
            GateState(phase=phase.id, id=d.id, question=d.question, state="not yet")
            for d in phase.decisions
        ]
    return tuple(found)


def gate_rows(states: Iterable[GateState], names: Mapping[str, str]) -> Rows:
    """Return the gates as a table; `names` gives the phases' names."""
    return [
        {
            "phase": names.get(gate.phase, gate.phase),
            "gate": gate.question,
            "state": gate.mark,
            "last": _day(gate.on),
            "reason": gate.reason or "–",
            "a no leads to": names.get(gate.leads_to, gate.leads_to) or "–",
        }
        for gate in states
    ]


def spans(record: StackRecord) -> tuple[Span, ...]:
    """Return who was champion and who was challenger when, oldest first."""
    last = last_day(record)
    if last is None:
        return ()
    tried = [
        Span(
            version=test.challenger,
            role="challenger",
            start=min(day.day for day in test.days),
            end=max(day.day for day in test.days),
        )
        for test in record.tests
        if test.days
    ]
    reigns = _reigns(record.entries)
    ends = [start for _, start in reigns[1:]] + [last + timedelta(days=1)]
    ruled = [
        Span(
            version=version,
            role="champion",
            start=start,
            end=max(start, end - timedelta(days=1)),
        )
        for (version, start), end in zip(reigns, ends, strict=True)
    ]
    return tuple(sorted([*ruled, *tried], key=lambda s: (s.start, s.role, s.version)))


def span_rows(found: Iterable[Span]) -> Rows:
    """Return the spans as a table."""
    return [
        {
            "model": f"v{span.version}",
            "role": span.role,
            "from": _day(span.start),
            "to": _day(span.end),
        }
        for span in found
    ]


def decisions(entries: Iterable[Entry], about_data: bool = False) -> Rows:
    """Return the decisions about models, or those about data, latest first.

    What was concluded from an alert is told beside the alert.
    """
    return [
        {
            "day": _day(entry.at.date()),
            "decision": DECISIONS.get(entry.verdict, entry.verdict),
            "about": f"v{entry.version}" if entry.version else entry.subject or "–",
            "reason": entry.reason or "–",
        }
        for entry in _latest(entries, "decision")
        if (entry.phase == DATA) is about_data and not entry.subject.startswith(CAUSE)
    ]


def alerts(entries: Iterable[Entry]) -> Rows:
    """Return the alerts with what was concluded from each, latest first."""
    kept = tuple(entries)
    concluded = {
        (entry.at, entry.subject.removeprefix(CAUSE)): entry.figures
        for entry in kept
        if entry.kind == "decision" and entry.subject.startswith(CAUSE)
    }
    return [
        {
            "day": _day(entry.at.date()),
            "alert": "‼ page" if entry.verdict == "page" else f"· {entry.verdict}",
            "monitor": _monitor(entry),
            "about": _words(entry.figures.get("subject") or entry.subject),
            "what was seen": entry.reason or "–",
            "cause": _words(found.get("cause")),
            "reaction": _words(found.get("reaction")),
        }
        for entry in _latest(kept, "alert")
        for found in [concluded.get((entry.at, entry.subject), {})]
    ]


def monitors(entries: Iterable[Entry]) -> Rows:
    """Return how often each monitor alerted, the busiest first."""
    raised: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind == "alert":
            raised.setdefault(_monitor(entry), []).append(entry)
    return [
        {
            "monitor": name,
            "pages": str(sum(e.verdict == "page" for e in of)),
            "tickets": str(sum(e.verdict != "page" for e in of)),
            "last": _day(max(e.at.date() for e in of)),
        }
        for name, of in sorted(raised.items(), key=lambda each: -len(each[1]))
    ]


def alerts_by_month(entries: Iterable[Entry]) -> Mapping[tuple[str, str], int]:
    """Return the number of alerts by month (`2013-04`) and severity."""
    raised = [e for e in entries if e.kind == "alert"]
    return dict(sorted(Counter((f"{e.at:%Y-%m}", e.verdict) for e in raised).items()))


def test_rows(test: ModelTest) -> Rows:
    """Return a challenger's evidence as a table, a row a day."""
    return [
        {
            "day": _day(day.day),
            "stage": day.stage or "–",
            "cases": f"{day.n:,}",
            "difference per 1,000": _signed(day.effect),
            "lies within": _interval(day),
        }
        for day in test.days
    ]


def pair(test: ModelTest) -> str:
    """Return who is held against whom."""
    return f"v{test.challenger} against v{test.champion or '?'}"


def verdict(test: ModelTest) -> str:
    """Return in a sentence what a challenger's evidence says."""
    if test.verdict:
        said = DECISIONS.get(test.verdict, test.verdict).lower()
        return f"Verdict: {said}. {test.reason}".strip()
    last = test.days[-1] if test.days else None
    if last is None or last.low is None or last.high is None:
        return "Too few days yet."
    if last.high < 0:
        return "The challenger costs less."
    if last.low > 0:
        return "The challenger costs more."
    return "Open, the interval still holds 0."


def kpi_rows(kpi: Sequence[KpiDay]) -> Rows:
    """Return the costs per 1,000 cases as a table, a row a month (mean of its days)."""
    months: dict[str, list[KpiDay]] = {}
    for day in kpi:
        months.setdefault(f"{day.day:%Y-%m}", []).append(day)
    return [_kpi_row(month, of) for month, of in months.items()]


def last_day(record: StackRecord) -> date | None:
    """Return the last day of the run's clock that the record knows."""
    days = [entry.at.date() for entry in record.entries]
    days += [day.day for test in record.tests for day in test.days]
    days += [day.day for day in record.kpi]
    return max(days, default=None)


def _gate(phase: str, id_: str, answers: Sequence[Entry]) -> GateState:
    last = answers[-1]
    passed = sum(entry.verdict == "passed" for entry in answers)
    return GateState(
        phase=phase,
        id=id_,
        question=str(last.figures.get("question") or id_.replace("_", " ")),
        state="passed" if last.verdict == "passed" else "refused",
        passed=passed,
        refused=len(answers) - passed,
        on=last.at.date(),
        reason=last.reason,
        leads_to=str(last.figures.get("otherwise") or ""),
    )


def _reigns(entries: Iterable[Entry]) -> list[tuple[str, date]]:
    """Return each champion with the day it began, told by who served day by day."""
    reigns: list[tuple[str, date]] = []
    for entry in entries:
        champion = str(entry.inputs.get("champion") or "")
        present = reigns[-1][0] if reigns else ""
        if entry.kind == "step" and champion not in {"", present}:
            reigns.append((champion, _served(entry)))
    return reigns


def _served(entry: Entry) -> date:
    try:
        return date.fromisoformat(entry.subject.rsplit(" ", 1)[-1])
    except ValueError:
        return entry.at.date()


def _kpi_row(month: str, days: Sequence[KpiDay]) -> Mapping[str, str]:
    return {
        "month": month,
        "model": _mean([d.cost_per_1000 for d in days]),
        "plain rule": _mean([d.rule_per_1000 for d in days]),
        "doing nothing": _mean([d.nothing_per_1000 for d in days]),
    }


def _mean(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{sum(known) / len(known):,.0f}" if known else "–"


def _monitor(entry: Entry) -> str:
    named = entry.figures.get("monitor") or entry.subject.split(" ", 1)[0]
    return _words(named)


def _words(name: object) -> str:
    return str(name or "–").replace("_", " ")


def _latest(entries: Iterable[Entry], kind: str) -> list[Entry]:
    return [entry for entry in entries if entry.kind == kind][::-1]


def _interval(day: TestDay) -> str:
    if day.low is None or day.high is None:
        return "too few days"
    return f"{_signed(day.low)} to {_signed(day.high)}"


def _signed(value: float | None) -> str:
    return "–" if value is None else f"{1000 * value:+.1f}"


def _day(day: date | None) -> str:
    return "–" if day is None else f"{day:%d %b %Y}"
