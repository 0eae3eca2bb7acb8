"""What looks like evidence and is none: each piece of code in every disguise."""

from pathlib import Path

import pytest
from probe_builders import DISGUISES, SHOP, seen, shows

CODE = {
    "age_watched": "def model_age(day):\n    return day\n",
    "alarm_starts_training": (
        "from prefect.deployments import run_deployment\n\n\n"
        "def retrain_on_drift():\n    run_deployment('training')\n"
    ),
    "alarms_handled": (
        "import pdpyras\n\n\n"
        "def tell(text):\n    pdpyras.EventsAPISession('key').trigger(text, 'shop')\n"
    ),
    "attacks_tried": (
        "from art.attacks.evasion import FastGradientMethod\n\n\n"
        "def attack(model):\n    return FastGradientMethod(model)\n"
    ),
    "callers_tested": "def contract_test(client):\n    return client.get('/')\n",
    "decisions_recorded": "def audit_log(what):\n    return what\n",
    "drift_watched": (
        "from evidently import Report\n\n\n"
        "def compare(now, then):\n    return Report([]).run(now, then)\n"
    ),
    "features_watched": "def check_freshness(day):\n    return day\n",
    "few_meet_it_first": "def canary(share):\n    return share\n",
    "gate_before_use": "def quality_gate(score):\n    return score > 1\n",
    "groups_treated_alike": (
        "from fairlearn.metrics import MetricFrame\n\n\n"
        "def compare(rows):\n    return MetricFrame(rows)\n"
    ),
    "live_data_checked": "import pandera\n\nSCHEMA = pandera.DataFrameSchema({})\n",
    "model_delivered": (
        "from mlflow import MlflowClient\n\n\ndef promote(version):\n"
        "    MlflowClient().set_registered_model_alias('m', 'champion', version)\n"
    ),
    "model_described": "def model_card(run):\n    return run\n",
    "models_registered": (
        "import mlflow\n\n\ndef enter(uri):\n    mlflow.register_model(uri, 'shop')\n"
    ),
    "numbers_checked": (
        "import numpy\n\n\ndef finite(rows):\n    return numpy.isfinite(rows)\n"
    ),
    "others_agree": "def approve_model(version, who):\n    return version, who\n",
    "people_overrule": "def kill_switch():\n    return True\n",
    "plain_rule_scored": (
        "from sklearn.dummy import DummyRegressor\n\n\n"
        "def rule(rows):\n    return DummyRegressor().fit(rows, rows)\n"
    ),
    "predictions_logged": "def log_prediction(row):\n    return row\n",
    "quality_watched": "def live_performance(said, true):\n    return said == true\n",
    "service_measured": (
        "from prometheus_client import Counter\n\nASKED = Counter('asked', 'requests')\n"
    ),
    "skew_watched": "def detect_skew(served, trained):\n    return served == trained\n",
    "speed_tested": "def load_test(address):\n    return address\n",
    "versions_compared_live": "def split_traffic(key):\n    return hash(key) % 2\n",
    "way_back": "def rollback_model(version):\n    return version\n",
    "worth_watched": "def business_impact(rows):\n    return sum(rows)\n",
}
REQUIREMENTS = (
    "evidently\npandera\nprometheus-client\nfairlearn\nadversarial-robustness-toolbox\n"
    "mlflow\nslack-sdk\nlocust\nnannyml\nwhylogs\narize\ngiskard\nmodel-card-toolkit\n"
)
# Calls of tools for models, wherever they stand.
SPEAK_FOR_THEMSELVES = {
    *(
        "drift_watched",
        "groups_treated_alike",
        "live_data_checked",
        "models_registered",
    ),
    *("plain_rule_scored", "alarm_starts_training", "model_delivered", "attacks_tried"),
}


@pytest.mark.parametrize("probe", CODE)
def test_code_that_runs_counts(probe: str, tmp_path: Path) -> None:
    code = CODE[probe] + "\n\ndef rows():\n    return []\n"
    found = seen(tmp_path, probe, SHOP, {"shop/extra.py": code})

    assert shows(found)
    assert found.pointers[0].place == "shop/extra.py"


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("probe", CODE)
def test_a_disguise_does_not_count(probe: str, disguise: str, tmp_path: Path) -> None:
    assert not shows(seen(tmp_path, probe, SHOP, DISGUISES[disguise](CODE[probe])))


@pytest.mark.parametrize("probe", CODE)
def test_a_dependency_that_nobody_imports_does_not_count(
    probe: str, tmp_path: Path
) -> None:
    assert not shows(seen(tmp_path, probe, SHOP, {"requirements.txt": REQUIREMENTS}))


@pytest.mark.parametrize("probe", sorted(CODE.keys() - SPEAK_FOR_THEMSELVES))
def test_a_project_without_models_shows_nothing(probe: str, tmp_path: Path) -> None:
    """The same words in a program that neither trains nor serves mean something else."""
    game = {
        "game/__main__.py": "from game import extra\n",
        "game/extra.py": CODE[probe],
    }
    found = seen(tmp_path, probe, game)

    assert not shows(found)
