"""A small home folder of a run of the reference stack, with files as a run writes them."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

Told = tuple[str, str, str, str, Mapping[str, str]]
"""Kind, phase, subject, verdict, and what the entry says more."""

BEFORE = datetime(2013, 4, 1)
APART = timedelta(days=20)
ALL: tuple[Told, ...] = (
    ("gate", "business_understanding", "ml_can_help flights", "passed", {}),
    ("step", "model_deployment", "serve 2013-05-01", "done", {"champion": "1"}),
    ("alert", "model_monitoring", "quality ranking", "ticket", {"monitor": "quality"}),
    ("alert", "model_monitoring", "schema weather", "page", {"monitor": "schema"}),
    ("decision", "data_acquisition", "batch weather 2013-06", "quarantine", {}),
    ("decision", "model_deployment", "release v2", "promote", {"version": "2"}),
    (
        *("gate", "model_development", "expectations 2013-08", "refused"),
        {"question": "Does the model meet expectations?", "otherwise": "no_ml"},
    ),
    ("step", "model_deployment", "serve 2013-09-02", "done", {"champion": "2"}),
    ("step", "model_deployment", "serve 2013-09-03", "done", {"champion": "2"}),
)


def left(home: Path, **files: str) -> Path:
    """Write what a run left, some files with other texts, and return the folder."""
    usual = {
        "ledger.jsonl": lines(),
        "status.json": status(),
        "reports/goal.json": _goal(),
        "reports/ab/3.json": model_test(),
        "reports/kpi.csv": _kpi(),
    }
    for name, text in (usual | files).items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return home


def lines(entries: Iterable[Told] = ALL) -> str:
    """Return a ledger; gates and alerts rest on figures, the others on inputs."""
    told = [
        line(number, kind, phase, subject, verdict, figures=more, inputs={})
        if kind in {"gate", "alert"}
        else line(number, kind, phase, subject, verdict, figures={}, inputs=more)
        for number, (kind, phase, subject, verdict, more) in enumerate(entries, 1)
    ]
    return "".join(f"{each}\n" for each in told)


def line(
    number: int, kind: str, phase: str, subject: str, verdict: str, **more: object
) -> str:
    """Return a line of the ledger; the lines are 20 days apart."""
    usual = {
        "at": (BEFORE + number * APART).isoformat(),
        "kind": kind,
        "phase": phase,
        "subject": subject,
        "verdict": verdict,
        "reason": f"because of {number}",
        "number": number,
    }
    return json.dumps(usual | more)


def status(**changes: object) -> str:
    """Return the status of a run that is half done."""
    usual = {
        "month": "2013-09",
        "day": "2013-09-03",
        "phase": "serve",
        "done": 2,
        "of": 4,
        "kpi": {"saving": 0.12},
        "champion": "2",
        "challenger": "3",
        "stage": "split",
        "alerts": 2,
        "gates_passed": 1,
        "gates_refused": 1,
    }
    return json.dumps(usual | changes)


def model_test(verdict: str | None = None, reason: str = "") -> str:
    """Return three days of evidence of which the last shows a cheaper challenger."""
    days: list[dict[str, object]] = [
        {"effect": 0.01, "low": None, "high": None, "stage": "shadow"},
        {"effect": -0.01, "low": -0.05, "high": 0.03, "stage": "split"},
        {"effect": -0.02, "low": -0.03, "high": -0.01, "stage": "split"},
    ]
    dated = [{"day": f"2013-07-{10 + n}", "n": 900, **d} for n, d in enumerate(days)]
    test = {"challenger": "3", "champion": "1", "days": dated}
    return json.dumps(test | {"verdict": verdict, "reason": reason})


def _goal() -> str:
    goal = {
        "schema_version": 1,
        "title": "Late arrivals",
        "question": "Will this flight be late?",
        "objective": "Spend less on late arrivals.",
        "style": "customer_facing",
        "steps": ["expectations", "shadow", "split", "verdict"],
        "kpis": [
            {
                "id": "saving",
                "text": "cost saved",
                "unit": "share",
                "bound": "at least 0.08",
            }
        ],
    }
    return json.dumps(goal)


def _kpi() -> str:
    """Forty days from 1 April on; the costs rise by 1 a day."""
    days = [
        f"{date(2013, 4, 1) + timedelta(days=n)},{700 + n},{900 + n},{800 + n}"
        for n in range(40)
    ]
    head = "day,cost_per_1000,nothing_per_1000,rule_per_1000"
    return "\n".join([head, *days, ""])
