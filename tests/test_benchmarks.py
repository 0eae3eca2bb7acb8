"""Every benchmark in its shortest form, and what it counts."""

import json
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from advisor.assess import bundle
from benchmarks import __main__ as all_benchmarks
from benchmarks import drift, drills, load
from benchmarks.interview import Interview
from benchmarks.measuring import Table, as_text, spread
from benchmarks.naive_list import Job, naive, patient, startable, worth
from benchmarks.road_map import practices, two_levels
from benchmarks.worlds import as_assumed, of_each_level
from reference_stack.lifecycle.drill_faults import FAULTS

TIMES = {"runs", "min ms", "median ms", "p95 ms"}
SPREAD = {"first quartile", "median", "third quartile"}


def measured(name: str, size: int) -> Table:
    found: Table = import_module(f"benchmarks.{name}").measure(size)
    return found


@pytest.mark.parametrize(
    ("name", "size", "rows", "columns"),
    [
        ("rerun", 2, 6, TIMES | {"aim ms"}),
        ("first_page", 1, 3, TIMES),
        ("command_line", 1, 4, TIMES),
        ("probability", 1, 5, TIMES | {"aim ms"}),
        ("road_map", 1, 6, TIMES | {"steps", "quarters", "proved"}),
        ("naive_list", 2, 6, SPREAD | {"organisations"}),
        ("platforms", 1, 6, TIMES | {"platforms"}),
        ("interview", 1, 12, SPREAD | {"interviews"}),
        ("calibration", 3, 3, {"organisations", "error", "aim"}),
        ("loading", 1, 1, TIMES),
    ],
)
def test_a_short_run_fills_every_row(
    name: str, size: int, rows: int, columns: set[str]
) -> None:
    table = measured(name, size)

    assert len(table) == rows
    assert all(columns <= row.keys() for row in table.values())


@pytest.mark.parametrize(
    "theirs",
    [
        pytest.param(False, id="ours alone"),
        pytest.param(
            True,
            id="Evidently beside",
            marks=pytest.mark.skipif(
                not drift.THEIRS.exists(), reason="Evidently is not installed beside"
            ),
        ),
    ],
)
def test_a_fault_is_drilled_beside_undisturbed_streams(theirs: bool) -> None:
    changed = [fault for fault in FAULTS if fault.name == "schema_change"]

    table = drills.measure(1, theirs, changed)

    assert table["schema_change"]["our found"] == 1
    assert table["schema_change"]["our delay"] == 0
    assert table["undisturbed"]["our alarms a year"] == 0
    assert ("more columns" in table["schema_change"]) == theirs
    assert ("days flagged a year" in table["undisturbed"]) == theirs


def test_no_answer_is_lost_or_doubled_when_the_server_is_killed() -> None:
    table = load.measure(participants=5, answers=4, think=0.4)

    kept = table["store"]
    assert kept["acknowledged"] == 5 * 4
    assert (kept["lost"], kept["twice"]) == (0, 0)
    assert kept["kept"] >= kept["acknowledged"]
    assert table["answer"]["runs"] >= 1
    assert table["back after a lost line"]["runs"] >= 1


def test_every_benchmark_is_run_by_name() -> None:
    modules = {
        path.stem
        for path in Path(all_benchmarks.__file__).parent.glob("*.py")
        if "def measure(" in path.read_text(encoding="utf-8")
    }

    assert set(all_benchmarks.NAMES) == modules


def test_figures_are_printed_and_kept(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)

    code = all_benchmarks.main(["loading"])

    kept = json.loads((tmp_path / "var" / "benchmarks.json").read_text())
    assert code == 0
    assert set(kept["benchmarks"]) == {"loading"}
    assert {"measured_at", "python", "cores", "versions"} <= kept.keys()
    assert "YAML to bundle" in capsys.readouterr().out


def test_an_unknown_benchmark_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    code = all_benchmarks.main(["speed"])

    assert code == 2
    assert "no benchmark 'speed'" in capsys.readouterr().err


def test_a_spread_is_in_milliseconds() -> None:
    assert spread([0.001, 0.003, 0.002], aim=5) == pytest.approx(
        {"runs": 3, "min ms": 1, "median ms": 2, "p95 ms": 2.9, "aim ms": 5}
    )


def test_a_table_leaves_out_what_a_row_does_not_have() -> None:
    text = as_text({"one": {"a": 1.0}, "two": {"a": 1234.5, "b": 0.25}})

    assert text.splitlines() == [
        "|     |    a |    b |",
        "| --- | ---: | ---: |",
        "| one |    1 |      |",
        "| two | 1234 | 0.25 |",
    ]


def test_what_waits_for_a_job_that_is_not_in_time_cannot_be_started() -> None:
    jobs = {
        "late": Job(9, 1, frozenset()),
        "early": Job(1, 5, frozenset({"late"})),
        "next": Job(2, 4, frozenset({"early"})),
        "free": Job(2, 2, frozenset()),
    }

    listed = naive(jobs, capacity=10.0)
    alive = startable(jobs, listed)

    assert listed == {"early": 0, "next": 0, "free": 0, "late": 1}
    assert alive == {"free": 0, "late": 1}
    assert worth(jobs, alive) == 2 * 4 + 1 * 3
    assert startable(jobs, patient(jobs, 10.0)) == patient(jobs, 10.0)


def test_an_interview_ends_when_its_level_is_settled_or_stays_close() -> None:
    chances = np.array([[0.5, 0.5], [0.05, 0.95], [0.4, 0.6], [0.15, 0.85]])
    held = Interview(chances, range(4), level=1, settled_at=0.9)
    never = Interview(chances[[0, 2]], range(2), level=1, settled_at=0.9)

    assert (held.settled, held.length, held.close) == (1, 1, 3)
    assert held.is_right
    assert (never.settled, never.length, never.is_right) == (None, 1, False)
    assert Interview(chances[:1], range(1), level=0, settled_at=0.9).close == 0


def test_as_many_organisations_are_drawn_of_every_level() -> None:
    found = bundle.load()
    world = as_assumed(found.questionnaire, found.readings.default, found.settings)

    drawn = list(of_each_level(world, 2, seed=5))

    assert sorted(level for level, _ in drawn) == [0, 0, 1, 1, 2, 2]
    assert all(answers.keys() == set(world.reading.demands) for _, answers in drawn)


def test_synthetic_practices_wait_only_for_earlier_ones() -> None:
    questions = practices(30, seed=1)

    assert len(questions.practices) == 30
    assert sum(len(p.prerequisites) for p in questions.practices.values()) > 15
    assert len(two_levels(questions, seed=1).demands) == 14
    assert questions == practices(30, seed=1)
