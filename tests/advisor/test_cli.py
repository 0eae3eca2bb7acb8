"""The command line: exit codes, one line on standard error, JSON."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_builders import run

from advisor.assess import bundle, exchange
from advisor.assess.answers import Answer, Scope, blank
from advisor.assess.questionnaire import Rung

FOREIGN = Path(__file__).parents[1] / "foreign"


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sheet with everything by hand but one practice."""
    questions = bundle.load().questionnaire
    sheet = blank(questions, Scope(name="Acme"))
    for id_ in questions.practices:
        sheet = sheet.with_answer(id_, Answer(rung=Rung.BY_HAND))
    sheet = sheet.with_answer("data.schema", Answer(rung=Rung.NONE))
    path = tmp_path_factory.mktemp("answers") / "acme.yaml"
    path.write_bytes(exchange.dump(sheet, questions, exchange.Form.YAML))
    return path


def test_help_names_every_command() -> None:
    program = [sys.executable, "-m", "advisor", "--help"]
    done = subprocess.run(program, capture_output=True, text=True, check=False)

    assert done.returncode == 0
    for command in ("app", "questions", "assess", "roadmap"):
        assert command in done.stdout


def test_help_imports_nothing_heavy() -> None:
    """It answers in under half a second because it loads no library."""
    code = (
        "import sys; from advisor.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'pandas', 'pydantic', 'scipy', 'sqlalchemy', 'streamlit'}\n"
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False
    )

    assert done.returncode == 0


def test_assess_prints_the_fields_of_its_contract(answers: Path) -> None:
    done = run("assess", answers, "--format", "json")
    found = json.loads(done.stdout)

    assert done.returncode == 0
    assert found["reading"] == "nagarro"
    assert (found["level"], found["level_pessimistic"], found["level_optimistic"]) == (
        0,
        0,
        0,
    )
    assert set(found["probability"]) == {"0", "1", "2"}
    assert found["coverage"] == 1
    assert {"practice", "has", "needs", "owner"} == set(found["blockers"][0])
    assert "data.schema" in {b["practice"] for b in found["blockers"]}
    assert {"id", "level", "progress"} <= set(found["dimensions"][0])
    assert set(found["ml_test_score"]) == {
        "data",
        "model",
        "infrastructure",
        "monitoring",
        "final",
    }
    assert set(found["readings"]) == {
        "nagarro",
        "google",
        "microsoft",
        "aws",
        "ml-test-score",
    }
    assert found["schema_version"] == 1
    assert len(found["content_digest"]) == 64


@pytest.mark.parametrize("reading", ["google", "microsoft", "aws", "ml-test-score"])
def test_every_reading_can_be_asked_for(answers: Path, reading: str) -> None:
    done = run("assess", answers, "--reading", reading, "--format", "markdown")

    assert done.returncode == 0
    assert f"under the reading '{reading}'" in done.stdout


def test_roadmap_prints_the_fields_of_its_contract(answers: Path) -> None:
    done = run(
        "roadmap", answers, "--target", "1", "--capacity", "30", "--format", "json"
    )
    found = json.loads(done.stdout)

    assert done.returncode == 0
    assert found["optimal"] is True
    assert found["total_effort"] == sum(s["effort"] for s in found["steps"])
    assert {"practice", "quarter", "effort", "value", "why", "shown_by"} <= set(
        found["steps"][0]
    )


def test_best_value_needs_no_target(answers: Path) -> None:
    done = run("roadmap", answers, "--best-value", "2", "--capacity", "20,5")

    assert done.returncode == 0
    assert "most value" in done.stdout


@pytest.mark.parametrize("suffix", ["yaml", "json", "csv", "xlsx"])
def test_an_answer_sheet_is_written_filled_in_and_scored(
    tmp_path: Path, suffix: str
) -> None:
    sheet = tmp_path / f"sheet.{suffix}"

    asked = run("questions", "--quick", "--out", sheet)
    scored = run("assess", sheet, "--format", "json")

    assert asked.returncode == 0
    assert "12 practices to answer" in asked.stdout
    assert json.loads(scored.stdout)["level_optimistic"] == 2


def test_questions_can_be_those_of_one_role() -> None:
    done = run("questions", "--role", "risk_manager")

    assert done.returncode == 0
    assert "\n  governance.inventory: unknown\n" in done.stdout
    assert "\n  data.pipeline: unknown\n" not in done.stdout


def test_a_foreign_questionnaire_is_checked_and_scored(tmp_path: Path) -> None:
    sheet = tmp_path / "kitchen.yaml"

    checked = run("questions", "--check", FOREIGN)
    asked = run("questions", "--questionnaire", FOREIGN, "--out", sheet)
    scored = run("assess", sheet, "--questionnaire", FOREIGN, "--format", "json")

    assert (checked.returncode, asked.returncode, scored.returncode) == (0, 0, 0)
    assert "fine: 4 practices" in checked.stdout
    assert json.loads(scored.stdout)["level_optimistic"] == 4


def test_every_fault_of_a_questionnaire_is_printed_with_its_line(
    tmp_path: Path,
) -> None:
    folder = Path(shutil.copytree(FOREIGN, tmp_path / "kitchen"))
    menu = folder / "maturity" / "menu.yaml"
    menu.write_text(menu.read_text().replace("value: ", "valu: "))

    done = run("questions", "--check", folder)

    assert done.returncode == 2
    assert [line.split(": ")[0] for line in done.stderr.splitlines()] == [
        "menu.yaml:5",
        "menu.yaml:17",
        "menu.yaml:18",
        "menu.yaml:30",
    ]


BAD_FILES = {
    "unknown_id.yaml": b"answers:\n  data.schem: none\n",
    "wrong_rung.yaml": b"answers:\n  data.schema: sometimes\n",
    "wrong_type.yaml": b"answers:\n  data.schema: [none]\n",
    "number.yaml": b"answers:\n  data.schema: 0.7\n",
    "nan.json": b'{"answers": {"data.schema": NaN}}',
    "nan.yaml": b"answers:\n  data.schema: .nan\n",
    "no_reason.yaml": b"answers:\n  data.schema: not_applicable\n",
    "duplicate.yaml": b"answers:\n  data.schema: none\n  data.schema: automated\n",
    "duplicate.json": b'{"answers": {"data.schema": "none", "data.schema": "none"}}',
    "bomb.yaml": b"a: &a [x, x]\nb: &b [*a, *a]\nanswers: *b\n",
    "object.yaml": b"answers: !!python/object/apply:os.system ['true']\n",
    "binary.yaml": bytes(range(256)),
    "binary.xlsx": bytes(range(256)),
    "binary.csv": bytes(range(256)),
    "empty.yaml": b"",
    "empty.csv": b"",
    "empty.xlsx": b"",
    "list.yaml": b"- 1\n",
    "deep.json": b"[" * 100_000,
    "other_questionnaire.yaml": b"questionnaire: kitchen\nanswers: {}\n",
    "future.yaml": b"schema_version: 9\nanswers: {}\n",
    "sheet.docx": b"",
}


@pytest.mark.parametrize("name", sorted(BAD_FILES))
@pytest.mark.parametrize("command", ["assess", "roadmap"])
def test_bad_input_gives_one_line_and_exit_code_2(
    tmp_path: Path, name: str, command: str
) -> None:
    path = tmp_path / name
    path.write_bytes(BAD_FILES[name])

    done = run(command, path)

    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"mlops-advisor: {name}")
    assert "Traceback" not in done.stderr


def test_a_file_of_fifty_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)

    done = run("assess", path)

    assert done.returncode == 2
    assert done.stderr.startswith("mlops-advisor: large.yaml: larger than 5 MB")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["assess", "missing.yaml"], "missing.yaml: no such file"),
        (["assess", "."], "is a folder"),
        (["assess"], "the following arguments are required: ANSWERS"),
        (["asess", "x"], "invalid choice"),
        (["questions", "--role", "king"], "expected one of"),
        (["questions", "--check", "missing"], "not a folder"),
        (["questions", "--out", "/nowhere/a.yaml"], "/nowhere/a.yaml"),
        (["questions", "--out", "a.txt"], "a.txt"),
        (["app", "--port", "99999"], "not a port"),
    ],
)
def test_bad_arguments_say_what_would_be_right(
    arguments: list[str], expected: str
) -> None:
    done = run(*arguments)

    assert done.returncode == 2
    assert expected in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--reading", "bingo"], "expected one of nagarro"),
        (["--target", "7"], "levels 0 to 2"),
        (["--capacity", "1"], "points; give at least"),
        (["--capacity", "nan"], "not a number of points above 0"),
        (["--reading", "ml-test-score"], "gives points, not demands"),
        (["--best-value", "0"], "expected 1 to 40"),
    ],
)
def test_bad_plans_say_what_would_be_right(
    answers: Path, arguments: list[str], expected: str
) -> None:
    done = run("roadmap", answers, *arguments)

    assert done.returncode == 2
    assert expected in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_reader_that_stops_reading_is_no_error(answers: Path) -> None:
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    command = f"{sys.executable} -m advisor assess {answers} | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )

    assert done.stderr == ""
    assert done.stdout.startswith("MLOps maturity of Acme")
