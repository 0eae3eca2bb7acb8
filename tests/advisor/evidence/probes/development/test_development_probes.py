"""Each probe of the development sees what is there, and no look-alike."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from evidence_builders import look, project_of
from scan_builders import NOW

from advisor.evidence.project import Project
from advisor.evidence.sources.history import Commit, History

FIT = (
    "from sklearn.linear_model import LogisticRegression\n"
    "def train(rows):\n    return LogisticRegression().fit(rows, rows)\n"
)
TRACKED = FIT + "import mlflow\ndef record(m):\n    mlflow.log_metric('a', m)\n"
MAIN = "from acme.train import train\ndef main():\n    train(1)\n"
BASE = {"acme/__init__.py": "", "acme/train.py": FIT, "acme/main.py": MAIN}
TRAINED = BASE | {"acme/train.py": TRACKED}
SCRIPTS = '[project]\nname = "acme"\n[project.scripts]\nacme = "acme.main:main"\n'
CI = "on: push\njobs: {a: {steps: [{run: COMMAND}]}}\n"
STEPS = (
    "from flytekit import task\nfrom sklearn.linear_model import Lasso\n"
    "@task\ndef load(): ...\n@task\ndef fit(a):\n    return Lasso().fit(a, a)\n"
    "@task\ndef judge(a): ...\n"
)
FLOW = "import prefect\nfrom acme.train import train\n@prefect.flow\ndef all():\n    train(1)\n"
NOTEBOOK = '{"cells": [{"cell_type": "code", "source": SOURCE}]}'
DVC = "stages:\n  prepare: {cmd: python a.py}\n  train: {cmd: python acme/train.py}\n"
LOCK = "mlflow==3.1 --hash=sha256:aa\npandas==3.0 --hash=sha256:bb\n"
TERRAFORM = (
    "resource github_branch_protection a {\n  required_approving_review_count = 1\n}\n"
)

Files = dict[str, str]


def ci(command: str) -> Files:
    return {".github/workflows/a.yml": CI.replace("COMMAND", command)}


def in_notebook(text: str) -> Files:
    source = text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
    return {"a.ipynb": NOTEBOOK.replace("SOURCE", f'"{source}"')}


def training(more: str) -> Files:
    return BASE | {"acme/train.py": FIT + more}


@pytest.mark.parametrize(
    ("probe", "files", "outcome", "confidence"),
    [
        # A record of runs
        ("tracked_in_code", TRAINED, "true", 3),
        ("tracked_in_code", TRAINED | {"acme/flow.py": FLOW}, "true", 4),
        ("tracked_in_code", TRAINED | ci("python acme/main.py"), "true", 4),
        ("tracked_in_code", BASE | in_notebook("import wandb\nwandb.init()"), "partial", 3),
        ("tracked_in_code", BASE | {"requirements.txt": "mlflow==3\n"}, "false", 2),
        ("tracked_in_code", BASE | {"acme/flow.py": "import metaflow\nclass A(metaflow.FlowSpec): ...\n"}, "true", 4),
        ("tracked_in_code", BASE | {"dvc.yaml": DVC.replace("train.py", "train.py, metrics: [a.json]")}, "partial", 3),
        ("tracked_in_code", BASE | {"dvc.yaml": DVC}, "false", 1),
        # One command
        ("one_command", TRAINED | {"acme/flow.py": FLOW}, "true", 4),
        ("one_command", TRAINED | {"pyproject.toml": SCRIPTS}, "true", 3),
        ("one_command", TRAINED | {"pyproject.toml": SCRIPTS} | ci("acme"), "true", 4),
        ("one_command", {"dvc.yaml": DVC, "a.py": ""}, "true", 3),
        ("one_command", {"dvc.yaml": DVC, "a.py": ""} | ci("dvc repro"), "true", 4),
        ("one_command", TRAINED, "partial", 3),
        ("one_command", {"a.py": "", "README.md": "Run dvc repro"}, "false", 1),
        # A search
        ("systematic_search", training("import optuna\noptuna.create_study(storage='sqlite:///a')\n"), "true", 3),
        ("systematic_search", training("import optuna\nimport mlflow\nmlflow.log_metric(1)\noptuna.create_study()\n"), "true", 3),
        ("systematic_search", training("import optuna\noptuna.create_study()\n"), "partial", 3),
        ("systematic_search", TRAINED | in_notebook("import optuna\noptuna.create_study()"), "partial", 3),
        ("systematic_search", TRAINED | {"requirements.txt": "optuna\n"}, "false", 1),
        # A baseline
        ("compared_with_baseline", training("from sklearn.dummy import DummyClassifier\nDummyClassifier()\n"), "true", 3),
        ("compared_with_baseline", training("from sklearn.metrics import f1_score\ndef against_baseline(a):\n    return f1_score(a, a)\n"), "true", 3),
        ("compared_with_baseline", training("def against_baseline(a): ...\n"), "false", 1),
        ("compared_with_baseline", BASE | {"acme/other.py": "from sklearn.dummy import DummyClassifier\nDummyClassifier()\n"}, "partial", 3),
        # Quality by group
        ("quality_by_group", training("from fairlearn.metrics import MetricFrame\nMetricFrame()\n"), "true", 3),
        ("quality_by_group", training("def metrics_by_group(a): ...\n"), "true", 3),
        ("quality_by_group", BASE | in_notebook("from fairlearn.metrics import MetricFrame\nMetricFrame()"), "partial", 3),
        ("quality_by_group", training("def slice_text(a): ...\n"), "false", 1),
        # Code in parts
        ("code_in_parts", BASE, "true", 3),
        ("code_in_parts", BASE | {"acme/flow.py": FLOW}, "true", 4),
        ("code_in_parts", {"a.py": "x = 1\n"} | in_notebook(FIT), "false", 3),
        ("code_in_parts", {"train.py": FIT}, "false", 2),
        ("code_in_parts", {"train.py": FIT, "prepare.py": "import pandas\npandas.read_csv('a')\n"}, "true", 3),
        ("code_in_parts", {"train.py": FIT, "again.py": FIT}, "false", 2),
        ("code_in_parts", {"flow.py": STEPS}, "true", 3),
        ("code_in_parts", {"flow.py": STEPS.replace("@task\ndef judge", "def judge")}, "false", 2),
        # Packages
        ("packaged", BASE | {"pyproject.toml": SCRIPTS} | ci("pip wheel ."), "true", 4),
        ("packaged", BASE | {"Dockerfile": "FROM python"} | ci("docker build ."), "true", 4),
        ("packaged", BASE | {"pyproject.toml": SCRIPTS}, "partial", 3),
        ("packaged", BASE | ci("echo pip wheel ."), "false", 1),
        # Versions
        ("listed_versions", {"requirements.lock": LOCK}, "true", 3),
        ("listed_versions", {"requirements.txt": "a==1\nb==2.0\n"}, "true", 3),
        ("listed_versions", {"requirements.txt": "a>=1\nb==2\n"}, "false", 1),
        ("listed_versions", {"tests/requirements.txt": "a==1\nb==2\n", "a.py": ""}, "false", 1),
        # Environments
        ("sealed_environment", {"requirements.lock": LOCK} | ci("pip install --require-hashes -r requirements.lock"), "true", 4),
        ("sealed_environment", {"requirements.txt": "a==1\nb==2\n"} | ci("pip install -r requirements.txt"), "false", 2),
        ("sealed_environment", {"requirements.txt": "a==1\nb==2\n", "Dockerfile": "FROM python\nRUN pip install -r requirements.txt\n"}, "true", 4),
        ("sealed_environment", {"requirements.txt": "a\nb\n", "Dockerfile": "FROM python\nRUN pip install -r requirements.txt\n"}, "partial", 3),
        ("sealed_environment", {"requirements.lock": LOCK} | ci("pip install ."), "false", 2),
        ("sealed_environment", {"requirements.lock": LOCK, "Dockerfile": "# FROM python\n#RUN pip install --require-hashes -r requirements.lock\n"}, "false", 2),
        # Approval
        ("required_review", {"infra/a.tf": TERRAFORM}, "true", 4),
        ("required_review", {"infra/a.tf": TERRAFORM.replace("  req", "# req")}, "false", 1),
        ("required_review", {"infra/a.tf": TERRAFORM.replace("= 1", "= 0")}, "false", 1),
        ("required_review", {"CODEOWNERS": "* @ada\n"}, "partial", 3),
        ("required_review", {"CODEOWNERS": "# * @ada\n"}, "false", 1),
        # Age
        ("staleness_study", training("def quality_by_age(a): ...\n"), "true", 3),
        ("staleness_study", BASE | {"acme/other.py": "def quality_by_age(a): ...\n"}, "partial", 3),
        ("staleness_study", training("def staleness(a): ...\n"), "false", 1),
        # One case
        ("step_trace", BASE | {"acme/main.py": MAIN + "def trace_case(n): ...\n", "pyproject.toml": SCRIPTS}, "true", 3),
        ("step_trace", BASE | {"acme/other.py": "def trace_case(n): ...\n"}, "false", 1),
        ("step_trace", BASE | in_notebook("import shap\nshap.force_plot()"), "partial", 3),
    ],
)  # fmt: skip
def test_a_probe_sees_what_is_there(
    tmp_path: Path, probe: str, files: Files, outcome: str, confidence: int
) -> None:
    found = look(probe, project_of(tmp_path, files))

    assert (found.outcome, found.confidence) == (outcome, confidence), found.message
    assert found.pointers or outcome == "false"


DISGUISES: dict[str, Callable[[str], Files]] = {
    "a comment": lambda text: {"acme/x.py": "# " + text.replace("\n", "\n# ")},
    "a text": lambda text: {"acme/x.py": f"DOC = '''{text}'''\n"},
    "dead code": lambda text: {
        "acme/x.py": "if False:\n"
        + "".join(f"    {line}\n" for line in text.splitlines())
    },
    "a test": lambda text: {"tests/x.py": text},
    "a vendored file": lambda text: {"site-packages/x.py": text},
    "an example": lambda text: {"examples/x.py": text},
    "prose": lambda text: {"README.md": text},
    "a dependency": lambda _: {
        "requirements.txt": "mlflow\noptuna\nfairlearn\nscikit-learn\nlime\n"
    },
}


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize(
    ("probe", "text"),
    [
        ("tracked_in_code", "import mlflow\nmlflow.log_metric('a', 1)\n"),
        ("one_command", FLOW + TRACKED),
        ("systematic_search", "import optuna\noptuna.create_study()\n"),
        (
            "compared_with_baseline",
            "from sklearn.dummy import DummyClassifier\nDummyClassifier()\n",
        ),
        (
            "quality_by_group",
            "from fairlearn.metrics import MetricFrame\nMetricFrame()\n",
        ),
        ("code_in_parts", FIT),
        ("staleness_study", "def quality_by_age(a): ...\n"),
        ("step_trace", "def trace_case(n): ...\n"),
    ],
)
def test_a_look_alike_is_no_evidence(
    tmp_path: Path, probe: str, text: str, disguise: str
) -> None:
    files = {"acme/__init__.py": "", "acme/y.py": "x = 1\n"} | DISGUISES[disguise](text)

    found = look(probe, project_of(tmp_path, files))

    assert found.rung is None, found.message


def history(subjects: list[str], days: int = 1) -> Project:
    commits = tuple(
        Commit(
            sha=f"{n:040}",
            at=NOW - timedelta(days=days + n),
            author=f"author {n % 2}",
            parents=(f"{n + 1:040}",),
            subject=subject,
        )
        for n, subject in enumerate(subjects)
    )
    return Project(now=NOW, history=History(commits))


@pytest.mark.parametrize(
    ("subjects", "days", "outcome", "confidence"),
    [
        (["Add a (#1)"] * 6, 1, "true", 5),
        (["Add a (#1)"] * 6, 120, "true", 4),
        (["Merge pull request #4 from x"] + ["Add"] * 5, 1, "partial", 3),
        (["Merge branch 'x'"] * 8, 1, "false", 1),
        (["Fix #12"] * 8, 1, "false", 1),
        (["Add a (#1)"] * 3, 1, "not_available", 1),
    ],
)
def test_changes_that_came_by_a_request_are_counted(
    subjects: list[str], days: int, outcome: str, confidence: int
) -> None:
    found = look("reviewed_changes", history(subjects, days))

    assert (found.outcome, found.confidence) == (outcome, confidence), found.message
