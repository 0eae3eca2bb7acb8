from datetime import timedelta
from pathlib import Path

import pytest
from evidence_builders import look
from probe_builders import (
    EXTRA,
    SERVE,
    SHOP,
    TRAIN,
    is_yes,
    run,
    seen,
    shows,
    workflow,
)
from scan_builders import NOW

from advisor.assess.questionnaire import Rung
from advisor.evidence.finding import Outcome
from advisor.evidence.project import Project
from advisor.evidence.sources.code import Code
from advisor.evidence.sources.history import Commit, History, Tag
from advisor.evidence.sources.syntax import parse
from advisor.evidence.sources.tree import Role

DAG = (
    "from airflow import DAG\n\nfrom shop.train import train\n\n"
    "with DAG('shop'{schedule}) as dag:\n    train([])\n"
)
DAGSTER = (
    "import dagster as dg\n\nfrom shop.train import train\n\n\n"
    "@dg.asset\ndef model():\n    return train([])\n\n\n"
)
SENSOR = (
    "@dg.sensor(job=model)\ndef {name}(context):\n"
    "    return dg.RunRequest(run_key='1')\n"
)


@pytest.mark.parametrize(
    "code",
    [
        DAG.format(schedule=""),
        DAGSTER,
        "from metaflow import FlowSpec\n\nfrom shop.train import train\n\n\n"
        "class Shop(FlowSpec):\n    def fit():\n        train([])\n",
        "from kfp import dsl\n\nfrom shop.train import train\n\n\n"
        "@dsl.pipeline\ndef shop():\n    train([])\n",
        "from zenml import pipeline\n\nfrom shop.train import train\n\n\n"
        "@pipeline\ndef shop():\n    train([])\n",
    ],
    ids=["airflow", "dagster", "metaflow", "kubeflow", "zenml"],
)
def test_a_workflow_that_reaches_the_training_counts(code: str, tmp_path: Path) -> None:
    found = seen(tmp_path, "training_orchestrated", TRAIN, {"shop/work.py": code})

    assert is_yes(found)


def test_a_workflow_that_only_copies_files_does_not(tmp_path: Path) -> None:
    code = "from prefect import flow\n\n\n@flow\ndef copy():\n    return 1\n"
    found = seen(tmp_path, "training_orchestrated", TRAIN, {"etl/work.py": code})

    assert not shows(found)


def test_a_script_is_started_by_a_person(tmp_path: Path) -> None:
    main = {
        "shop/train.py": TRAIN["shop/train.py"]
        + "\n\nif __name__ == '__main__':\n    train([])\n"
    }
    found = seen(tmp_path, "training_orchestrated", main)

    assert found.rung is Rung.BY_HAND


def test_a_written_pipeline_is_started_by_a_person(tmp_path: Path) -> None:
    dvc = {"dvc.yaml": "stages:\n  train:\n    cmd: python train.py\n"}
    found = seen(tmp_path, "training_orchestrated", TRAIN, dvc)

    assert found.rung is Rung.BY_HAND


def test_kedro_orders_steps_and_a_person_starts_them(tmp_path: Path) -> None:
    steps = {
        "shop/flow.py": (
            "from kedro.pipeline import Pipeline, node\n\nfrom shop.train import train\n\n\n"
            "def create_pipeline():\n    return Pipeline([node(train, 'rows', 'model')])\n"
        )
    }
    found = seen(tmp_path, "training_orchestrated", TRAIN, EXTRA, steps)

    assert found.rung is Rung.BY_HAND


def test_scheduled_ci_that_repeats_a_dvc_pipeline_runs_its_stages(
    tmp_path: Path,
) -> None:
    stages = {"dvc.yaml": "stages:\n  train: {cmd: python shop/train.py}\n"}
    ci = {
        ".github/workflows/n.yml": workflow(
            "{schedule: [{cron: '0 3 * * *'}]}", run("dvc repro")
        )
    }

    assert is_yes(seen(tmp_path, "one_repository", TRAIN, stages, ci))


def test_a_workflow_in_an_example_does_not_count(tmp_path: Path) -> None:
    example = {"examples/work.py": DAGSTER}

    assert not shows(seen(tmp_path, "training_orchestrated", TRAIN, example))


def test_a_schedule_of_a_dag_starts_the_training(tmp_path: Path) -> None:
    code = DAG.format(schedule=", schedule='@daily'")
    found = seen(tmp_path, "retraining_started", TRAIN, {"shop/work.py": code})

    assert is_yes(found)


@pytest.mark.parametrize("schedule", ["", ", schedule='@once'"])
def test_a_dag_without_one_does_not(schedule: str, tmp_path: Path) -> None:
    code = {"shop/work.py": DAG.format(schedule=schedule)}

    assert not shows(seen(tmp_path, "retraining_started", TRAIN, code))


def test_a_sensor_on_new_data_starts_the_training(tmp_path: Path) -> None:
    code = {"shop/work.py": DAGSTER + SENSOR.format(name="new_files")}

    assert is_yes(seen(tmp_path, "retraining_started", TRAIN, code))
    assert not shows(seen(tmp_path, "alarm_starts_training", TRAIN, code))


def test_a_sensor_on_an_alarm_is_another_practice(tmp_path: Path) -> None:
    code = {"shop/work.py": DAGSTER + SENSOR.format(name="on_drift")}

    assert is_yes(seen(tmp_path, "alarm_starts_training", TRAIN, code))
    assert not shows(seen(tmp_path, "retraining_started", TRAIN, code))


def test_a_sensor_that_asks_for_no_run_starts_nothing(tmp_path: Path) -> None:
    sensor = SENSOR.format(name="on_drift").replace("dg.RunRequest", "dg.SkipReason")
    code = {"shop/work.py": DAGSTER + sensor}

    assert not shows(seen(tmp_path, "alarm_starts_training", TRAIN, code))


def test_scheduled_ci_that_trains_is_both_workflow_and_start(tmp_path: Path) -> None:
    on = "{schedule: [{cron: '0 3 * * 1'}]}"
    ci = {".github/workflows/t.yml": workflow(on, run("python shop/train.py"))}

    assert is_yes(seen(tmp_path, "retraining_started", TRAIN, ci))
    assert is_yes(seen(tmp_path, "training_orchestrated", TRAIN, ci))


def test_scheduled_ci_that_only_tests_is_neither(tmp_path: Path) -> None:
    on = "{schedule: [{cron: '0 3 * * 1'}]}"
    ci = {".github/workflows/t.yml": workflow(on, run("pytest"))}

    assert not shows(seen(tmp_path, "retraining_started", TRAIN, ci))
    assert not shows(seen(tmp_path, "training_orchestrated", TRAIN, ci))


def test_a_cron_job_of_a_cluster_that_trains_counts(tmp_path: Path) -> None:
    job = {
        "deploy/train.yaml": (
            "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: train}\n"
        )
    }

    assert is_yes(seen(tmp_path, "retraining_started", SHOP, job))


def test_files_that_ci_applies_describe_the_servers(tmp_path: Path) -> None:
    tf = {"infra/main.tf": 'resource "google_cloud_run" "shop" {}\n'}
    ci = {".github/workflows/i.yml": workflow("push", run("terraform apply"))}

    assert is_yes(seen(tmp_path, "servers_from_files", tf, ci))


def test_files_alone_are_applied_by_people(tmp_path: Path) -> None:
    tf = {"infra/main.tf": 'resource "google_cloud_run" "shop" {}\n'}

    assert seen(tmp_path, "servers_from_files", tf).rung is Rung.BY_HAND


def test_an_image_describes_no_server(tmp_path: Path) -> None:
    image = {"Dockerfile": "FROM python:3.11\nCOPY . .\n"}

    assert not shows(seen(tmp_path, "servers_from_files", image))


def test_vendored_files_do_not_count(tmp_path: Path) -> None:
    tf = {"third_party/net/main.tf": 'resource "x" "y" {}\n'}

    assert not shows(seen(tmp_path, "servers_from_files", tf))


def past(wait: float, releases: int) -> Project:
    """Return a project with a release every 30 days, each some days after its change."""
    times = [NOW - timedelta(days=30 * n + 1) for n in range(releases)]
    commits = [
        Commit(f"c{n}", at - timedelta(days=wait), "ada", (), "Change")
        for n, at in enumerate(times)
    ]
    tags = tuple(Tag(f"v1.{n}.0", at) for n, at in enumerate(times))
    module = parse(TRAIN["shop/train.py"], "shop/train.py", Role.PRODUCT)
    return Project(
        now=NOW,
        code=Code({"shop/train.py": module}),
        history=History(tuple(commits), tags),
    )


def test_changes_that_are_released_within_weeks_are_seen_in_the_tags() -> None:
    found = look("released_often", past(wait=5, releases=6))

    assert found.outcome is Outcome.PARTIAL
    assert "within 5 days" in found.message


def test_few_releases_say_nothing() -> None:
    assert not shows(look("released_often", past(wait=5, releases=3)))


def test_the_service_alone_is_no_training(tmp_path: Path) -> None:
    found = seen(tmp_path, "training_orchestrated", SERVE, EXTRA)

    assert found.outcome is Outcome.NOT_APPLICABLE
