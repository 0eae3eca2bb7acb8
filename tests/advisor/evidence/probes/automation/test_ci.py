from pathlib import Path

from probe_builders import SHOP, TRAIN, Files, is_yes, run, seen, shows, workflow

from advisor.assess.questionnaire import Rung
from advisor.evidence.finding import Outcome

TEST = {
    "tests/test_train.py": (
        "from shop.train import train\n\n\n"
        "def test_it_learns():\n    assert train([]) is not None\n"
    )
}
ELSEWHERE = {"tests/test_page.py": "def test_a_page():\n    assert True\n"}
CHANGE = "[push, pull_request]"


def github(on: str, *lines: str) -> Files:
    return {".github/workflows/work.yml": workflow(on, run(*lines))}


def test_tests_on_a_pull_request_are_ci(tmp_path: Path) -> None:
    found = seen(tmp_path, "ci_on_every_change", github("pull_request", "pytest"))

    assert is_yes(found)
    assert str(found.pointer) == ".github/workflows/work.yml:6"


def test_a_make_target_is_followed_to_its_recipe(tmp_path: Path) -> None:
    make = {"Makefile": "check:\n\tpython -m pytest -q\n"}

    found = seen(tmp_path, "ci_on_every_change", github("push", "make check"), make)

    assert str(found.pointer) == "Makefile:2"


def test_a_task_that_cannot_be_followed_counts_less(tmp_path: Path) -> None:
    found = seen(tmp_path, "ci_on_every_change", github("push", "just test"))

    assert is_yes(found)
    assert found.confidence == 3


def test_gitlab_is_read_as_well(tmp_path: Path) -> None:
    ci = {".gitlab-ci.yml": "unit:\n  script:\n    - pytest\n"}

    assert is_yes(seen(tmp_path, "ci_on_every_change", ci))


def test_quality_rules_alone_are_half_of_it(tmp_path: Path) -> None:
    found = seen(tmp_path, "ci_on_every_change", github("push", "ruff check ."))

    assert found.outcome is Outcome.PARTIAL


def test_tests_at_night_are_not_on_every_change(tmp_path: Path) -> None:
    nightly = github("{schedule: [{cron: '0 3 * * *'}]}", "pytest")

    assert seen(tmp_path, "ci_on_every_change", nightly).outcome is Outcome.PARTIAL


def test_a_ci_that_tests_nothing_contradicts(tmp_path: Path) -> None:
    found = seen(tmp_path, "ci_on_every_change", github("push", "echo done"))

    assert found.rung is Rung.NONE


def test_a_ci_that_calls_what_cannot_be_read_does_not(tmp_path: Path) -> None:
    found = seen(tmp_path, "ci_on_every_change", github("push", "./build.sh all"))

    assert found.outcome is Outcome.FALSE
    assert found.rung is None


def test_failing_tests_that_are_passed_over_do_not_count(tmp_path: Path) -> None:
    found = seen(tmp_path, "ci_on_every_change", github("push", "pytest || true"))

    assert not shows(found)


def test_a_step_that_is_commented_out_does_not_count(tmp_path: Path) -> None:
    steps = run("echo done") + "      # - run: pytest\n"
    ci = {".github/workflows/work.yml": workflow("push", steps)}

    assert not shows(seen(tmp_path, "ci_on_every_change", ci))


def test_a_workflow_that_is_only_kept_as_a_template_does_not_count(
    tmp_path: Path,
) -> None:
    ci = {"docs/workflows/work.yml": workflow("push", run("pytest"))}

    assert not shows(seen(tmp_path, "ci_on_every_change", ci))


def test_tests_that_ci_runs_count(tmp_path: Path) -> None:
    ci = github(CHANGE, "pytest")

    assert is_yes(seen(tmp_path, "ci_tests_model_code", SHOP, TEST, ci))


def test_tests_in_another_folder_than_ci_runs_do_not(tmp_path: Path) -> None:
    ci = github(CHANGE, "pytest tests/pages")
    found = seen(tmp_path, "ci_tests_model_code", SHOP, TEST, ci)

    assert found.outcome is Outcome.PARTIAL


def test_tests_without_ci_are_run_by_hand(tmp_path: Path) -> None:
    found = seen(tmp_path, "ci_tests_model_code", SHOP, TEST)

    assert found.rung is Rung.BY_HAND


def test_tests_of_something_else_do_not_count(tmp_path: Path) -> None:
    ci = github(CHANGE, "pytest")

    assert not shows(seen(tmp_path, "ci_tests_model_code", SHOP, ELSEWHERE, ci))


def test_a_fixture_that_trains_is_no_test(tmp_path: Path) -> None:
    fixture = {"tests/fixtures.py": "from shop.train import train\n\ntrain([])\n"}
    ci = github(CHANGE, "pytest")

    assert not shows(seen(tmp_path, "ci_tests_model_code", SHOP, fixture, ci))


def test_scaling_columns_trains_no_model(tmp_path: Path) -> None:
    scale = {
        "shop/scale.py": (
            "from sklearn.preprocessing import StandardScaler\n\n\n"
            "def scale(rows):\n    return StandardScaler().fit(rows)\n"
        )
    }
    found = seen(tmp_path, "ci_tests_model_code", scale)

    assert found.outcome is Outcome.NOT_APPLICABLE


MAIN = {
    "shop/__main__.py": "from shop.train import train\n\ntrain([])\n",
    "pyproject.toml": '[project.scripts]\nshop = "shop.__main__:main"\n',
}


def test_a_program_that_trains_is_the_pipeline(tmp_path: Path) -> None:
    ci = github(CHANGE, "shop run --small")

    assert is_yes(seen(tmp_path, "ci_runs_pipeline", SHOP, MAIN, ci))


def test_a_script_that_trains_is_the_pipeline(tmp_path: Path) -> None:
    ci = github(CHANGE, "python shop/train.py")

    assert is_yes(seen(tmp_path, "ci_runs_pipeline", SHOP, ci))


def test_a_pipeline_tool_is_known_by_its_command(tmp_path: Path) -> None:
    ci = github(CHANGE, "dvc repro")

    assert is_yes(seen(tmp_path, "ci_runs_pipeline", SHOP, ci))


def test_a_program_that_only_tells_its_status_is_not(tmp_path: Path) -> None:
    ci = github(CHANGE, "shop status")

    assert not shows(seen(tmp_path, "ci_runs_pipeline", SHOP, MAIN, ci))


def test_at_a_release_it_is_only_in_part(tmp_path: Path) -> None:
    ci = github("{push: {tags: ['v*']}}", "dvc repro")
    found = seen(tmp_path, "ci_runs_pipeline", SHOP, ci)

    assert found.outcome is Outcome.PARTIAL


def test_what_runs_at_night_is_the_retraining_and_no_test(tmp_path: Path) -> None:
    ci = github("{schedule: [{cron: '0 3 * * *'}]}", "dvc repro")

    assert not shows(seen(tmp_path, "ci_runs_pipeline", SHOP, ci))


INSTALL = {
    "shop/extra.py": (
        "from sagemaker.workflow.pipeline import Pipeline\n\n\n"
        "def rows():\n    return []\n\n\nPipeline(name='shop', steps=[]).upsert('role')\n"
    )
}


def test_code_that_puts_a_pipeline_in_place_installs_it_and_runs_nothing(
    tmp_path: Path,
) -> None:
    ci = github(CHANGE, "pytest", "python shop/extra.py")

    assert is_yes(seen(tmp_path / "a", "pipeline_delivered", SHOP, INSTALL, ci))
    assert not shows(seen(tmp_path / "b", "ci_runs_pipeline", SHOP, INSTALL, ci))


def test_a_folder_of_dags_is_installed_by_copying_it(tmp_path: Path) -> None:
    ci = github(CHANGE, "pytest", "aws s3 sync dags s3://airflow/dags")

    assert is_yes(seen(tmp_path, "pipeline_delivered", SHOP, ci))


def test_a_test_that_is_always_skipped_tests_nothing(tmp_path: Path) -> None:
    test = {
        "tests/test_train.py": (
            "import pytest\nfrom shop.train import train\n\n\n"
            "@pytest.mark.skip(reason='slow')\ndef test_it():\n    train([])\n"
        )
    }

    assert not shows(seen(tmp_path, "ci_tests_model_code", SHOP, test))


def test_a_test_from_end_to_end_is_the_pipeline(tmp_path: Path) -> None:
    test = {
        "tests/integration/test_all.py": (
            "from shop.flow import training\n\n\ndef test_all():\n    training()\n"
        )
    }
    ci = github(CHANGE, "pytest")

    assert is_yes(seen(tmp_path, "ci_runs_pipeline", SHOP, test, ci))


def test_a_command_that_is_printed_is_not_run(tmp_path: Path) -> None:
    ci = github(CHANGE, "echo 'dvc repro'")

    assert not shows(seen(tmp_path, "ci_runs_pipeline", SHOP, ci))


TESTED = {".github/workflows/check.yml": workflow("push", run("pytest"))}


def a_release(
    on: str = "{push: {tags: ['v*']}}",
    lines: tuple[str, ...] = ("prefect deploy --all",),
) -> Files:
    return github(on, *lines)


def test_a_tested_pipeline_that_a_job_registers_is_delivered(tmp_path: Path) -> None:
    found = seen(tmp_path, "pipeline_delivered", SHOP, TESTED, a_release())

    assert is_yes(found)


def test_nothing_tests_it_before(tmp_path: Path) -> None:
    found = seen(tmp_path, "pipeline_delivered", SHOP, a_release())

    assert found.rung is Rung.BY_HAND


def test_a_person_starts_it(tmp_path: Path) -> None:
    release = a_release(on="workflow_dispatch")
    found = seen(tmp_path, "pipeline_delivered", SHOP, TESTED, release)

    assert found.rung is Rung.BY_HAND


def test_a_package_in_a_store_is_installed_by_people(tmp_path: Path) -> None:
    release = a_release(lines=("twine upload dist/*",))
    found = seen(tmp_path, "pipeline_delivered", SHOP, TESTED, release)

    assert found.rung is Rung.BY_HAND


def test_a_page_of_documents_is_no_pipeline(tmp_path: Path) -> None:
    release = a_release(lines=("mkdocs gh-deploy",))

    assert not shows(seen(tmp_path, "pipeline_delivered", SHOP, release))


def test_a_library_without_a_workflow_delivers_no_pipeline(tmp_path: Path) -> None:
    release = a_release(lines=("twine upload dist/*",))

    assert not shows(seen(tmp_path, "pipeline_delivered", TRAIN, release))


def test_one_build_for_two_places_is_the_same_pipeline(tmp_path: Path) -> None:
    found = seen(tmp_path, "same_build_promoted", SHOP, PROMOTED)

    assert is_yes(found)


def test_a_build_for_each_place_is_not(tmp_path: Path) -> None:
    text = PROMOTED[".github/workflows/work.yml"].replace("    needs: build\n", "")
    text = text.replace("    needs: staging\n", "")
    found = seen(
        tmp_path, "same_build_promoted", SHOP, {".github/workflows/work.yml": text}
    )

    assert found.outcome is Outcome.PARTIAL


PROMOTED = {
    ".github/workflows/work.yml": (
        "on: push\njobs:\n"
        "  build:\n    steps:\n      - run: docker build .\n"
        "  staging:\n    needs: build\n    environment: staging\n"
        "    steps:\n      - run: kubectl apply -f shop.yaml\n"
        "  production:\n    needs: staging\n    environment: production\n"
        "    steps:\n      - run: kubectl apply -f shop.yaml\n"
    )
}
