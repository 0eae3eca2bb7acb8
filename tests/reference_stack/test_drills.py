"""The drills in their short version: every fault once, and a quiet stream."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from reference_stack import case as cases
from reference_stack.errors import StackError
from reference_stack.features import FeatureSet
from reference_stack.lifecycle.drill import (
    Found,
    Quiet,
    drill,
    drilled,
    fault_line,
    quiet_lines,
    undisturbed,
)
from reference_stack.lifecycle.drill_faults import FAULTS, Fault
from reference_stack.lifecycle.drill_streams import World, drawn, of_rows
from reference_stack.model_monitoring.policy import Policy
from reference_stack.settings import PACKAGE, Settings
from reference_stack.stack import Stack

NUMBERS = ("congestion_mean_delay", "distance", "distance_flown", "wind")
KNOWN = FeatureSet(texts=("carrier",), numbers=NUMBERS, tables=())


@pytest.fixture(scope="module")
def here() -> World:
    """A world of our own making: 80 days, two features that go together."""
    random = np.random.default_rng(8)
    days, per_day = 80, 250
    n = days * per_day
    first = date(2013, 1, 1)
    day = np.repeat([first + timedelta(days=i) for i in range(days)], per_day)
    delay, distance = random.normal(5, 8, n), random.uniform(100, 3000, n)
    probability = 1 / (1 + np.exp(2.5 - distance / 800 - delay / 10))
    minutes = pd.to_timedelta(random.integers(0, 24 * 60, n), unit="min")
    rows = pd.DataFrame(
        {
            "entity_id": [str(i) for i in range(n)],
            "made_at": pd.to_datetime(day) + minutes,
            "day": day,
            "carrier": random.choice(["AA", "UA", "DL"], n),
            "congestion_mean_delay": delay.astype("float32"),
            "distance": distance.astype("float32"),
            "distance_flown": (distance * random.normal(1.1, 0.02, n)).astype(
                "float32"
            ),
            "wind": random.normal(10, 3, n).astype("float32"),
            "label": (random.random(n) < probability).astype(float),
            "probability": probability,
        }
    )
    return of_rows(cases.load(PACKAGE / "cases" / "flights"), KNOWN, rows, Policy())


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.name)
def test_a_fault_is_found_in_time(here: World, fault: Fault) -> None:
    found = drill(here, fault, [1])

    assert found.met, fault_line(found)


def test_an_undisturbed_year_pages_nobody(here: World) -> None:
    quiet = undisturbed(here, [1])

    assert quiet.pages_per_year == 0, quiet_lines(quiet)


def test_the_same_seed_draws_the_same_stream(here: World) -> None:
    pd.testing.assert_frame_equal(drawn(here, 3, 5).served, drawn(here, 3, 5).served)


def test_a_fault_found_too_seldom_or_too_late_does_not_meet_its_aim() -> None:
    found = Found(fault="x", within_days=1, streams=4, delays=(0, 0, 0), by_monitor={})

    assert not found.met
    assert not found.model_copy(update={"streams": 3, "delays": (2, 2, 2)}).met
    assert found.model_copy(update={"streams": 3}).met


def test_false_alarms_are_told_per_year() -> None:
    quiet = Quiet(years=2.0, pages={"quality": 1}, tickets={"drift": 3})

    assert quiet.pages_per_year == 0.5
    assert any(line.split()[:2] == ["quality", "0.50"] for line in quiet_lines(quiet))


def test_a_fault_that_does_not_exist_is_named() -> None:
    stack = Stack.open(Settings(home=PACKAGE / "nowhere"))

    with pytest.raises(StackError, match="no such fault; all, schema_change"):
        drilled(stack, "earthquake", 1)
    with pytest.raises(StackError, match="at least 1"):
        drilled(stack, "all", 0)
