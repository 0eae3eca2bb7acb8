"""`scan` and `reconcile`: exit codes, one line on standard error, every format."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_builders import run

from advisor.assess import bundle, exchange
from advisor.assess.answers import Answer, Scope, blank
from advisor.assess.questionnaire import Rung

CI = """\
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pytest
"""


@pytest.fixture(scope="module")
def tested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose CI runs its tests on every change."""
    folder = tmp_path_factory.mktemp("tested")
    (folder / ".github" / "workflows").mkdir(parents=True)
    (folder / ".github" / "workflows" / "ci.yml").write_text(CI)
    (folder / "model.py").write_text("def double(x):\n    return 2 * x\n")
    (folder / "test_model.py").write_text(
        "from model import double\n\n\ndef test_it():\n    assert double(2) == 4\n"
    )
    identity = {
        f"GIT_{who}_{what}": "a@b.c"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "First"]):
        subprocess.run(
            ["git", *command], cwd=folder, check=True, env=os.environ | identity
        )
    return folder


@pytest.fixture(scope="module")
def evidence(tested: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("evidence") / "scan.json"
    path.write_text(run("scan", tested, "--format", "json").stdout, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    questions = bundle.load().questionnaire
    sheet = blank(questions, Scope(name="Acme"))
    sheet = sheet.with_answer("automation.ci", Answer(rung=Rung.NONE))
    path = tmp_path_factory.mktemp("answers") / "acme.yaml"
    path.write_bytes(exchange.dump(sheet, questions, exchange.Form.YAML))
    return path


def test_scan_prints_the_fields_of_its_contract(evidence: Path) -> None:
    found = json.loads(evidence.read_text(encoding="utf-8"))

    assert found["schema_version"] == 1
    assert len(found["content_digest"]) == 64
    assert {
        "probe",
        "practice",
        "outcome",
        "confidence",
        "message",
        "pointer",
        "remedy",
    } <= set(found["findings"][0])
    assert set(found["practices"]) == set(bundle.load().questionnaire.practices)
    assert found["level"]["nagarro"] == 0
    assert 0 < found["coverage"] < 1


def test_what_ci_shows_is_pointed_at(evidence: Path) -> None:
    found = json.loads(evidence.read_text(encoding="utf-8"))
    pointers = {
        f["pointer"]
        for f in found["findings"]
        if f["practice"] == "automation.ci" and f["outcome"] == "true"
    }

    assert found["practices"]["automation.ci"] == "automated"
    assert any(p.startswith(".github/workflows/ci.yml") for p in pointers)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("text", "Checks on every change"),
        ("markdown", "Checks on every change"),
        ("json", '"automation.ci"'),
        ("sarif", '"automation.ci"'),
    ],
)
def test_every_format_is_printed(tested: Path, form: str, said: str) -> None:
    done = run("scan", tested, "--format", form)

    assert done.returncode == 0
    assert done.stderr == ""
    assert said in done.stdout


def test_a_gate_passes_on_what_is_seen_and_names_what_is_not(tested: Path) -> None:
    passed = run("scan", tested, "--require", "automation.ci")
    failed = run("scan", tested, "--require", "automation.ci,monitoring.drift")

    assert passed.returncode == 0
    assert failed.returncode == 1
    assert failed.stdout
    assert len(failed.stderr.splitlines()) == 1
    assert failed.stderr.startswith("mlops-advisor: not seen: monitoring.drift: ")


def test_a_scan_is_compared_with_the_one_before(
    tested: Path, evidence: Path, tmp_path: Path
) -> None:
    (tmp_path / "README.md").write_text("Nothing else.\n")

    same = run("scan", tested, "--since", evidence)
    worse = run("scan", tmp_path, "--since", evidence)

    assert "Since the last scan" not in same.stdout
    assert "Since the last scan" in worse.stdout


def test_a_badge_is_written(tested: Path, tmp_path: Path) -> None:
    image = tmp_path / "badge.svg"

    done = run("scan", tested, "--badge", image)

    assert done.returncode == 0
    assert image.read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_answers_are_held_against_the_evidence(
    answers: Path, evidence: Path, form: str
) -> None:
    done = run("reconcile", answers, "--evidence", evidence, "--format", form)

    assert done.returncode == 0
    assert done.stderr == ""


def test_a_dispute_lets_the_answer_count(answers: Path, evidence: Path) -> None:
    command = ("reconcile", answers, "--evidence", evidence, "--format", "json")
    believed = json.loads(run(*command).stdout)
    disputed = json.loads(
        run(*command, "--dispute", "automation.ci=It is broken").stdout
    )
    rows = [
        next(r for r in found["practices"] if r["practice"] == "automation.ci")
        for found in (believed, disputed)
    ]

    assert [r["used"] for r in rows] == ["automated", "none"]
    assert {r["verdict"] for r in rows} == {"evidence_stronger"}
    assert rows[1]["disputed"] == "It is broken"
    assert set(believed["probability"]) == {"0", "1", "2"}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["scan"], "nothing to scan"),
        (["scan", "/nowhere"], "/nowhere"),
        (["scan", ".", "--require", "automation.cii"], "did you mean 'automation.ci'"),
        (["scan", ".", "--since", "/nowhere.json"], "no such file"),
        (["scan", ".", "--format", "pdf"], "invalid choice"),
        (["reconcile", "x.yaml"], "--evidence"),
    ],
)
def test_bad_arguments_say_what_would_be_right(
    arguments: list[str], expected: str
) -> None:
    done = run(*arguments)

    assert done.returncode == 2
    assert expected in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("raw", [b"", b"{}", b"[1, 2]", b"\xff\xfe", b"{" * 1000])
def test_what_is_no_scan_gives_one_line_and_exit_code_2(
    answers: Path, tmp_path: Path, raw: bytes
) -> None:
    path = tmp_path / "scan.json"
    path.write_bytes(raw)

    done = run("reconcile", answers, "--evidence", path)

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("mlops-advisor: scan.json")


@pytest.mark.parametrize("dispute", ["automation.ci", "automation.ci=", "x=y"])
def test_a_dispute_without_practice_or_reason_is_refused(
    answers: Path, evidence: Path, dispute: str
) -> None:
    done = run("reconcile", answers, "--evidence", evidence, "--dispute", dispute)

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_scan_works_as_a_program_of_its_own(tested: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "advisor", "scan", "."],
        cwd=tested,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )

    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.startswith(f"Evidence of MLOps in {tested.name}")
