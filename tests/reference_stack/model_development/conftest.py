"""A small made-up shop with late orders: a case of its own, and rows without one."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reference_stack import case as cases
from reference_stack.case import Case
from reference_stack.features import FeatureSet, materialise
from reference_stack.ledger import Event
from reference_stack.model_development.comparison import Holdout, holdout
from reference_stack.model_development.phase import Developed, develop
from reference_stack.settings import Settings
from reference_stack.stack import Stack
from reference_stack.tracking import registry

GOAL = """
name: orders
title: Late orders
problem: Orders arrive late.
question: Will it be late?
style: basic
objective:
  text: Fewer complaints.
  key_results: [{text: Cheaper, kpis: [saving, saving_on_rule, ranking, parity]}]
kpis:
  - {id: saving, text: cost saved against doing nothing, unit: share, min: 0.05}
  - {id: saving_on_rule, text: cost saved against the rule, unit: share, min: 0.0}
  - {id: ranking, text: precision over the share of late orders, unit: ratio, min: 1.2}
  - {id: parity, text: what a segment costs more, unit: share, max: 0.1}
  - {id: latency, text: time of a prediction, unit: ms, max: 50}
costs: {action: 1.0, missed: 4.0}
rule: {feature: load, at_least: 1.5, text: Act when the hour is busy.}
action_changes_outcome: false
calendar: {bootstrap: 2021-01, serve_from: 2021-04, until: 2021-07,
           training_months: 3, holdout_days: 14, label_delay_hours: 24}
entity: {table: orders, id: order_id, made_at: ordered_at}
request:
  shop: {type: text}
  size: {type: number}
  ordered_at: {type: timestamp, feature: false}
keys: {hour: {of: ordered_at, first: 13}}
segments: [shop]
acquisition: {in_lake: true, available: true, can_be_bought: true,
              worth_the_cost: true, reason: It is made up.}
retraining: {every_months: 1, cool_down_days: 1, most_per_quarter: 3, max_age_days: 90}
release: {shadow_days: 1, first_share: 0.1, first_share_days: 1, full_share: 0.5,
          most_days: 9, error_rate: 0.05, margin: 0.02}
"""
LOAD = """-- grain: hour
-- How busy the hour is.
SELECT hour, known_at, load, other FROM loads
WHERE known_at >= $since AND known_at < $until
"""
LABELS = """-- grain: entity_id
SELECT order_id AS entity_id, late AS label, ordered_at + INTERVAL 24 HOUR AS known_at
FROM orders
"""
SEARCH = "{trials: 2, rows: 3000, grid: {iterations: [25], rows_in_leaf: [40, 80]}}"
FILES = {
    "goal.yaml": GOAL,
    "labels.sql": LABELS,
    "search.yaml": SEARCH,
    "features/load.sql": LOAD,
    "ingest/orders.sql": "-- grain: order_id\nSELECT * FROM batch\n",
}
FEATURES = FeatureSet(texts=("shop",), numbers=("size", "load", "other"), tables=())


def world(seed: int, days: int = 30, each: int = 120) -> pd.DataFrame:
    """Return rows of orders with the true probability `truth` and a drawn `label`."""
    random = np.random.default_rng(seed)
    rows = days * each
    day = pd.Timestamp("2021-01-01") + pd.to_timedelta(np.arange(rows) // each, "D")
    frame = pd.DataFrame(
        {
            "entity_id": [f"o{n:06d}" for n in range(rows)],
            "made_at": day + pd.to_timedelta(np.arange(rows) % each, "min"),
            "day": day,
            "shop": random.choice(
                ["north", "south", "tiny"], rows, p=[0.6, 0.37, 0.03]
            ),
            "size": random.normal(size=rows).astype("float32"),
            "load": random.normal(size=rows).astype("float32"),
            "other": random.normal(size=rows).astype("float32"),
        }
    )
    frame.loc[random.random(rows) < 0.1, "size"] = np.float32("nan")
    odds = -2.2 + 1.2 * frame["load"] + frame["size"].fillna(0)
    truth = 1 / (1 + np.exp(-(odds + 0.7 * (frame["shop"] == "south"))))
    late = random.random(rows) < truth
    return frame.assign(truth=truth.astype("float64"), label=late.astype("float64"))


@pytest.fixture(scope="session")
def rows() -> pd.DataFrame:
    return world(1)


@pytest.fixture(scope="session")
def features() -> FeatureSet:
    return FEATURES


@pytest.fixture(scope="session")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return cases.load(written(tmp_path_factory.mktemp("case") / "orders"))


def written(folder: Path) -> Path:
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def held(case: Case) -> Holdout:
    return holdout(world(2, 14, 400), case.goal.costs, case.goal.rule, 5)


@pytest.fixture(scope="session")
def truth(held: Holdout) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return held.rows["truth"].to_numpy()


def filled(stack: Stack, orders: pd.DataFrame) -> None:
    """Put orders where the acquisition would have put them."""
    hour = orders["made_at"].dt.strftime("%Y-%m-%dT%H")
    orders = orders.assign(hour=hour)
    loads = orders.drop_duplicates("hour")[["hour", "made_at", "load", "other"]]
    loads = loads.assign(known_at=loads["made_at"].dt.floor("h")).drop(
        columns="made_at"
    )
    # The load of an order is that of its hour: labels follow from what is looked up.
    sent = orders.drop(columns=["load", "other"]).merge(loads, on="hour")
    random = np.random.default_rng(9)
    odds = -2.0 + 1.5 * sent["load"] + sent["size"].fillna(0)
    late = random.random(len(sent)) < 1 / (1 + np.exp(-odds))
    given = sent.rename(columns={"entity_id": "order_id", "made_at": "ordered_at"})
    given = given[["order_id", "ordered_at", "shop", "size"]].assign(late=late)
    since, until = orders["made_at"].min(), orders["made_at"].max()
    with stack.warehouse() as con:
        con.register("given", given)
        con.execute("CREATE TABLE orders AS SELECT * FROM given")
        con.register("hours", loads)
        con.execute("CREATE TABLE loads AS SELECT * FROM hours")
        materialise(con, stack.case, since.floor("D"), until.ceil("D"))


@pytest.fixture(scope="session")
def stack(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """A stack with four months of orders, spread over the hours of each day."""
    home = tmp_path_factory.mktemp("home")
    opened = Stack.open(Settings(home=home, case=case.folder))
    orders = world(3, 120, 60)
    hours = pd.to_timedelta(np.arange(len(orders)) % 60 * 23, "min")
    filled(opened, orders.assign(made_at=orders["day"] + hours))
    opened.ledger.record(
        Event(
            at=datetime(2021, 4, 1),
            kind="gate",
            phase="data_acquisition",
            subject="contract 2021-04",
            verdict="passed",
            reason="all batches fit",
            inputs={"snapshot": "all batches of April"},
        )
    )
    return opened


@pytest.fixture(scope="session")
def first(stack: Stack) -> Developed:
    """The first model of the stack, made champion."""
    developed = develop(stack, "2021-04", "there is no model yet")
    assert developed.version is not None, developed.gate.reason
    registry.point(stack.settings, "champion", developed.version)
    return developed
