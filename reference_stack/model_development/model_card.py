"""The model card: purpose, data, quality, limits, filled from the records of training."""

from collections.abc import Iterable, Sequence

from reference_stack.case import Case
from reference_stack.gate import Gate
from reference_stack.model_development.candidate import Candidate
from reference_stack.model_development.comparison import Comparison, Figures
from reference_stack.model_development.environment import Environment
from reference_stack.model_development.features import listed

MOST_SLICES = 40


def card(case: Case, candidate: Candidate, gate: Gate, environment: Environment) -> str:
    """Return the card of a candidate as Markdown."""
    parts = (
        _purpose(case, candidate, gate),
        _data(candidate),
        _quality(candidate.comparison),
        _calibration(candidate.comparison.candidate),
        _slices(candidate),
        _features(case, candidate),
        _limits(case, candidate),
        _making(candidate, environment),
    )
    return "\n\n".join(parts) + "\n"


def _purpose(case: Case, candidate: Candidate, gate: Gate) -> str:
    goal, task = case.goal, candidate.task
    act = goal.costs
    return "\n".join(
        (
            f"# Model card: {goal.title}, {task.month}",
            "",
            goal.problem.strip(),
            "",
            f"- Question: {goal.question}",
            f"- Release style: {goal.style}",
            f"- Made because: {task.cause}",
            f"- Gate: {gate.verdict}. {gate.reason}",
            f"- To be used so: act from a probability of {act.threshold:g} on; acting "
            f"costs {act.action:g} {act.currency}, a missed case {act.missed:g}.",
        )
    )


def _data(candidate: Candidate) -> str:
    table, span = candidate.task.table, candidate.task.table.span
    rate = table.rows["label"].mean()
    return "\n".join(
        (
            "## Data",
            "",
            f"- Predictions made from {span.since} to before {span.as_of}, with the "
            f"outcomes known on {span.as_of}: {len(table.rows)} rows, "
            f"{rate:.1%} with the outcome that is predicted.",
            f"- Trained on the {len(table.training)} rows before {span.holdout_from}; "
            f"proved on the {len(table.holdout)} rows after it, which no trial has seen.",
            f"- Digest of the rows: `{table.digest}`",
        )
    )


def _quality(comparison: Comparison) -> str:
    rows = [_figures("candidate", comparison.candidate)]
    if comparison.champion is not None:
        rows.append(_figures("champion", comparison.champion))
    rows.append(("plain rule", f"{comparison.cost_of_rule:.0f}", *["–"] * 5))
    rows.append(("doing nothing", f"{comparison.cost_of_nothing:.0f}", *["–"] * 5))
    names = ("Model", "Cost per 1,000", "Saving", "Average precision", "ROC AUC")
    against = [f"- Against the plain rule: {comparison.against_rule} per 1,000"]
    if comparison.against_champion is not None:
        against.append(
            f"- Against the champion: {comparison.against_champion} per 1,000"
        )
    return "\n".join(
        (
            "## Quality on the holdout",
            "",
            *_table((*names, "Brier score", "Calibration error"), rows),
            "",
            "Differences of cost with 95 % intervals over days; below zero the candidate "
            "is cheaper.",
            "",
            *against,
        )
    )


def _figures(name: str, of: Figures) -> tuple[str, ...]:
    return (
        name,
        f"{of.cost:.0f}",
        f"{of.saving:.1%}",
        f"{of.average_precision:.3f}",
        f"{of.roc_auc:.3f}",
        f"{of.brier:.4f}",
        f"{of.calibration.error:.3f}",
    )


def _calibration(of: Figures) -> str:
    rows = [
        (str(b.rows), f"{b.said:.1%}", f"{b.happened:.1%}") for b in of.calibration.bins
    ]
    return "\n".join(
        (
            "## What a probability means",
            "",
            f"Slope of log odds {of.calibration.slope}; below 1 it is over-confident.",
            "",
            *_table(("Rows", "Said", "Happened"), rows),
        )
    )


def _slices(candidate: Candidate) -> str:
    rows = [
        (
            group.name,
            str(group.rows),
            f"{group.label_rate:.1%}",
            f"{group.said:.1%}",
            f"{group.excess.estimate:+.1%} ({group.excess.low:+.1%} to "
            f"{group.excess.high:+.1%})",
        )
        for group in candidate.slices[:MOST_SLICES]
    ]
    parity = candidate.evidence.parity
    return "\n".join(
        (
            "## Groups",
            "",
            "Cost against doing nothing; below zero a group is better off with the model.",
            "",
            *_table(("Group", "Rows", "Happened", "Said", "Cost"), rows),
            "",
            f"{parity.judged} groups were large enough to be judged, "
            f"{parity.not_judged} were not.",
        )
    )


def _features(case: Case, candidate: Candidate) -> str:
    described = {f.name: f for f in listed(case, candidate.task.table.features)}
    rows = [
        (
            each.name,
            f"{each.adds.estimate:.5f}",
            f"{each.missing:.1%}",
            ", ".join(each.marks) or "–",
            described[each.name].source,
            described[each.name].meaning,
        )
        for each in candidate.review
    ]
    names = ("Feature", "Adds (Brier)", "Missing", "Marks", "From", "Meaning")
    return "\n".join(("## Features, strongest first", "", *_table(names, rows)))


def _limits(case: Case, candidate: Candidate) -> str:
    worst = max(candidate.slices, key=lambda group: group.excess.estimate)
    effect = (
        "Acting changes the outcome: labels after a release are no longer those of a "
        "world without the model."
        if case.goal.action_changes_outcome
        else "Acting does not change the outcome: labels stay comparable after a release."
    )
    barred = [f"- Never a feature: {b.column} ({b.reason})" for b in case.goal.barred]
    return "\n".join(
        (
            "## Limits",
            "",
            "- Entities whose outcome was not known in time were not learned from.",
            f"- The group with the least benefit is {worst.name}: cost "
            f"{worst.excess.estimate:+.1%} against doing nothing.",
            f"- {effect}",
            "- A feature that adds much is not a cause: the model shows what goes with "
            "what.",
            *barred,
        )
    )


def _making(candidate: Candidate, environment: Environment) -> str:
    chosen = candidate.parameters.model_dump()
    settings = ", ".join(f"{name} {value:g}" for name, value in chosen.items())
    return "\n".join(
        (
            "## How it was made",
            "",
            f"- Parameters, best of {len(candidate.search.trials)} trials: {settings}",
            f"- Seed: {candidate.task.seed}",
            f"- Code: `{environment.code}`, pipeline {environment.pipeline}",
            f"- Environment: Python {environment.python}, `{environment.digest}`",
            f"- ONNX graph: differs from the pipeline by at most "
            f"{candidate.exported.difference:.1e}",
        )
    )


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]
    lines += [f"| {' | '.join(cell or '–' for cell in row)} |" for row in rows]
    return lines
