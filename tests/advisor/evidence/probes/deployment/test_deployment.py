from pathlib import Path

import pytest
from probe_builders import (
    EXTRA,
    SERVE,
    SHOP,
    TRAIN,
    Files,
    is_yes,
    run,
    seen,
    shows,
    workflow,
)

from advisor.assess.questionnaire import Rung
from advisor.evidence.finding import Outcome

REGISTER = (
    "import mlflow\n\n\ndef rows():\n    mlflow.register_model('runs:/1/m', 'shop')\n"
)
POINT = "\n\ndef live(client):\n    return mlflow.pyfunc.load_model('models:/shop@champion')\n"
CLIENT = {
    "tests/test_serve.py": (
        "from fastapi.testclient import TestClient\n\nfrom shop.serve import app\n\n\n"
        "def test_it_answers():\n    assert TestClient(app).get('/')\n"
    )
}
TESTED = {".github/workflows/check.yml": workflow("push", run("pytest"))}


def deploying(on: str, *lines: str) -> Files:
    return {".github/workflows/deploy.yml": workflow(on, run(*lines))}


def test_a_registry_that_training_fills_and_serving_asks_is_automatic(
    tmp_path: Path,
) -> None:
    extra = {"shop/extra.py": REGISTER + POINT}

    assert is_yes(seen(tmp_path, "models_registered", SHOP, extra))


def test_a_registry_that_nothing_asks_is_half_of_it(tmp_path: Path) -> None:
    extra = {"shop/extra.py": REGISTER}

    assert seen(tmp_path, "models_registered", SHOP, extra).rung is Rung.BY_HAND


def test_a_model_logged_under_a_name_is_registered(tmp_path: Path) -> None:
    extra = {
        "shop/extra.py": (
            "import mlflow\n\n\ndef rows():\n"
            "    mlflow.sklearn.log_model(1, 'm', registered_model_name='shop')\n"
        )
    }

    assert shows(seen(tmp_path, "models_registered", SHOP, extra))


def test_a_logged_model_without_a_name_is_not(tmp_path: Path) -> None:
    extra = {
        "shop/extra.py": (
            "import mlflow\n\n\ndef rows():\n    mlflow.sklearn.log_model(1, 'm')\n"
        )
    }

    assert not shows(seen(tmp_path, "models_registered", SHOP, extra))


def test_ci_that_installs_the_service_delivers_the_model(tmp_path: Path) -> None:
    ci = deploying("{push: {branches: [main]}}", "gcloud run deploy shop")

    assert is_yes(seen(tmp_path, "model_delivered", SHOP, ci))


def test_a_model_that_ci_puts_on_a_platform_for_models_is_delivered(
    tmp_path: Path,
) -> None:
    lines = run("az ml online-deployment create --file green.yml")
    ci = {".github/workflows/d.yml": workflow("push", lines)}

    assert is_yes(seen(tmp_path, "model_delivered", TRAIN, ci))


def test_a_deployment_that_a_person_starts_is_done_by_hand(tmp_path: Path) -> None:
    ci = deploying("workflow_dispatch", "gcloud run deploy shop")

    assert seen(tmp_path, "model_delivered", SHOP, ci).rung is Rung.BY_HAND


def test_a_deployment_of_something_without_a_model_delivers_none(
    tmp_path: Path,
) -> None:
    ci = deploying("push", "gcloud run deploy page")

    assert not shows(seen(tmp_path, "model_delivered", TRAIN, ci))


def test_a_deployment_that_is_only_rehearsed_in_words_is_none(tmp_path: Path) -> None:
    ci = deploying("push", "echo gcloud run deploy shop")

    assert not shows(seen(tmp_path, "model_delivered", SHOP, ci))


def test_a_client_in_tests_that_ci_runs_tests_for_the_callers(tmp_path: Path) -> None:
    assert is_yes(seen(tmp_path, "callers_tested", SHOP, CLIENT, TESTED))


def test_the_same_tests_without_ci_are_run_by_hand(tmp_path: Path) -> None:
    assert seen(tmp_path, "callers_tested", SHOP, CLIENT).rung is Rung.BY_HAND


def test_a_client_of_another_service_tests_nothing_of_this_one(tmp_path: Path) -> None:
    other = {
        "tests/test_serve.py": CLIENT["tests/test_serve.py"].replace(
            "from shop.serve import app", "from pages import app"
        )
    }

    assert not shows(seen(tmp_path, "callers_tested", SHOP, other, TESTED))


def test_load_in_ci_is_a_load_test(tmp_path: Path) -> None:
    ci = deploying("push", "k6 run load.js")

    assert is_yes(seen(tmp_path, "speed_tested", SHOP, ci))


def test_a_locust_file_waits_for_a_person(tmp_path: Path) -> None:
    locust = {
        "tests/locustfile.py": (
            "from locust import HttpUser\n\n\nclass Caller(HttpUser):\n    host = ''\n"
        )
    }

    assert seen(tmp_path, "speed_tested", SHOP, locust).rung is Rung.BY_HAND


def test_a_file_that_ends_like_a_test_but_runs_counts_as_what_it_is(
    tmp_path: Path,
) -> None:
    extra = {
        "shop/extra.py": "from shop.load_test import offer\n\n\ndef rows():\n    offer()\n",
        "shop/load_test.py": "def offer():\n    return 1\n",
    }

    assert is_yes(seen(tmp_path, "speed_tested", SHOP, extra))


@pytest.mark.parametrize(
    ("text", "rung"),
    [
        (
            "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nspec:\n  strategy:\n"
            "    canary:\n      analysis:\n        templates: []\n",
            Rung.AUTOMATED,
        ),
        (
            "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nspec:\n"
            "  predictor:\n    canaryTrafficPercent: 10\n",
            Rung.BY_HAND,
        ),
        ("apiVersion: apps/v1\nkind: Deployment\n# canaryTrafficPercent: 10\n", None),
    ],
    ids=["with analysis", "a fixed share", "commented out"],
)
def test_a_rollout_says_who_widens_it(
    text: str, rung: Rung | None, tmp_path: Path
) -> None:
    found = seen(tmp_path, "few_meet_it_first", SHOP, {"deploy/shop.yaml": text})

    assert found.rung is rung


def test_a_split_with_a_statistical_test_gives_a_verdict(tmp_path: Path) -> None:
    extra = {
        "shop/extra.py": (
            "from scipy.stats import ttest_ind\n\n\ndef split_traffic(key):\n"
            "    return key\n\n\ndef rows(a=1, b=2):\n    return ttest_ind(a, b)\n"
        )
    }

    assert is_yes(seen(tmp_path, "versions_compared_live", SHOP, extra))


def test_a_split_alone_gives_none(tmp_path: Path) -> None:
    extra = {
        "shop/extra.py": "def split_traffic(key):\n    return key\n\n\ndef rows(): ...\n"
    }
    found = seen(tmp_path, "versions_compared_live", SHOP, extra)

    assert found.outcome is Outcome.PARTIAL


def test_train_test_split_is_no_split_of_live_cases(tmp_path: Path) -> None:
    extra = {
        "shop/extra.py": (
            "from sklearn.model_selection import train_test_split\n\n\n"
            "def rows():\n    return train_test_split([1], [2])\n"
        )
    }

    assert not shows(seen(tmp_path, "versions_compared_live", SHOP, extra))


def test_a_way_back_that_is_tested_counts(tmp_path: Path) -> None:
    extra = {
        "shop/extra.py": "def rollback_model(v):\n    return v\n\n\ndef rows(): ...\n"
    }
    test = {
        "tests/test_back.py": (
            "from shop.extra import rollback_model\n\n\n"
            "def test_it():\n    assert rollback_model(1)\n"
        )
    }

    assert is_yes(seen(tmp_path, "way_back", SHOP, extra, test))


def test_a_way_back_that_nothing_tries_is_half_of_it(tmp_path: Path) -> None:
    extra = {
        "shop/extra.py": "def rollback_model(v):\n    return v\n\n\ndef rows(): ...\n"
    }

    assert seen(tmp_path, "way_back", SHOP, extra).rung is Rung.BY_HAND


def test_a_database_that_rolls_back_is_no_way_back(tmp_path: Path) -> None:
    extra = {
        "shop/extra.py": "def rollback(session):\n    session.undo()\n\n\ndef rows(): ...\n"
    }

    assert not shows(seen(tmp_path, "way_back", SHOP, extra))


def test_a_job_that_undoes_a_rollout_is_a_way_back(tmp_path: Path) -> None:
    ci = deploying("workflow_dispatch", "kubectl rollout undo deployment/shop")

    assert is_yes(seen(tmp_path, "way_back", SHOP, ci))


def test_a_service_that_never_loads_a_model_is_none(tmp_path: Path) -> None:
    page = {"shop/serve.py": SERVE["shop/serve.py"].replace("joblib.load", "open")}
    page["shop/serve.py"] = page["shop/serve.py"].replace("model.predict", "print")

    assert (
        seen(tmp_path, "callers_tested", page, EXTRA).outcome is Outcome.NOT_APPLICABLE
    )
