"""CI definitions become jobs; what never runs is no job and no step."""

from pathlib import Path

import pytest
from evidence_builders import write

from advisor.evidence.sources import ci, tree
from advisor.evidence.sources.ci import Ci, Trigger

GITHUB = """
on:
  pull_request:
  push: {branches: [main], tags: ["v*"]}
  schedule: [{cron: "0 3 * * 1"}]
jobs:
  test:
    runs-on: ubuntu-latest
    environment: {name: production}
    needs: lint
    steps:
      - uses: actions/checkout@v4
      # - run: dvc repro
      - name: Tests
        run: |
          pip install pytest
          pytest tests
      - if: false
        run: mlflow run .
      - run: make all
  never:
    if: ${{ false }}
    steps: [{run: dvc repro}]
"""
GITLAB = """
include: [{local: /ci/more.yml}]
stages: [test]
default:
  before_script: [pip install .]
.base:
  script: [pytest]
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
test: {extends: .base}
nightly:
  script: python train.py
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
never:
  script: [dvc repro]
  rules: [{when: never}]
deploy:
  script: [./deploy.sh]
  when: manual
  environment: production
"""
JENKINS = """
pipeline {
  triggers { cron('H 2 * * *') }
  stages {
    stage('Test') { steps { sh 'pytest tests' } }
    // stage('Train') { steps { sh 'dvc repro' } }
    /* sh 'mlflow run .' */
    stage('Pack') { steps { sh '''
        docker build .
      ''' } }
  }
}
"""
AZURE = """
trigger: {branches: {include: [main]}}
pr: [main]
schedules: [{cron: "0 0 * * *"}]
stages:
- stage: Test
  jobs:
  - job: unit
    steps:
    - script: pytest
      displayName: Tests
    - task: AzureCLI@2
      inputs: {inlineScript: python train.py}
"""
CIRCLE = """
version: 2.1
commands:
  check: {steps: [{run: ruff check .}]}
jobs:
  test:
    steps: [checkout, check, {run: {name: Tests, command: pytest}}]
  train: {steps: [{run: python train.py}]}
  unused: {steps: [{run: dvc repro}]}
workflows:
  all: {jobs: [test]}
  nightly:
    triggers: [{schedule: {cron: "0 0 * * *"}}]
    jobs: [train]
"""
BITBUCKET = """
pipelines:
  default: [{step: {name: Tests, script: [pytest]}}]
  pull-requests: {"**": [{step: {script: [ruff check .]}}]}
  custom: {train: [{step: {script: [python train.py], deployment: production}}]}
"""


def read(tmp_path: Path, files: dict[str, str]) -> Ci:
    found = ci.read(tree.read(write(tmp_path, files)))
    assert found is not None
    return found


def on(found: Ci) -> dict[str, set[str]]:
    return {job.name: {str(trigger) for trigger in job.triggers} for job in found.jobs}


def lines(found: Ci) -> dict[str, list[str]]:
    return {
        job.name: [c.text for step in job.steps for c in step.commands()]
        for job in found.jobs
    }


def test_github_actions(tmp_path: Path) -> None:
    found = read(tmp_path, {".github/workflows/ci.yml": GITHUB})
    (job,) = found.jobs

    assert on(found) == {"test": {"push", "pull_request", "schedule", "tag"}}
    assert lines(found) == {"test": ["pip install pytest", "pytest tests", "make all"]}
    assert (job.environment, job.needs, job.branches) == (
        "production",
        ("lint",),
        ("main",),
    )
    (ran,) = found.running("pytest")
    assert (ran.command.path, ran.command.line) == (".github/workflows/ci.yml", 17)
    assert found.using("actions/checkout")
    assert not found.running("dvc repro", "mlflow run")
    assert job.on_change


def test_gitlab(tmp_path: Path) -> None:
    more = {"ci/more.yml": "lint: {script: [ruff check .], only: [tags]}\n"}
    found = read(tmp_path, {".gitlab-ci.yml": GITLAB, **more})

    assert on(found) == {
        "test": {"pull_request"},
        "nightly": {"schedule"},
        "deploy": {"manual"},
        "lint": {"tag"},
    }
    assert lines(found)["test"] == ["pip install .", "pytest"]
    assert [job.path for job in found.jobs if job.name == "lint"] == ["ci/more.yml"]


def test_jenkins(tmp_path: Path) -> None:
    found = read(tmp_path, {"Jenkinsfile": JENKINS})

    assert on(found) == {"Test": {"push", "schedule"}, "Pack": {"push", "schedule"}}
    assert lines(found) == {"Test": ["pytest tests"], "Pack": ["docker build ."]}
    assert found.jobs[1].steps[0].lines[0].line == 9


def test_azure(tmp_path: Path) -> None:
    found = read(tmp_path, {"azure-pipelines.yml": AZURE})

    assert on(found) == {"unit": {"push", "pull_request", "schedule"}}
    assert lines(found) == {"unit": ["pytest", "python train.py"]}


def test_circleci(tmp_path: Path) -> None:
    found = read(tmp_path, {".circleci/config.yml": CIRCLE})

    assert on(found) == {"test": {"push"}, "train": {"schedule"}}
    assert lines(found) == {
        "test": ["ruff check .", "pytest"],
        "train": ["python train.py"],
    }


def test_bitbucket(tmp_path: Path) -> None:
    found = read(tmp_path, {"bitbucket-pipelines.yml": BITBUCKET})

    assert sorted(
        (sorted(map(str, job.triggers)), job.steps[0].lines[0].text)
        for job in found.jobs
    ) == [
        (["manual"], "python train.py"),
        (["pull_request"], "ruff check ."),
        (["push"], "pytest"),
    ]


def test_travis(tmp_path: Path) -> None:
    found = read(
        tmp_path, {".travis.yml": "install: pip install .\nscript: [pytest]\n"}
    )

    assert lines(found) == {"script": ["pip install .", "pytest"]}


def test_what_a_step_calls_is_followed_into_targets_and_scripts(tmp_path: Path) -> None:
    files = {
        ".github/workflows/ci.yml": (
            "on: push\njobs:\n  a:\n    steps:\n      - run: ./ci/all.sh\n      - run: tox\n"
        ),
        "ci/all.sh": "#!/bin/bash\nset -e\nmake test\n",
        "Makefile": (
            "BIN := .venv/bin\ntest: lint\n\t@$(BIN)/python -m pytest tests\n"
            "lint:\n\truff check .\n# other:\n#\tdvc repro\nunused:\n\tdvc repro\n"
        ),
        "tox.ini": "[tox]\nenvlist = py\n[testenv]\ncommands =\n  mypy src\n",
    }
    found = read(tmp_path, files)

    (tests,) = found.running("pytest")
    assert (tests.command.path, tests.command.line) == ("Makefile", 3)
    assert tests.command.called
    assert tests.job.triggers == {Trigger.PUSH}
    assert found.running("ruff check")
    assert found.running("mypy")
    assert not found.running("dvc repro")


def test_a_script_outside_the_tree_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"evil.sh": "dvc repro\n"})
    files = {".travis.yml": "script: [bash ../evil.sh, bash /etc/profile]\n"}
    found = read(tmp_path / "acme", files)

    assert not found.running("dvc repro")


def test_a_reusable_workflow_is_started_by_what_starts_its_caller(
    tmp_path: Path,
) -> None:
    files = {
        ".github/workflows/a.yml": (
            "on: pull_request\njobs:\n  a: {uses: ./.github/workflows/b.yml}\n"
        ),
        ".github/workflows/b.yml": (
            "on: workflow_call\njobs:\n  b: {steps: [{run: pytest}]}\n"
        ),
    }

    assert on(read(tmp_path, files))["b"] == {"dispatch", "pull_request"}


def test_a_composite_action_of_the_tree_is_looked_into(tmp_path: Path) -> None:
    files = {
        ".github/workflows/a.yml": (
            "on: push\njobs:\n  a: {steps: [{uses: ./.github/actions/test}]}\n"
        ),
        ".github/actions/test/action.yml": "runs: {steps: [{run: pytest}]}\n",
    }

    (ran,) = read(tmp_path, files).running("pytest")
    assert ran.command.path == ".github/actions/test/action.yml"


@pytest.mark.parametrize(
    "path", ["examples/.github/workflows/ci.yml", "docs/Jenkinsfile", "ci.yml"]
)
def test_a_definition_that_no_server_reads_is_none(tmp_path: Path, path: str) -> None:
    assert ci.read(tree.read(write(tmp_path, {path: GITHUB}))) is None


def test_a_broken_definition_is_skipped_with_its_reason(tmp_path: Path) -> None:
    reader = tree.read(write(tmp_path, {".github/workflows/ci.yml": "a: ["}))
    found = ci.read(reader)

    assert found is not None
    assert found.jobs == ()
    assert reader.skipped[0].place == ".github/workflows/ci.yml"
