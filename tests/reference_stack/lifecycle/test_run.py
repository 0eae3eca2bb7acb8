"""Whole runs: served over HTTP, cut off and resumed, and the same on Dagster."""

import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from world_builders import days_served, set_in_goal, small_world, sort_arrivals

from reference_stack import cli
from reference_stack.ledger import Ledger
from reference_stack.lifecycle import WAY_BACK, status
from reference_stack.lifecycle.phases import Task
from reference_stack.lifecycle.run import StoppedError, run
from reference_stack.lifecycle.work import Bench, next_task, perform
from reference_stack.model_deployment import loaded
from reference_stack.model_deployment.approval import approve
from reference_stack.model_deployment.serve import running
from reference_stack.orchestration import runs
from reference_stack.settings import Settings
from reference_stack.stack import Stack
from reference_stack.tracking import registry
from reference_stack.values import days
from reference_stack.warehouse import opened

pytestmark = pytest.mark.timeout(600)


def story(settings: Settings) -> list[tuple[object, ...]]:
    """What a run decided: everything in the ledger but what rests on a clock.

    Alerts on times do, and so does whether a month met all criteria.
    """
    entries = [
        entry
        for entry in Ledger(settings.ledger).entries()
        if not {"performance", "meets_criteria"} & set(entry.subject.split())
    ]
    return [(e.at, e.kind, e.subject, e.verdict, e.reason, e.figures) for e in entries]


def predicted(settings: Settings) -> list[tuple[object, ...]]:
    with opened(settings.warehouse) as con:
        return con.execute(
            "SELECT * EXCLUDE (wall_ms, cpu_ms, rss_mb) FROM predictions "
            "ORDER BY request_id"
        ).fetchall()


def command(settings: Settings) -> list[str]:
    places = ["--home", settings.home, "--case", settings.case, "--data", settings.data]
    return [sys.executable, "-m", "reference_stack", "run", *map(str, places)]


def test_a_month_is_served_and_watched_and_its_ledger_holds(
    undisturbed: Settings,
) -> None:
    found = status.read(undisturbed.status)

    assert found is not None
    assert found.finished
    assert Ledger(undisturbed.ledger).verify() > 20
    assert registry.alias(undisturbed, "champion") == "1"
    assert days_served(undisturbed) == list(days("2013-04"))


def test_a_refusal_leads_back_only_where_the_flowcharts_lead(
    undisturbed: Settings,
) -> None:
    gates = [e for e in Ledger(undisturbed.ledger).entries() if e.kind == "gate"]

    assert {e.phase for e in gates} == set(WAY_BACK)
    for gate in gates:
        way = gate.figures.get("otherwise")
        assert way is None or way in WAY_BACK[gate.phase], gate.subject


def test_a_second_run_finds_nothing_to_do(undisturbed: Settings) -> None:
    before = undisturbed.ledger.read_bytes()
    began = time.monotonic()
    run(Stack.open(undisturbed))

    assert undisturbed.ledger.read_bytes() == before
    assert time.monotonic() - began < 10


def test_a_run_that_is_killed_again_and_again_ends_like_an_undisturbed_one(
    undisturbed: Settings, tmp_path: Path
) -> None:
    settings = small_world(tmp_path)
    moments = ["contract 2013-02", "expectations", "serve 2013-04-09", "watch"]
    for moment in moments:
        process = subprocess.Popen(
            command(settings), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 240
        while process.poll() is None and time.monotonic() < deadline:
            if settings.ledger.exists() and moment in settings.ledger.read_text():
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
    done = subprocess.run(
        command(settings), capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert story(settings) == story(undisturbed)
    assert predicted(settings) == predicted(undisturbed)
    assert Ledger(settings.ledger).verify()


def test_the_same_month_through_dagster_leaves_the_same_ledger(
    undisturbed: Settings, tmp_path: Path
) -> None:
    settings = small_world(tmp_path)
    runs.run(Stack.open(settings))

    assert story(settings) == story(undisturbed)
    assert predicted(settings) == predicted(undisturbed)
    with runs.instance(settings) as recorded:
        assert len(recorded.get_runs()) == 5
        queue = recorded.get_concurrency_config().run_queue_config
        assert queue is not None
        assert queue.max_concurrent_runs == 1, "months of a backfill wait in turn"
        assert all(r.is_success for r in recorded.get_runs())


@pytest.mark.parametrize("through", [run, runs.run], ids=["in process", "on Dagster"])
def test_a_batch_that_breaks_its_contract_stops_the_line(
    tmp_path: Path, through: object
) -> None:
    settings = small_world(tmp_path)
    (settings.data / "weather-2013-02.parquet").write_bytes(b"not a table")

    with pytest.raises(StoppedError, match="acquire 2013-02"):
        through(Stack.open(settings))  # type: ignore[operator]

    subjects = [e.subject for e in Ledger(settings.ledger).entries()]
    assert "acquire 2013-01" in subjects
    assert not [s for s in subjects if "2013-03" in s]


def test_a_regulated_release_stops_the_line_until_a_person_approves(
    tmp_path: Path,
) -> None:
    settings = small_world(tmp_path)
    set_in_goal(settings, style="regulated")
    stack = Stack.open(settings)

    with pytest.raises(StoppedError, match="reference-stack approve 1"):
        run(stack)
    assert not settings.release.exists()
    assert next_task(stack) == Task(step="deploy", month="2013-04")

    approve(stack, "1", "Ada", "seen by the board")
    with closing(Bench(stack)) as bench:
        outcome = perform(bench, Task(step="deploy", month="2013-04"))

    assert outcome.gate is not None
    assert outcome.gate.passed, outcome.gate.reason
    assert registry.alias(settings, "champion") == "1"
    assert next_task(stack) == Task(step="serve", month="2013-04")
    assert Ledger(settings.ledger).verify()


def test_a_model_that_learned_wrong_outcomes_passes_its_gate_and_is_taken_back(
    tmp_path: Path,
) -> None:
    settings = small_world(tmp_path, until="2013-06", every=2)
    set_in_goal(settings, training_months=1)
    sort_arrivals(settings, "2013-04")
    stack = Stack.open(settings)
    run(stack)
    entries = stack.ledger.entries()
    told = [(e.subject, e.verdict) for e in entries]

    # April's ranking falls, so May trains on April, whose holdout is as wrong.
    chain = [
        ("quality ranking", "page"),
        ("training 2013-05", "retrain"),
        ("expectations 2013-05", "passed"),
        ("performance_met v2", "passed"),
        ("release v2", "roll_back"),
        ("kpis_met v2", "refused"),
    ]
    assert [step for step in told if step in chain] == chain
    taken_back = next(e for e in entries if e.verdict == "roll_back")
    assert taken_back.at.date() in days("2013-05"), "nobody waited for the month's end"
    assert stack.ledger.verify() == len(entries)

    release = loaded.read(settings.release)
    assert (release.champion, release.challenger) == ("1", None)
    assert {n: registry.alias(settings, n) for n in ("champion", "challenger")} == {
        "champion": "1",
        "challenger": None,
    }
    with running(settings) as service, service.client() as client:
        health = client.health()
    assert (health.champion, health.release) == ("1", release.number)
    with opened(settings.warehouse) as con:
        answered = con.execute("SELECT DISTINCT version FROM predictions").fetchall()
    assert answered == [("1",)], "the challenger was in the shadow, nobody met it"


def test_a_stopped_line_is_told_in_one_line_and_goes_on_when_the_file_is_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = small_world(tmp_path)
    file = settings.data / "weather-2013-02.parquet"
    whole = file.read_bytes()
    file.write_bytes(b"not a table")
    options = [
        "--home",
        settings.home,
        "--case",
        settings.case,
        "--data",
        settings.data,
    ]
    arguments = ["run", *map(str, options), "--until", "2013-04"]

    assert cli.main(arguments) == 1
    assert "the line has stopped" in capsys.readouterr().err
    file.write_bytes(whole)
    assert cli.main(arguments) == 0
    assert "Months watched: 0" in capsys.readouterr().out
