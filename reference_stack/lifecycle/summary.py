"""A run on one screen, told from the ledger alone."""

from collections import Counter
from collections.abc import Iterable

from reference_stack.ledger import Entry
from reference_stack.lifecycle.status import saved
from reference_stack.settings import Settings
from reference_stack.values import Value

DECISIONS = ("promote", "keep", "roll_back", "retrain", "wait", "quarantine", "approve")


class Summary(Value):
    """What a run came to; counts of ledger entries by verdict."""

    months: int
    gates: dict[str, int]
    alerts: dict[str, int]
    decisions: dict[str, int]
    refusals: tuple[str, ...]
    releases: tuple[str, ...]


def summed(entries: Iterable[Entry]) -> Summary:
    """Count what the ledger holds."""
    kept = tuple(entries)
    by_kind = {
        kind: Counter(e.verdict for e in kept if e.kind == kind)
        for kind in ("gate", "alert", "decision")
    }
    watched = [e for e in kept if e.kind == "step" and e.subject.startswith("watch ")]
    refused = [e for e in kept if e.kind == "gate" and e.verdict == "refused"]
    releases = [e for e in kept if e.verdict in {"promote", "roll_back", "keep"}]
    return Summary(
        months=len(watched),
        gates=dict(by_kind["gate"]),
        alerts=dict(by_kind["alert"]),
        decisions=dict(by_kind["decision"]),
        refusals=tuple(f"{e.at:%Y-%m-%d} {e.subject}: {e.reason}" for e in refused),
        releases=tuple(
            f"{e.at:%Y-%m-%d} {e.subject}: {e.verdict.replace('_', ' ')}, {e.reason}"
            for e in releases
        ),
    )


def lines(summary: Summary, settings: Settings, most: int = 8) -> list[str]:
    """Return the screen, line by line."""
    return [
        f"Months watched: {summary.months}",
        f"Gates: {_counts(summary.gates, ('passed', 'refused'))}",
        f"Alerts: {_counts(summary.alerts, ('page', 'ticket'))}",
        f"Decisions: {_counts(summary.decisions, DECISIONS)}",
        *_costs(settings),
        *_listed("Releases", summary.releases, most),
        *_listed("Refused", summary.refusals, most),
        "Where to look:",
        f"  every decision   {settings.ledger}",
        f"  models and runs  mlflow ui --backend-store-uri sqlite:///{settings.tracking_db}",
        "  the service      reference-stack serve",
        "  one prediction   reference-stack trace REQUEST_ID",
        "  the same drawn   mlops-advisor app, page Stack",
    ]


def _costs(settings: Settings) -> list[str]:
    found = saved(settings.reports / "kpi.csv")
    if not found:
        return []
    nothing, rule = found["saving"], found["saving_on_rule"]
    return [
        f"Costs: {nothing:.1%} less than doing nothing, {rule:.1%} less than the rule"
    ]


def _counts(found: dict[str, int], order: tuple[str, ...]) -> str:
    parts = [f"{found[v]} {v.replace('_', ' ')}" for v in order if found.get(v)]
    return ", ".join(parts) or "none"


def _listed(title: str, rows: tuple[str, ...], most: int) -> list[str]:
    if not rows:
        return []
    more = len(rows) - most
    rest = [f"  and {more} more in the ledger"] if more > 0 else []
    return [f"{title}:", *(f"  {row}" for row in rows[:most]), *rest]
