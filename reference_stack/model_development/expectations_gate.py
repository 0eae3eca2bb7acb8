"""The gate: does the candidate meet expectations, and beat the champion beyond noise?

Pure: figures and the goal in, a gate out. A "no" leads back as in the life cycle: to
another candidate, to other data when tuning has nothing left to give, or out when the
features hold nothing about the outcome.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from reference_stack.case import Case, Goal, read
from reference_stack.gate import Back, Gate
from reference_stack.model_development.comparison import Comparison
from reference_stack.model_development.parity import Parity
from reference_stack.model_development.resampling import Interval
from reference_stack.values import Figure, Value

QUESTION = "Does the model meet expectations, and beat the champion by more than noise?"
ID = "expectations"
OWN = Path(__file__).with_name("expectations.yaml")
MEASURED_HERE = ("saving", "saving_on_rule", "ranking", "parity")


class Expectations(Value):
    """Limits that hold for every candidate, whatever the goal."""

    least_rows: int
    least_slope: float
    largest_difference: float
    least_gain: float
    least_roc_auc: float
    tolerated_loss: float


class Evidence(Value):
    """What is known of a candidate when the gate is asked.

    `difference` is that between pipeline and ONNX graph; `gain` is by which share the
    best trial of the search beat the worst.
    """

    comparison: Comparison
    parity: Parity
    difference: float
    gain: float

    def figures(self) -> dict[str, float]:
        """Return the figures that KPIs of a goal may name."""
        return {**self.comparison.candidate.numbers(), "parity": self.parity.worst}


class Check(Value):
    """One thing asked of the candidate; `saying` tells what was found."""

    id: str
    passed: bool
    saying: str


def expectations(case: Case) -> Expectations:
    """Return the limits: the case's own (`expectations.yaml`) or those of this room.

    Raises:
        CaseError: The file does not fit.
    """
    path = case.folder / "expectations.yaml"
    return read(path if path.exists() else OWN, Expectations)


def asked(evidence: Evidence, goal: Goal, limits: Expectations) -> Gate:
    """Answer the gate's question; every check is made, and each refusal is named."""
    checks = (
        *_kpis(evidence, goal),
        *_comparisons(evidence.comparison),
        *_soundness(evidence, limits),
    )
    failed = [check for check in checks if not check.passed]
    return Gate(
        id=ID,
        phase="model_development",
        question=QUESTION,
        passed=not failed,
        reason="; ".join(check.saying for check in failed or _why(checks)),
        figures=_figures(evidence, checks),
        otherwise=_way_back(evidence, limits, failed) if failed else None,
    )


def _why(checks: Sequence[Check]) -> list[Check]:
    """Return what speaks for a candidate that passed: its savings."""
    return [c for c in checks if c.id == "saving" or c.id.startswith("beats_")]


def _kpis(evidence: Evidence, goal: Goal) -> Iterator[Check]:
    """Yield a check for each KPI that can be measured before a release."""
    figures = evidence.figures()
    for kpi in goal.kpis:
        if kpi.id in MEASURED_HERE:
            bound = (
                f"at least {kpi.min:g}" if kpi.max is None else f"at most {kpi.max:g}"
            )
            of = f" ({evidence.parity.group})" if kpi.id == "parity" else ""
            yield Check(
                id=kpi.id,
                passed=kpi.met(figures[kpi.id]),
                saying=f"{kpi.text} is {figures[kpi.id]:.3g}{of}, wanted {bound}",
            )


def _comparisons(comparison: Comparison) -> Iterator[Check]:
    yield _cheaper("rule", comparison.against_rule)
    if comparison.against_champion is not None:
        yield _cheaper("champion", comparison.against_champion)


def _cheaper(other: str, difference: Interval) -> Check:
    return Check(
        id=f"beats_{other}",
        passed=difference.high < 0,
        saying=f"cost per 1,000 against the {other}: {difference}, wanted below 0 throughout",
    )


def _soundness(evidence: Evidence, limits: Expectations) -> Iterator[Check]:
    slope = evidence.comparison.candidate.calibration.slope
    yield Check(
        id="confidence",
        passed=slope.high >= limits.least_slope,
        saying=f"slope of log odds {slope}, over-confident below {limits.least_slope:g}",
    )
    yield Check(
        id="same_answers",
        passed=evidence.difference <= limits.largest_difference,
        saying=f"the ONNX graph differs by {evidence.difference:.2g}, "
        f"wanted at most {limits.largest_difference:g}",
    )


def _way_back(
    evidence: Evidence, limits: Expectations, failed: Sequence[Check]
) -> Back:
    """Follow the decisions "can it improve?" and "are external data needed?"."""
    if evidence.comparison.candidate.roc_auc < limits.least_roc_auc:
        return "no_ml"
    short = {check.id for check in failed} & {*MEASURED_HERE, "beats_rule"} - {"parity"}
    if short and evidence.gain < limits.least_gain:
        return "data_acquisition"
    return "model_development"


def _figures(evidence: Evidence, checks: Sequence[Check]) -> dict[str, Figure]:
    comparison = evidence.comparison
    found: dict[str, Figure] = {
        "rows": comparison.rows,
        "label_rate": comparison.label_rate,
        "cost_of_nothing": comparison.cost_of_nothing,
        "cost_of_rule": comparison.cost_of_rule,
        "difference": evidence.difference,
        "against_rule": comparison.against_rule.estimate,
        "against_rule_high": comparison.against_rule.high,
    }
    if comparison.champion and comparison.against_champion:
        found["cost_of_champion"] = comparison.champion.cost
        found["against_champion"] = comparison.against_champion.estimate
        found["against_champion_high"] = comparison.against_champion.high
    found["failed"] = ", ".join(c.id for c in checks if not c.passed)
    return {**found, **evidence.figures()}
