"""Dagster sees the life cycle: partitions, checks, sensors and the schedule."""

import importlib
from datetime import datetime
from pathlib import Path

import dagster as dg
import pytest
from world_builders import small_world

from reference_stack.ledger import Event
from reference_stack.orchestration import workspace
from reference_stack.orchestration.assets import assets
from reference_stack.orchestration.binding import definitions
from reference_stack.orchestration.runs import SETTINGS
from reference_stack.orchestration.sensor import CAUSES
from reference_stack.settings import Settings
from reference_stack.stack import Stack


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    return Stack.open(small_world(tmp_path))


def told(
    stack: Stack, kind: str, subject: str, at: datetime = datetime(2013, 3, 9)
) -> None:
    facts = {"at": at, "phase": "model_monitoring", "verdict": "done", "reason": "so"}
    stack.ledger.record(
        Event.model_validate({**facts, "kind": kind, "subject": subject})
    )


def asked(stack: Stack, sensor: str, cursor: str | None = None) -> list[dg.RunRequest]:
    repository = definitions(stack).get_repository_def()
    found = repository.get_sensor_def(sensor)
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(
            instance=instance, cursor=cursor, repository_def=repository
        )
        return list(found.evaluate_tick(context).run_requests or [])


def test_the_definitions_are_whole_and_every_gate_of_data_blocks(stack: Stack) -> None:
    defs = definitions(stack)
    dg.Definitions.validate_loadable(defs)
    graph = defs.resolve_asset_graph()
    keys = {key.to_user_string() for key in graph.get_all_asset_keys()}
    blocking = {
        spec.asset_key.to_user_string()
        for found in assets(stack.case.goal.calendar)
        for spec in found.check_specs
        if spec.blocking
    }

    assert keys == {"batches", "goal", "model", "release", "predictions", "alerts"}
    assert blocking == {"batches", "goal"}


def test_a_month_is_a_partition(stack: Stack) -> None:
    job = definitions(stack).resolve_job_def("month")

    assert job.partitions_def is not None
    assert job.partitions_def.get_partition_keys() == [
        "2013-01",
        "2013-02",
        "2013-03",
        "2013-04",
    ]


def test_new_files_ask_for_the_next_month_once(stack: Stack) -> None:
    assert [r.partition_key for r in asked(stack, "new_data")] == ["2013-01"]
    told(stack, "step", "acquire 2013-01")
    assert [r.partition_key for r in asked(stack, "new_data")] == ["2013-02"]

    (stack.settings.data / "weather-2013-02.parquet").unlink()
    assert asked(stack, "new_data") == []


@pytest.mark.parametrize("cause", CAUSES)
def test_an_alert_asks_for_a_model_as_soon_as_the_next_month_is_in(
    stack: Stack, cause: str
) -> None:
    assert asked(stack, f"on_{cause}") == []
    told(stack, "alert", f"{cause} ranking")
    assert asked(stack, f"on_{cause}") == []

    told(stack, "step", "acquire 2013-04")
    assert [r.partition_key for r in asked(stack, f"on_{cause}")] == ["2013-04"]
    told(stack, "step", "develop 2013-04")
    assert asked(stack, f"on_{cause}") == []


def test_the_schedule_asks_for_the_month_that_begins(stack: Stack) -> None:
    repository = definitions(stack).get_repository_def()
    schedule = repository.get_schedule_def("monthly")

    def due(day: datetime) -> list[str | None]:
        context = dg.build_schedule_context(
            scheduled_execution_time=day, repository_def=repository
        )
        return [
            r.partition_key for r in schedule.evaluate_tick(context).run_requests or []
        ]

    assert due(datetime(2013, 4, 1)) == ["2013-04"]
    assert due(datetime(2019, 4, 1)) == []


def test_dagsters_own_processes_load_the_case_data_and_home_of_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = small_world(tmp_path)
    monkeypatch.setenv(SETTINGS, settings.model_dump_json())

    loaded = importlib.reload(workspace)

    partitions = loaded.defs.resolve_job_def("month").partitions_def
    assert partitions is not None
    assert Settings.model_validate_json(loaded.given or "") == settings
    assert settings.data != Settings(home=tmp_path).data
