"""The faults of the drills: what breaks, from which day, and who should notice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from reference_stack.features import FeatureSet
from reference_stack.lifecycle.drill_streams import Stream, World
from reference_stack.model_monitoring import dependencies, staleness

MAX_AGE = 120


@dataclass(frozen=True)
class Break:
    """Where a fault begins, what it may touch and its source of chance."""

    first: date
    world: World
    random: Generator

    @property
    def features(self) -> FeatureSet:
        """The features of the case."""
        return self.world.features

    def rows(self, stream: Stream) -> NDArray[np.bool_]:
        """Return which served rows the fault reaches."""
        return np.asarray(stream.served["day"] >= self.first)

    def since(self, stream: Stream) -> "pd.Series[int]":
        """Return for each row how many days the fault has lasted, from 1."""
        return stream.served["day"].map(lambda day: (day - self.first).days + 1)

    def number(self, stream: Stream) -> str:
        """Return a number feature that varies within a day, by chance."""
        last = stream.served[stream.served["day"] == stream.days[0]]
        moving = [
            n
            for n in self.features.numbers
            if last[n].value_counts(normalize=True, dropna=False).max() < 0.5  # noqa: PLR2004
        ]
        return str(self.random.choice(moving or list(self.features.numbers)))


Inject = Callable[[Stream, Break], None]


@dataclass(frozen=True)
class Fault:
    """A fault, how fast it must be found, and the monitors that should find it."""

    name: str
    text: str
    within_days: int
    monitors: tuple[str, ...]
    inject: Inject


def _both(
    stream: Stream, name: str, rows: NDArray[np.bool_], values: "float | pd.Series[Any]"
) -> None:
    stream.served.loc[rows, name] = values
    stream.again.loc[rows, name] = values


def schema_change(stream: Stream, at: Break) -> None:
    """The source writes a text in another way."""
    name = at.features.texts[0]
    rows = at.rows(stream)
    _both(stream, name, rows, stream.served.loc[rows, name] + "_new")


def broken_feature(stream: Stream, at: Break) -> None:
    """The job of a feature writes the same value into every row."""
    name = at.number(stream)
    _both(stream, name, at.rows(stream), float(stream.served[name].median()))


def latency_jump(stream: Stream, at: Break) -> None:
    """Every prediction takes two and a half times as long."""
    stream.served.loc[at.rows(stream), ["wall_ms", "cpu_ms"]] *= 2.5


def slow_leak(stream: Stream, at: Break) -> None:
    """Memory grows by 3 % a day, time by 2 %."""
    age = np.maximum(at.since(stream).to_numpy(dtype=float), 0)
    stream.served["rss_mb"] *= 1.03**age
    stream.served["wall_ms"] *= 1.02**age


def skewed_feature(stream: Stream, at: Break) -> None:
    """Serving makes a feature 2 % larger than training, in a third of the rows."""
    third = at.rows(stream) & (at.random.random(len(stream.served)) < 1 / 3)
    name = at.number(stream)
    larger = (stream.served.loc[third, name] * 1.02).astype("float32")
    stream.served.loc[third, name] = larger


def overflow(stream: Stream, at: Break) -> None:
    """A feature overflows in one row of a hundred, whose answer is no number."""
    some = at.rows(stream) & (at.random.random(len(stream.served)) < 0.01)  # noqa: PLR2004
    _both(stream, at.number(stream), some, float(np.inf))
    stream.served.loc[some, "probability"] = np.nan


def stale_model(stream: Stream, at: Break) -> None:
    """The model passes its greatest age."""
    registered = at.first - timedelta(days=MAX_AGE + 1)
    ages = staleness.Ages(
        version="1", registered=registered, trained_until=registered, served_version="1"
    )
    for day in stream.days:
        stream.states += staleness.states(day, ages, MAX_AGE)


def concept_drift(stream: Stream, at: Break) -> None:
    """What happens has nothing to do any more with what the model knows."""
    rows = stream.served[at.rows(stream)]
    mixed = rows.groupby("day")["label"].transform(
        lambda labels: at.random.permutation(labels.to_numpy())
    )
    stream.served.loc[mixed.index, "label"] = mixed


def version_change(stream: Stream, at: Break) -> None:
    """A package and the schema of a source change."""
    before = {"installed packages": "a" * 64, "schema of source": "b" * 64}
    now = {"installed packages": "c" * 64, "schema of source": "d" * 64}
    for day in stream.days:
        found = now if day >= at.first else before
        stream.states += dependencies.states(day, before, found)


def duplicate_batch(stream: Stream, at: Break) -> None:
    """One row of ten arrives twice."""
    some = at.rows(stream) & (at.random.random(len(stream.served)) < 0.1)  # noqa: PLR2004
    both = [stream.served, stream.served[some]]
    stream.served = pd.concat(both, ignore_index=True)


def late_batch(stream: Stream, at: Break) -> None:
    """The tables of features stay as they were."""
    late = stream.supply["day"] >= at.first
    age = stream.supply["day"].map(lambda day: (day - at.first).days + 1)
    stream.supply.loc[late, "hours"] += 24.0 * age[late]


def correlation_only(stream: Stream, at: Break) -> None:
    """Two features that go together come apart; each alone stays as it was."""
    sample = at.world.trained.sample
    ranks = pd.DataFrame(sample.values, columns=list(sample.features)).rank()
    related = ranks.corr().fillna(0.0).abs().to_numpy().copy()
    np.fill_diagonal(related, 0.0)
    place = int(np.unravel_index(related.argmax(), related.shape)[0])
    name = sample.features[place]
    rows = stream.served[at.rows(stream)]
    mixed = rows.groupby("day")[name].transform(
        lambda values: at.random.permutation(values.to_numpy())
    )
    stream.served.loc[mixed.index, name] = mixed
    stream.again.loc[mixed.index, name] = mixed


SHARP, SLOW = 1, 7
FAULTS: tuple[Fault, ...] = (
    Fault("schema_change", "a text is written otherwise", SHARP, ("schema",), schema_change),
    Fault("broken_feature", "a feature stands still", SHARP,
          ("feature_generation", "drift"), broken_feature),
    Fault("latency_jump", "2.5 times as slow", SHARP, ("performance",), latency_jump),
    Fault("slow_leak", "memory +3 %, time +2 % a day", SLOW, ("performance",), slow_leak),
    Fault("skewed_feature", "served 2 % larger in a third of rows", SHARP,
          ("skew",), skewed_feature),
    Fault("overflow", "infinite in 1 % of rows", SHARP, ("stability",), overflow),
    Fault("stale_model", "older than allowed", SHARP, ("staleness",), stale_model),
    Fault("concept_drift", "outcomes unrelated to the model", SLOW,
          ("quality", "kpi"), concept_drift),
    Fault("version_change", "package and source schema change", SHARP,
          ("dependencies",), version_change),
    Fault("duplicate_batch", "10 % of rows twice", SHARP,
          ("feature_generation",), duplicate_batch),
    Fault("late_batch", "feature tables stand still", SHARP,
          ("feature_generation",), late_batch),
    Fault("correlation_only", "two features come apart", SLOW,
          ("drift_together",), correlation_only),
)  # fmt: skip
