from pathlib import Path

import pytest
from probe_builders import EXTRA, SERVE, SHOP, TRAIN, Files, is_yes, seen, shows

from advisor.assess.questionnaire import Rung
from advisor.evidence.finding import Outcome

USES = (
    "from shop.monitoring import {word}\n\n\ndef rows():\n    return {word}.look([])\n"
)
ALERT = {"infra/rules.yaml": "groups:\n- rules:\n  - alert: Slow\n    expr: up == 0\n"}
WATCHES = {
    "age_watched": "staleness",
    "drift_watched": "drift",
    "features_watched": "freshness",
    "quality_watched": "quality",
    "skew_watched": "skew",
    "worth_watched": "kpi",
}


def watched(word: str) -> Files:
    return {
        "shop/extra.py": USES.format(word=word),
        f"shop/monitoring/{word}.py": "def look(rows):\n    return rows\n",
        "shop/monitoring/__init__.py": "",
    }


@pytest.mark.parametrize(("probe", "word"), WATCHES.items())
def test_an_own_monitor_with_alarms_is_automatic(
    probe: str, word: str, tmp_path: Path
) -> None:
    found = seen(tmp_path, probe, SHOP, watched(word), ALERT)

    assert is_yes(found)
    assert found.pointers[0].place == f"shop/monitoring/{word}.py"


@pytest.mark.parametrize(("probe", "word"), WATCHES.items())
def test_without_alarms_it_is_half_of_it(probe: str, word: str, tmp_path: Path) -> None:
    assert seen(tmp_path, probe, SHOP, watched(word)).rung is Rung.BY_HAND


@pytest.mark.parametrize(("probe", "word"), WATCHES.items())
def test_a_monitor_that_nothing_runs_does_not_count(
    probe: str, word: str, tmp_path: Path
) -> None:
    lying = {f"shop/monitoring/{word}.py": "def look(rows):\n    return rows\n"}

    assert not shows(seen(tmp_path, probe, SHOP, lying, ALERT))


@pytest.mark.parametrize(("probe", "word"), WATCHES.items())
def test_a_word_in_another_place_means_something_else(
    probe: str, word: str, tmp_path: Path
) -> None:
    """The drift of a diffusion, the quality of an image, the age of a customer."""
    place = {
        "shop/extra.py": USES.format(word=word).replace("monitoring", "physics"),
        f"shop/physics/{word}.py": "def look(rows):\n    return rows\n",
    }

    assert not shows(seen(tmp_path, probe, SHOP, place, ALERT))


def test_a_fault_that_is_put_in_on_purpose_is_no_monitor(tmp_path: Path) -> None:
    drill = {
        "shop/extra.py": USES.format(word="drill_faults"),
        "shop/monitoring/drill_faults.py": "def data_drift(rows):\n    return rows\n",
    }

    assert not shows(seen(tmp_path, "drift_watched", SHOP, drill))


def test_a_drift_tool_in_a_notebook_is_used_by_hand(tmp_path: Path) -> None:
    cell = (
        '{"cell_type": "code", "source": ["import evidently\\n", "evidently.Report()"]}'
    )
    book = {"look.ipynb": f'{{"nbformat": 4, "cells": [{cell}]}}'}

    assert seen(tmp_path, "drift_watched", SHOP, book).rung is Rung.BY_HAND


def test_a_drift_script_waits_for_a_person(tmp_path: Path) -> None:
    script = {
        "jobs/look.py": (
            "import evidently\n\nif __name__ == '__main__':\n    evidently.Report()\n"
        )
    }

    assert seen(tmp_path, "drift_watched", SHOP, script).rung is Rung.BY_HAND


def test_a_monitor_of_the_platform_stands_by_itself(tmp_path: Path) -> None:
    script = {
        "jobs/look.py": (
            "from sagemaker.model_monitor import DefaultModelMonitor\n\n"
            "DefaultModelMonitor().create_monitoring_schedule('daily')\n"
        )
    }

    assert seen(tmp_path, "drift_watched", SHOP, script).rung is Rung.AUTOMATED


def test_metrics_of_the_service_with_a_rule_are_watched(tmp_path: Path) -> None:
    metrics = {
        "shop/extra.py": (
            "from prometheus_client import Counter\n\nASKED = Counter('a', 'b')\n\n\n"
            "def rows():\n    ASKED.inc()\n"
        )
    }

    assert is_yes(seen(tmp_path, "service_measured", SHOP, metrics, ALERT))


def test_metrics_of_a_job_are_not_those_of_the_service(tmp_path: Path) -> None:
    metrics = {
        "jobs/count.py": "import prometheus_client\n\nprometheus_client.Counter('a', 'b')\n"
    }
    found = seen(tmp_path, "service_measured", TRAIN, SERVE, EXTRA, metrics)

    assert found.outcome is Outcome.PARTIAL
    assert found.confidence == 3


def test_rules_that_are_commented_out_raise_no_alarm(tmp_path: Path) -> None:
    rules = {"infra/rules.yaml": "groups:\n- rules: []\n#  - alert: Slow\n"}

    assert not shows(seen(tmp_path, "alarms_handled", SHOP, rules))


def test_alarms_without_a_word_on_what_to_do_show_no_handling(tmp_path: Path) -> None:
    book = {"docs/runbook.md": "# Slow answers\n\nLook at the queue first.\n"}

    assert not shows(seen(tmp_path / "a", "alarms_handled", SHOP, ALERT))
    with_book = seen(tmp_path / "b", "alarms_handled", SHOP, ALERT, book)
    assert with_book.rung is Rung.BY_HAND


@pytest.mark.parametrize(
    "capture",
    [
        {
            "deploy/blue.yml": (
                "$schema: https://example.org/managedOnlineDeployment.schema.json\n"
                "name: blue\ndata_collector:\n  collections: {}\n"
            )
        },
        {
            "shop/extra.py": (
                "import boto3\n\n\ndef rows():\n    boto3.client('sagemaker')."
                "create_endpoint_config(DataCaptureConfig={'EnableCapture': True})\n"
            )
        },
    ],
    ids=["the file of a deployment", "the settings of an endpoint"],
)
def test_a_platform_that_captures_predictions_keeps_a_log(
    tmp_path: Path, capture: Files
) -> None:
    assert is_yes(seen(tmp_path, "predictions_logged", TRAIN, EXTRA, capture))


def test_a_model_server_measures_its_requests_itself(tmp_path: Path) -> None:
    server = {
        "k8s/shop.yaml": (
            "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\n"
            "metadata: {name: shop}\nspec: {}\n"
        )
    }
    slow = {
        "k8s/rules.yaml": (
            "groups:\n- rules:\n  - alert: Slow\n    expr: request_seconds > 1\n"
        )
    }

    assert is_yes(seen(tmp_path / "a", "service_measured", TRAIN, server, slow))
    assert not shows(seen(tmp_path / "b", "service_measured", TRAIN, slow))


def test_alarms_that_call_the_person_on_duty_are_handled(tmp_path: Path) -> None:
    route = {
        "infra/alertmanager.yaml": (
            "receivers:\n- name: duty\n  pagerduty_configs:\n  - routing_key: x\n"
        )
    }

    assert is_yes(seen(tmp_path, "alarms_handled", SHOP, route))


def test_data_that_is_checked_before_training_is_not_live_data(tmp_path: Path) -> None:
    batch = {
        "shop/flow.py": SHOP["shop/flow.py"] + "\nimport shop.rules\n",
        "shop/rules.py": "import pandera\n\nRULES = pandera.DataFrameSchema({})\n",
    }
    assert not shows(seen(tmp_path, "live_data_checked", SHOP, batch, ALERT))


def test_a_typed_request_refuses_and_tells_nobody(tmp_path: Path) -> None:
    typed = {
        "shop/extra.py": (
            "from pydantic import BaseModel\n\n\nclass Order(BaseModel):\n    price: float\n"
            "\n\ndef rows():\n    return []\n"
        )
    }

    assert seen(tmp_path, "live_data_checked", SHOP, typed).rung is Rung.BY_HAND


def test_an_update_robot_follows_libraries_only(tmp_path: Path) -> None:
    robot = {".github/dependabot.yml": "version: 2\nupdates: []\n"}

    assert seen(tmp_path, "changes_noticed", robot).rung is Rung.BY_HAND


def test_with_contracts_on_the_sources_it_is_automatic(tmp_path: Path) -> None:
    both = {
        ".github/dependabot.yml": "version: 2\nupdates: []\n",
        "orders.datacontract.yaml": "dataContractSpecification: 1.1.0\nid: orders\n",
    }

    assert is_yes(seen(tmp_path, "changes_noticed", both))


def test_a_batch_job_that_keeps_predictions_is_half_of_it(tmp_path: Path) -> None:
    job = {
        "shop/flow.py": SHOP["shop/flow.py"] + "\nimport shop.prediction_log\n",
        "shop/prediction_log.py": "def load(rows):\n    return rows\n",
    }

    assert seen(tmp_path, "predictions_logged", SHOP, job).rung is Rung.BY_HAND
