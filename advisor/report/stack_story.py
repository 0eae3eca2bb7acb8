"""What a run of the stack came to: gates, models, alerts and figures, told from its record.

Pure: the record comes in, rows and words go out. States are words with a mark, so that
nothing is told by colour alone. Reasons stand in the record and are told as they are.
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
from advisor.language import day as told_day
from advisor.language import inside, mark, number, signed, t

GateVerdict = Literal["passed", "refused", "not yet"]
Role = Literal["champion", "challenger"]
MARKS: Final[Mapping[GateVerdict, str]] = {
    "passed": mark("✓ passed"),
    "refused": mark("✗ refused"),
    "not yet": mark("○ not yet"),
}
DECISIONS: Final[Mapping[str, str]] = {
    "promote": mark("Promoted"),
    "roll_back": mark("Rolled back"),
    "keep": mark("Kept the champion"),
    "retrain": mark("Trained again"),
    "wait": mark("Waited"),
    "widen": mark("Gave a larger share"),
    "no": mark("Answered no"),
    "quarantine": mark("Put in quarantine"),
    "approve": mark("Approved"),
}
ROLES: Final[Mapping[Role, str]] = {
    "champion": mark("champion"),
    "challenger": mark("challenger"),
}
# What a record says with an id: stages, causes, reactions, monitors and their subjects.
RECORDED: Final[Mapping[str, str]] = {
    "straight": mark("straight"),
    "shadow": mark("shadow"),
    "split": mark("split"),
    "ticket": mark("ticket"),
    "page": mark("page"),
    "data": mark("data"),
    "feature_pipeline": mark("feature pipeline"),
    "model": mark("model"),
    "service": mark("service"),
    "environment": mark("environment"),
    "quarantine": mark("quarantine"),
    "retrain": mark("retrain"),
    "roll_back": mark("roll back"),
    "notify": mark("notify"),
    "stability": mark("stability"),
    "feature_generation": mark("feature generation"),
    "kpi": mark("kpi"),
    "staleness": mark("staleness"),
    "drift_together": mark("drift together"),
    "drift": mark("drift"),
    "schema": mark("schema"),
    "dependencies": mark("dependencies"),
    "quality": mark("quality"),
    "performance": mark("performance"),
    "skew": mark("skew"),
    "served version": mark("served version"),
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
            return t(MARKS[self.state])
        return t(
            "{state} ({passed} of {all})",
            state=t(MARKS[self.state]),
            passed=self.passed,
            all=self.passed + self.refused,
        )


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
            t("phase"): t(names.get(gate.phase, gate.phase)),
            t("gate"): t(gate.question),
            t("state"): gate.mark,
            t("last"): _day(gate.on),
            t("reason"): gate.reason or "–",
            t("a no leads to"): t(names.get(gate.leads_to, gate.leads_to)) or "–",
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
            t("model"): f"v{span.version}",
            t("role"): t(ROLES[span.role]),
            t("from"): _day(span.start),
            t("to"): _day(span.end),
        }
        for span in found
    ]


def decisions(entries: Iterable[Entry], about_data: bool = False) -> Rows:
    """Return the decisions about models, or those about data, latest first.

    What was concluded from an alert is told beside the alert.
    """
    return [
        {
            t("day"): _day(entry.at.date()),
            t("decision"): t(DECISIONS.get(entry.verdict, entry.verdict)),
            t("about"): f"v{entry.version}" if entry.version else entry.subject or "–",
            t("reason"): entry.reason or "–",
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
            t("day"): _day(entry.at.date()),
            t(
                "alert"
            ): f"{'‼' if entry.verdict == 'page' else '·'} {_words(entry.verdict)}",
            t("monitor"): _monitor(entry),
            t("about"): _words(entry.figures.get("subject") or entry.subject),
            t("what was seen"): entry.reason or "–",
            t("cause"): _words(found.get("cause")),
            t("reaction"): _words(found.get("reaction")),
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
            t("monitor"): name,
            t("pages"): str(sum(e.verdict == "page" for e in of)),
            t("tickets"): str(sum(e.verdict != "page" for e in of)),
            t("last"): _day(max(e.at.date() for e in of)),
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
            t("day"): _day(day.day),
            t("stage"): stage(day),
            t("cases"): number(day.n),
            t("difference per 1,000"): _signed(day.effect),
            t("lies within"): _interval(day),
        }
        for day in test.days
    ]


def pair(test: ModelTest) -> str:
    """Return who is held against whom."""
    return t(
        "v{challenger} against v{champion}",
        challenger=test.challenger,
        champion=test.champion or "?",
    )


def stage(day: TestDay) -> str:
    """Return how far the challenger was let in on a day."""
    return _words(day.stage)


def verdict(test: ModelTest) -> str:
    """Return in a sentence what a challenger's evidence says."""
    if test.verdict:
        said = inside(t(DECISIONS.get(test.verdict, test.verdict)))
        return f"{t('Verdict: {decision}.', decision=said)} {test.reason}".strip()
    last = test.days[-1] if test.days else None
    if last is None or last.low is None or last.high is None:
        return t("Too few days yet.")
    if last.high < 0:
        return t("The challenger costs less.")
    if last.low > 0:
        return t("The challenger costs more.")
    return t("Open, the interval still holds 0.")


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
        t("month"): month,
        t("model"): _mean([d.cost_per_1000 for d in days]),
        t("plain rule"): _mean([d.rule_per_1000 for d in days]),
        t("doing nothing"): _mean([d.nothing_per_1000 for d in days]),
    }


def _mean(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return number(sum(known) / len(known), 0) if known else "–"


def _monitor(entry: Entry) -> str:
    named = entry.figures.get("monitor") or entry.subject.split(" ", 1)[0]
    return _words(named)


def _words(name: object) -> str:
    text = str(name or "–")
    return t(RECORDED[text]) if text in RECORDED else text.replace("_", " ")


def _latest(entries: Iterable[Entry], kind: str) -> list[Entry]:
    return [entry for entry in entries if entry.kind == kind][::-1]


def _interval(day: TestDay) -> str:
    if day.low is None or day.high is None:
        return t("too few days")
    return t("{low} to {high}", low=_signed(day.low), high=_signed(day.high))


def _signed(value: float | None) -> str:
    return "–" if value is None else signed(1000 * value, 1)


def _day(day: date | None) -> str:
    return "–" if day is None else told_day(day)
