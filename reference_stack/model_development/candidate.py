"""All that is known of one candidate; what the gate, the card and the record draw on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sklearn.pipeline import Pipeline

from reference_stack.case import Case
from reference_stack.model_development.comparison import (
    Comparison,
    compared,
    holdout,
)
from reference_stack.model_development.expectations_gate import (
    Evidence,
    Expectations,
)
from reference_stack.model_development.feature_review import Reviewed, reviewed
from reference_stack.model_development.feature_table import FeatureTable
from reference_stack.model_development.onnx_export import Exported, exported
from reference_stack.model_development.parity import parity
from reference_stack.model_development.pipeline import Parameters, fitted
from reference_stack.model_development.search import Search, searched, space
from reference_stack.model_development.slices import Slice, slices
from reference_stack.scorer import Scorer
from reference_stack.tracking import ModelFacts, Package
from reference_stack.values import Month

THREADS = 2


@dataclass(frozen=True)
class Task:
    """Why, when and from what a candidate is made; `at` is the clock of the run."""

    month: Month
    cause: str
    at: datetime
    seed: int
    table: FeatureTable


@dataclass(frozen=True)
class Candidate:
    """A trained candidate with everything measured about it."""

    task: Task
    search: Search
    pipeline: Pipeline
    exported: Exported
    comparison: Comparison
    slices: tuple[Slice, ...]
    evidence: Evidence
    review: tuple[Reviewed, ...]

    @property
    def parameters(self) -> Parameters:
        """The parameters that the search chose."""
        return self.search.best.parameters


def searched_for(case: Case, task: Task) -> Search:
    """Search on days before the holdout; the last of them score the trials."""
    table = task.table
    inner = inner_split(table, case.goal.calendar.holdout_days)
    later = table.between(inner, table.span.holdout_from)
    return searched(table.features, table.before(inner), later, space(case), task.seed)


def inner_split(table: FeatureTable, days: int) -> date:
    """Return the day from which trials are scored: as many days as the holdout has."""
    return table.span.holdout_from - timedelta(days=days)


def made(
    case: Case,
    task: Task,
    search: Search,
    champion: Package | None,
    limits: Expectations,
) -> Candidate:
    """Train the candidate, compare it on the holdout and review its features."""
    table, goal, seed = task.table, case.goal, task.seed
    pipeline = fitted(table.features, search.best.parameters, seed, table.training)
    export = exported(pipeline, table.features, table.holdout)
    held = holdout(table.holdout, goal.costs, goal.rule, seed)
    said = {"candidate": export.probability.astype("float64")}
    if champion is not None:
        said["champion"] = scorer(champion).score_frame(held.rows).astype("float64")
    comparison = compared(held, said)
    groups = slices(held, said, goal.segments)
    return Candidate(
        task=task,
        search=search,
        pipeline=pipeline,
        exported=export,
        comparison=comparison,
        slices=groups,
        evidence=Evidence(
            comparison=comparison,
            parity=parity(groups, limits.least_rows),
            difference=export.difference,
            gain=search.gain,
        ),
        review=reviewed(
            Scorer(export.onnx, table.features.texts, table.features.numbers, THREADS),
            table.features,
            table.training,
            table.holdout,
            seed,
        ),
    )


def scorer(package: Package) -> Scorer:
    """Return a scorer of a registered model."""
    facts: ModelFacts = package.facts
    return Scorer(package.onnx, facts.texts, facts.numbers, THREADS)
