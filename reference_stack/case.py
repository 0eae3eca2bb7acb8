"""The case: one folder that says what is predicted, from what, and when it is good.

    goal.yaml              objective, KPIs, costs, calendar, what a caller sends
    ingest/<source>.sql    a file of the source -> typed rows (`<source>.yaml`: contract)
    features/<table>.sql   rows of the sources -> features with the time they were known
    labels.sql             what really happened, and when that was known

No other code knows a column of the case: another case is another folder.
"""

import hashlib
from datetime import date
from pathlib import Path
from typing import Literal, Self, TypeVar

import yaml
from pydantic import Field, ValidationError, model_validator

from reference_stack.errors import CaseError
from reference_stack.values import Month, Value, month_start
from reference_stack.warehouse.queries import Query, query

T = TypeVar("T", bound=Value)


class Calendar(Value):
    """The months of the replay and the spans of training, holdout and labels."""

    bootstrap: Month
    serve_from: Month
    until: Month
    training_months: int = Field(ge=1)
    holdout_days: int = Field(ge=1)
    label_delay_hours: int = Field(ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.bootstrap < self.serve_from < self.until:
            raise ValueError("bootstrap, serve_from and until must follow each other")
        return self

    @property
    def first_day(self) -> date:
        """The first day of which there are data."""
        return month_start(self.bootstrap)


class RequestField(Value):
    """One field of a request; `feature: false` marks one that is only a key."""

    type: Literal["text", "number", "timestamp"]
    feature: bool = True
    nullable: bool = False
    min: float | None = None
    max: float | None = None
    longest: int = 40


class Key(Value):
    """A key that is the first characters of a field: the same rule in SQL and serving."""

    of: str
    first: int = Field(ge=1)


class Entity(Value):
    """What one prediction is about: a table, its id and when a prediction is made."""

    table: str
    id: str
    made_at: str


class Costs(Value):
    """What acting costs and what a missed case costs, per prediction."""

    action: float = Field(gt=0)
    missed: float = Field(gt=0)
    currency: str = "units"

    @property
    def threshold(self) -> float:
        """The probability from which acting is cheaper than not acting."""
        return self.action / self.missed


class Rule(Value):
    """The plain rule to be beaten: act when a feature is at least a value."""

    feature: str
    at_least: float
    text: str


class Kpi(Value):
    """A figure with a threshold; exactly one of `min` and `max`."""

    id: str
    text: str
    unit: str
    min: float | None = None
    max: float | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.min is None) == (self.max is None):
            raise ValueError("a KPI has a `min` or a `max`")
        return self

    def met(self, value: float) -> bool:
        """Tell whether a measured value is on the right side of the threshold."""
        above = self.min is None or value >= self.min
        return above and (self.max is None or value <= self.max)


class KeyResult(Value):
    """A result of the objective and the KPIs that show it."""

    text: str
    kpis: tuple[str, ...] = Field(min_length=1)


class Objective(Value):
    """An objective with its key results."""

    text: str
    key_results: tuple[KeyResult, ...] = Field(min_length=1)


class Retraining(Value):
    """When a new model may and must be trained."""

    every_months: int = Field(ge=1)
    cool_down_days: int = Field(ge=0)
    most_per_quarter: int = Field(ge=1)
    max_age_days: int = Field(ge=1)


class Release(Value):
    """How long the steps of a release last, and what the verdict may cost."""

    shadow_days: int = Field(ge=1)
    first_share: float = Field(gt=0, lt=1)
    first_share_days: int = Field(ge=1)
    full_share: float = Field(gt=0, le=0.5)
    most_days: int = Field(ge=1)
    error_rate: float = Field(gt=0, lt=1)
    margin: float = Field(ge=0)


class Acquisition(Value):
    """The answers to the questions of data acquisition, with their reasons."""

    in_lake: bool
    available: bool
    can_be_bought: bool
    worth_the_cost: bool
    reason: str


class FeatureRule(Value):
    """A column that must not become a feature, and why.

    `allowed_in` names feature tables that may read it all the same, each with a reason:
    the outcome of an earlier case may be known when a later one is predicted.
    """

    column: str
    reason: str
    allowed_in: dict[str, str] = Field(default_factory=dict)


class Goal(Value):
    """What the case wants and what it allows (`goal.yaml`)."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    problem: str
    question: str
    style: Literal["basic", "customer_facing", "regulated"]
    objective: Objective
    kpis: tuple[Kpi, ...] = Field(min_length=1)
    costs: Costs
    rule: Rule
    action_changes_outcome: bool
    calendar: Calendar
    entity: Entity
    request: dict[str, RequestField]
    keys: dict[str, Key]
    segments: tuple[str, ...]
    acquisition: Acquisition
    barred: tuple[FeatureRule, ...] = ()
    retraining: Retraining
    release: Release
    static_sources: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _closed(self) -> Self:
        ids = {kpi.id for kpi in self.kpis}
        for result in self.objective.key_results:
            if missing := set(result.kpis) - ids:
                raise ValueError(f"no KPI {sorted(missing)}; there are {sorted(ids)}")
        for name, key in self.keys.items():
            if key.of not in self.request:
                raise ValueError(f"key {name} is cut from {key.of}, which is not sent")
        features = {name for name, field in self.request.items() if field.feature}
        if missing := set(self.segments) - features:
            raise ValueError(f"segments {sorted(missing)} are not sent as features")
        return self

    def kpi(self, name: str) -> Kpi:
        """Return a KPI by its id.

        Raises:
            KeyError: The goal names no such KPI.
        """
        return {kpi.id: kpi for kpi in self.kpis}[name]


class Source(Value):
    """A source: how its files become rows, and the contract beside it."""

    name: str
    sql: Query
    contract: Path
    static: bool

    def file(self, month: Month) -> str:
        """Return the file that brings a month (the only one, for a static source)."""
        return f"{self.name}.parquet" if self.static else f"{self.name}-{month}.parquet"


class Case(Value):
    """A case as read from its folder."""

    folder: Path
    goal: Goal
    sources: tuple[Source, ...]
    tables: tuple[Query, ...]
    labels: Query
    digest: str

    @property
    def name(self) -> str:
        """The name under which models of the case are registered."""
        return self.goal.name


def load(folder: Path) -> Case:
    """Read a case.

    Raises:
        CaseError: A file is missing or says something that cannot be.
    """
    goal = read(folder / "goal.yaml", Goal)
    static = set(goal.static_sources)
    sources = tuple(
        Source(
            name=path.stem,
            sql=query(path),
            contract=path.with_suffix(".yaml"),
            static=path.stem in static,
        )
        for path in sorted((folder / "ingest").glob("*.sql"))
    )
    if not sources:
        raise CaseError(str(folder / "ingest"), "no source", "one SQL file per source")
    return Case(
        folder=folder,
        goal=goal,
        sources=sources,
        tables=tuple(query(p) for p in sorted((folder / "features").glob("*.sql"))),
        labels=query(folder / "labels.sql"),
        digest=_digest(folder),
    )


def read(path: Path, kind: type[T]) -> T:
    """Read a YAML file of the case into a value.

    Raises:
        CaseError: It is missing, not YAML, or does not fit.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return kind.model_validate(content)
    except OSError:
        raise CaseError(str(path), "no such file") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise CaseError(f"{path}{line}", "not YAML") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CaseError(f"{path} at {place or 'top'}", first["msg"]) from None


def _digest(folder: Path) -> str:
    files = sorted(p for p in folder.rglob("*") if p.suffix in {".yaml", ".sql"})
    total = hashlib.sha256()
    for path in files:
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        total.update(path.read_bytes() + b"\0")
    return total.hexdigest()
