"""The evidence of a month, gathered from the warehouse into sums per day.

Only the days of the month are read from rows; earlier days come from what was kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

import pandas as pd

from reference_stack import features
from reference_stack.case import Case
from reference_stack.model_monitoring import bins as binning
from reference_stack.model_monitoring import (
    collection,
    dependencies,
    skew,
    staleness,
    store,
)
from reference_stack.model_monitoring.bins import Bins
from reference_stack.model_monitoring.collection import label_lag
from reference_stack.model_monitoring.dependence import Trained
from reference_stack.model_monitoring.evidence import Evidence, Reference, State
from reference_stack.model_monitoring.policy import Policy
from reference_stack.model_monitoring.stability import probed
from reference_stack.scorer import Scorer
from reference_stack.tracking.facts import ModelFacts, Package
from reference_stack.warehouse import Connection

PROBED = 200
KEPT = ("service", "outputs", "cohorts", "skew", "supply", "together", "probes")


@dataclass(frozen=True)
class Segment:
    """Days on which one version answered as the champion, within the watched month."""

    version: str
    first: date
    days: tuple[date, ...]


@dataclass(frozen=True)
class Gatherer:
    """Gathers for one model version."""

    con: Connection
    case: Case
    package: Package
    policy: Policy

    @property
    def facts(self) -> ModelFacts:
        """The facts of the version."""
        return self.package.facts

    def scorer(self) -> Scorer:
        """Return the model, ready to score."""
        return Scorer(self.package.onnx, self.facts.texts, self.facts.numbers)

    @cached_property
    def trained(self) -> Trained:
        """How features move together in the training rows that were kept."""
        name = f"training_sample_{self.facts.version}"
        rows = collection.sample(self.con, name, self.facts.numbers)
        return Trained(rows, self.policy.together_days)

    def reference(self) -> Reference:
        """Return the reference of the version, learnt when it is first watched."""
        version = self.facts.version
        known = store.bins_of(self.con, version) or self._learn()
        return Reference(
            bins=known,
            daily=store.counts_of(self.con, version, "training", known),
            supply=store.kept(self.con, "trained_supply", version),
            together=store.kept(self.con, "trained_together", version),
            cohorts=store.kept(self.con, "trained_cohorts", version),
        )

    def _open_training(self) -> None:
        """Read the training rows, and keep a sample of each day for the months to come."""
        since = midnight(self.facts.trained_from)
        until = midnight(self.facts.trained_until)
        self._put("training", features.rows(self.con, self.case, since, until))
        self.con.execute(
            f"CREATE OR REPLACE TABLE training_sample_{self.facts.version} AS "
            "SELECT * FROM training QUALIFY row_number() OVER (PARTITION BY day "
            f"ORDER BY hash(entity_id), entity_id) <= {collection.ROWS_PER_DAY}"
        )

    def _put(self, name: str, rows: pd.DataFrame, also: str = "") -> None:
        self.con.register("fresh", rows)
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT *{also} FROM fresh"
        )
        self.con.unregister("fresh")

    def _learn(self) -> Bins:
        self._open_training()
        version, con = self.facts.version, self.con
        learnt = binning.learn(con, "training", self.facts.texts, self.facts.numbers)
        store.keep_counts(
            con, version, "training", binning.count(con, "training", learnt)
        )
        own = collection.areas(self.trained.own_areas())
        store.keep(con, "trained_together", version, own)
        span = (self.facts.trained_from, self.facts.trained_until)
        store.keep(con, "trained_supply", version, supply(con, self.case, span))
        store.keep(con, "trained_cohorts", version, self._holdout())
        store.keep_bins(con, version, learnt)
        return learnt

    def _holdout(self) -> pd.DataFrame:
        """Return the outcomes of the last days before service, as the model scores them."""
        first = self.facts.trained_until - timedelta(
            days=self.case.goal.calendar.holdout_days
        )
        rows = self.con.execute("SELECT * FROM training WHERE day >= ?", [first]).df()
        rows["probability"] = self.scorer().score_frame(rows)
        also = f", 'champion' AS arm, 'ok' AS status, {rule(self.case)} AS rule"
        self._put("served", rows, also)
        return collection.cohorts(self.con, self.case.goal, self.facts.threshold)

    def evidence(
        self, segment: Segment, known: Bins, states: Sequence[State]
    ) -> Evidence:
        """Count the segment's days and return all that is known of the version."""
        self._count(segment, known)
        version, con = self.facts.version, self.con
        found = {name: store.kept(con, f"watched_{name}", version) for name in KEPT}
        found["service"] = store.kept(con, "watched_service")
        last = segment.days[-1]
        found = {name: table[table["day"] <= last] for name, table in found.items()}
        days = tuple(
            segment.first + timedelta(days=n)
            for n in range((last - segment.first).days + 1)
        )
        daily = store.counts_of(con, version, "served", known).of(days)
        return Evidence(days=days, daily=daily, states=tuple(states), **found)

    def _count(self, segment: Segment, known: Bins) -> None:
        version, con, goal = self.facts.version, self.con, self.case.goal
        lag = timedelta(days=label_lag(goal))
        first, until = segment.days[0], segment.days[-1] + timedelta(days=1)
        before = max(lag, timedelta(days=self.policy.together_days))
        self._open_served(max(first - before, segment.first), until)
        together = self._together(segment)
        judged = collection.cohorts(con, goal, self.facts.threshold)
        # Outcomes may fall due on a day on which nothing was served.
        judged = judged[judged["day"].between(first, segment.days[-1])]
        con.execute("DELETE FROM served WHERE made_at < ?", [midnight(first)])
        counted = binning.count(con, "served", known)
        store.keep_counts(con, version, "served", counted)
        fresh = {
            "cohorts": judged,
            "service": collection.service(con),
            "outputs": collection.outputs(con),
            "skew": self._skew(first, until),
            "supply": supply(con, self.case, (first, until)),
            "probes": self._probes(),
            "together": together,
        }
        for name, table in fresh.items():
            store.keep(con, f"watched_{name}", version, table)

    def _open_served(self, since: date, until: date) -> None:
        self.con.execute(
            "CREATE OR REPLACE TEMP TABLE served AS SELECT p.*, "
            f"CAST(p.made_at AS DATE) AS day, f.* EXCLUDE (request_id), "
            f"{rule(self.case)} AS rule FROM predictions AS p "
            "JOIN served_features AS f USING (request_id) "
            "WHERE p.made_at >= ? AND p.made_at < ?",
            [midnight(since), midnight(until)],
        )

    def _skew(self, first: date, until: date) -> pd.DataFrame:
        names = ", ".join(f'"{n}"' for n in (*self.facts.texts, *self.facts.numbers))
        served = self.con.execute(
            f"SELECT entity_id, day, {names} FROM served WHERE status = 'ok'"
        ).df()
        again = features.rows(self.con, self.case, midnight(first), midnight(until))
        return collection.dated(skew.differences(served, again))

    def _probes(self) -> pd.DataFrame:
        scorer = self.scorer()
        rows = self.con.execute(
            "SELECT * FROM served WHERE status = 'ok' QUALIFY row_number() OVER "
            f"(PARTITION BY day ORDER BY hash(entity_id), entity_id) <= {PROBED}"
        ).df()
        found = [
            {"day": day, **probed(scorer, part, self.facts.threshold).model_dump()}
            for day, part in rows.groupby("day")
        ]
        return collection.dated(
            pd.DataFrame(found, columns=["day", "flipped", "jump", "lost"])
        )

    def _together(self, segment: Segment) -> pd.DataFrame:
        rows = collection.sample(self.con, "served", self.facts.numbers)
        found = collection.areas(self.trained.areas(rows))
        return found[found["day"].isin(segment.days)]


def segments(con: Connection, days: tuple[date, ...]) -> tuple[Segment, ...]:
    """Return which version answered as the champion on which of the days.

    A version's first day is the first on which it did so without interruption since.
    Where nothing was ever released there is none.
    """
    served = con.execute(
        "SELECT 1 FROM information_schema.tables WHERE table_name = 'predictions'"
    ).fetchone()
    if served is None:
        return ()
    found = con.execute(
        "SELECT CAST(made_at AS DATE) AS day, mode(version ORDER BY version) "
        "FROM predictions WHERE arm = 'champion' AND made_at < ? GROUP BY 1 ORDER BY 1",
        [midnight(days[-1] + timedelta(days=1))],
    ).fetchall()
    runs: list[tuple[str, list[date]]] = []
    for day, version in found:
        if not runs or runs[-1][0] != version:
            runs.append((version, []))
        runs[-1][1].append(day)
    return tuple(
        Segment(version, of[0], within)
        for version, of in runs
        if (within := tuple(day for day in of if day in days))
    )


def supply(con: Connection, case: Case, span: tuple[date, date]) -> pd.DataFrame:
    """Return day, source, hit and hours for each feature table, from [since, until)."""
    found = []
    for table in case.tables:
        same = " AND ".join(f't."{key}" = r."{key}"' for key in table.grain)
        found.append(
            con.execute(
                f"SELECT r.day, '{table.name}' AS source, "
                "count(t.known_at) / count(*) AS hit, "
                "median(epoch(r.made_at) - epoch(t.known_at)) / 3600 AS hours "
                f"FROM requests AS r LEFT JOIN feature_{table.name} AS t ON {same} "
                "AND t.known_at <= r.made_at "
                "WHERE r.made_at >= ? AND r.made_at < ? GROUP BY r.day ORDER BY r.day",
                [midnight(span[0]), midnight(span[1])],
            ).df()
        )
    empty = pd.DataFrame(columns=["day", "source", "hit", "hours"])
    return collection.dated(pd.concat(found, ignore_index=True) if found else empty)


def digests(con: Connection, case: Case) -> dict[str, str]:
    """Return the digests of all that the model rests on, as it is now."""
    found = dependencies.packages() | {"the definition of the case": case.digest}
    for source in case.sources:
        columns = con.execute(f'DESCRIBE "{source.name}"').fetchall()
        shape = dependencies.schema((row[0], row[1]) for row in columns)
        found[f"schema of {source.name}"] = shape
    files = con.execute(
        "SELECT source, period, digest FROM batches WHERE active ORDER BY ALL"
    ).fetchall()
    return found | {
        f"file {source} {period}": digest for source, period, digest in files
    }


def ages(facts: ModelFacts, champion: str, served: str) -> staleness.Ages:
    """Return what staleness is judged by."""
    return staleness.Ages(
        version=champion,
        registered=facts.registered_at.date(),
        trained_until=facts.trained_until,
        served_version=served,
    )


def rule(case: Case) -> str:
    """Return the SQL of the plain rule of the goal."""
    feature, least = f'"{case.goal.rule.feature}"', case.goal.rule.at_least
    # What is missing is not a number here, and that counts as the largest one.
    return f"coalesce({feature} >= {least} AND NOT isnan({feature}), false)"


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins."""
    return datetime.combine(day, time())
