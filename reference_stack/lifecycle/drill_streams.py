"""Streams for drills: real days in another order, with rows drawn again by a seed.

Half of the bootstrap's days are the reference of the monitors; the other half are drawn
from, each as a whole and with its rows drawn with replacement. So nothing is wrong with a
stream but what a drill puts into it, and the reference is as far off as chance makes it.
Probabilities come from models that have not seen the day. Times and memory of the service
are drawn (they have an hourly season and a day effect), as no service runs in a drill.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from numpy.random import Generator, default_rng

from reference_stack import features
from reference_stack.case import Case, Goal
from reference_stack.data_acquisition.phase import acquire
from reference_stack.errors import BatchError
from reference_stack.features import FeatureSet
from reference_stack.model_development.pipeline import Parameters, fitted
from reference_stack.model_monitoring import bins as binning
from reference_stack.model_monitoring import collection, skew
from reference_stack.model_monitoring.bins import Daily
from reference_stack.model_monitoring.collection import dated
from reference_stack.model_monitoring.dependence import Trained
from reference_stack.model_monitoring.evidence import Evidence, Reference, State
from reference_stack.model_monitoring.policy import Policy
from reference_stack.stack import Stack
from reference_stack.values import months
from reference_stack.warehouse import Connection, opened

START = date(2014, 1, 1)
ITERATIONS = 40
FRESH_HOURS = 3.0
DAY_SPREAD = 0.03


@dataclass(frozen=True)
class World:
    """What streams are drawn from and judged by; `pool` has one frame per real day."""

    goal: Goal
    features: FeatureSet
    pool: tuple[pd.DataFrame, ...]
    reference: Reference
    trained: Trained


@dataclass
class Stream:
    """A drawn stream, open to faults.

    `served` has the features as served and the columns of the prediction log, `again` the
    features as training would get them, `supply` the state of the feature tables.
    """

    days: tuple[date, ...]
    served: pd.DataFrame
    again: pd.DataFrame
    supply: pd.DataFrame
    states: list[State]


def world(stack: Stack, policy: Policy) -> World:
    """Return the world of a case, made from its bootstrap months.

    Raises:
        BatchError: The data of a bootstrap month are refused.
    """
    home = stack.settings.home / "drills"
    own = Stack.open(stack.settings.model_copy(update={"home": home}))
    calendar = own.case.goal.calendar
    for month in months(calendar.bootstrap, calendar.serve_from):
        gate = acquire(own, month)
        if not gate.passed:
            raise BatchError(month, gate.reason)
    since = datetime.combine(calendar.first_day, time())
    until = datetime.fromisoformat(f"{calendar.serve_from}-01")
    with own.warehouse() as con:
        found = features.described(con, own.case)
        rows = features.rows(con, own.case, since, until)
        labels = con.execute("SELECT entity_id, label FROM labels").df()
    rows = dated(rows.merge(labels, on="entity_id", how="left"))
    rows["probability"] = _out_of_fold(rows, found, own.settings.seed)
    return of_rows(own.case, found, rows, policy)


def _out_of_fold(rows: pd.DataFrame, found: FeatureSet, seed: int) -> pd.Series:
    """Return the probability of each row from a model of the other weeks."""
    week = rows["day"].map(lambda day: day.toordinal() // 7 % 2)
    result = pd.Series(np.nan, index=rows.index)
    for fold in (0, 1):
        learning = rows[(week != fold) & rows["label"].notna()]
        model = fitted(found, Parameters(iterations=ITERATIONS), seed, learning)
        asked = rows.loc[week == fold, list(found.names)]
        result[week == fold] = model.predict_proba(asked)[:, 1]
    return result


def of_rows(
    case: Case, found: FeatureSet, rows: pd.DataFrame, policy: Policy, seed: int = 1
) -> World:
    """Return the world of scored rows.

    Columns: `entity_id`, `made_at`, `day`, the features, `label`, `probability`.
    """
    days = sorted(set(rows["day"]))
    chosen = set(default_rng(seed).permutation(len(days))[: len(days) // 2].tolist())
    kept = {day for i, day in enumerate(days) if i in chosen}
    rows = rows.assign(rule=_rule(case, rows))
    reference = rows[rows["day"].isin(kept)]
    with _scratch() as con:
        con.register("training", reference)
        con.execute(
            "CREATE TABLE trained AS SELECT * REPLACE (day::DATE AS day) FROM training"
        )
        bins = binning.learn(con, "trained", found.texts, found.numbers)
        daily = binning.count(con, "trained", bins)
        sample = collection.sample(con, "trained", found.numbers)
        holdout = reference[reference["day"].isin(sorted(kept)[-14:])]
        _put_served(con, _logged(holdout, default_rng(seed)))
        cohorts = collection.cohorts(con, case.goal)
    trained = Trained(sample, policy.together_days)
    made = Reference(
        bins=bins,
        daily=daily,
        supply=_supply(tuple(sorted(kept))),
        together=collection.areas(trained.own_areas()),
        cohorts=cohorts,
    )
    pool = tuple(part for day, part in rows.groupby("day") if day not in kept)
    return World(case.goal, found, pool, made, trained)


def _rule(case: Case, rows: pd.DataFrame) -> pd.Series:
    return rows[case.goal.rule.feature] >= case.goal.rule.at_least


def drawn(world: World, days: int, seed: int) -> Stream:
    """Return an undisturbed stream of some days."""
    random = default_rng([seed, 7])
    dates = tuple(START + timedelta(days=n) for n in range(days))
    parts = [_day(world, day, random) for day in dates]
    served = _logged(pd.concat(parts, ignore_index=True), random)
    names = ["entity_id", "day", *world.features.names]
    return Stream(dates, served, served[names].copy(), _supply(dates), [])


def _day(world: World, day: date, random: Generator) -> pd.DataFrame:
    alike = [p for p in world.pool if p["day"].iloc[0].weekday() == day.weekday()]
    choices = alike or world.pool
    part = choices[int(random.integers(len(choices)))]
    rows = part.iloc[np.sort(random.integers(len(part), size=len(part)))]
    clock = rows["made_at"] - rows["made_at"].dt.normalize()
    return rows.assign(
        day=day,
        made_at=pd.Timestamp(day) + clock,
        entity_id=[f"{day}-{n}" for n in range(len(rows))],
    )


def _logged(rows: pd.DataFrame, random: Generator) -> pd.DataFrame:
    """Add what a service writes beside features and probability."""
    _, place = np.unique(rows["day"].to_numpy(), return_inverse=True)
    effect = np.exp(random.normal(0, DAY_SPREAD, place.max() + 1))[place]
    hour = rows["made_at"].dt.hour.to_numpy()
    season = 1 + 0.3 * np.sin(hour / 24 * 2 * np.pi)
    n = len(rows)
    return rows.assign(
        arm="champion",
        status="ok",
        wall_ms=2 * effect * season * random.gamma(8, 1 / 8, n),
        cpu_ms=effect * season * random.gamma(8, 1 / 8, n),
        rss_mb=200 * effect**0.2 + random.normal(0, 1, n),
    )


def _supply(days: tuple[date, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {"day": days, "source": "tables", "hit": 1.0, "hours": FRESH_HOURS}
    )


def evidence(world: World, stream: Stream) -> Evidence:
    """Return what monitors see of a stream, by the same counting as in the warehouse."""
    with _scratch() as con:
        _put_served(con, stream.served)
        counted: Daily = binning.count(con, "served", world.reference.bins)
        sample = collection.sample(con, "served", world.features.numbers)
        outputs, service = collection.outputs(con), collection.service(con)
        cohorts = collection.cohorts(con, world.goal)
    return Evidence(
        days=stream.days,
        daily=counted.of(stream.days),
        outputs=outputs,
        service=service,
        cohorts=cohorts,
        skew=skew.differences(
            stream.served.drop_duplicates("entity_id"),
            stream.again.drop_duplicates("entity_id"),
        ),
        supply=stream.supply,
        probes=pd.DataFrame(columns=["day", "flipped", "jump", "lost"]),
        together=collection.areas(world.trained.areas(sample)),
        states=tuple(stream.states),
    )


def _put_served(con: Connection, rows: pd.DataFrame) -> None:
    con.register("fresh", rows)
    con.execute(
        "CREATE OR REPLACE TABLE served AS SELECT * REPLACE (day::DATE AS day) FROM fresh"
    )
    con.execute(
        "CREATE OR REPLACE TABLE labels AS SELECT entity_id, label, "
        "made_at + INTERVAL 30 HOUR AS known_at FROM fresh WHERE isfinite(label)"
    )
    con.unregister("fresh")


@contextmanager
def _scratch() -> Iterator[Connection]:
    """Open a warehouse that is gone when the block ends."""
    with (
        TemporaryDirectory(prefix="drill-") as folder,
        opened(Path(folder) / "scratch.duckdb") as con,
    ):
        yield con
