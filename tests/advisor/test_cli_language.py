"""The command line in another language: its texts, its errors and what stays as it is."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from command_builders import run

from advisor import commands, language
from advisor.assess import bundle, exchange
from advisor.assess.answers import Answer, Scope, blank
from advisor.assess.questionnaire import Rung
from advisor.language import t

GERMAN = "de"


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sheet with everything by hand."""
    questions = bundle.load().questionnaire
    sheet = blank(questions, Scope(name="Acme"))
    for id_ in questions.practices:
        sheet = sheet.with_answer(id_, Answer(rung=Rung.BY_HAND))
    path = tmp_path_factory.mktemp("answers") / "acme.yaml"
    path.write_bytes(exchange.dump(sheet, questions, exchange.Form.YAML))
    return path


def title() -> str:
    with language.use(GERMAN):
        return t("MLOps maturity of {name}", name="Acme")


def test_a_language_may_stand_before_or_after_the_command(answers: Path) -> None:
    before = run("--language", GERMAN, "assess", answers)
    after = run("assess", answers, "--language", GERMAN)

    assert before.stdout == after.stdout
    assert before.stdout.startswith(title())
    assert before.stdout != run("assess", answers).stdout


def test_a_language_may_be_preset_and_is_overruled_by_the_option(
    answers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(language.VARIABLE, GERMAN)

    assert run("assess", answers).stdout.startswith(title())
    assert "maturity" in run("assess", answers, "--language", "en").stdout


def test_an_unknown_language_is_bad_input_in_one_line(answers: Path) -> None:
    done = run("assess", answers, "--language", "xx")

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "'xx'" in done.stderr
    assert "de, en" in done.stderr


def test_an_error_is_told_in_the_language() -> None:
    done = run("assess", "nowhere.yaml", "--language", GERMAN)

    with language.use(GERMAN):
        assert done.stderr.endswith(f"nowhere.yaml: {t('no such file')}\n")


@pytest.mark.parametrize("command", ["assess", "roadmap"])
def test_json_is_the_same_in_every_language(command: str, answers: Path) -> None:
    english = run(command, answers, "--format", "json").stdout

    assert json.loads(english)["schema_version"] == 1
    german = run(command, answers, "--format", "json", "--language", GERMAN).stdout
    assert german == english


def test_a_scan_finds_the_same_data_in_every_language(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("from sklearn.svm import SVC\n", "utf-8")
    found = [
        json.loads(run("scan", tmp_path, "--format", "json", *spoken).stdout)
        for spoken in ((), ("--language", GERMAN))
    ]

    assert found[0]["findings"] == found[1]["findings"]
    assert found[0]["sources"] == found[1]["sources"]


def test_a_sheet_in_another_language_reads_back_as_the_same_answers(
    tmp_path: Path,
) -> None:
    questions = bundle.load().questionnaire
    for ending in ("yaml", "csv", "xlsx"):
        path = tmp_path / f"leer.{ending}"
        run("questions", "--language", GERMAN, "--out", path)

        sheet = exchange.load(path.read_bytes(), path.name, questions)

        assert set(sheet.rungs.values()) <= {Rung.UNKNOWN}
    with language.use(GERMAN):
        question = t(questions.practices["data.schema"].question)
    assert question in (tmp_path / "leer.yaml").read_text("utf-8")


def test_the_app_starts_in_the_language_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[Mapping[str, str]] = []

    def become(_: list[str], environment: Mapping[str, str]) -> int:
        begun.append(environment)
        return 0

    monkeypatch.setattr(commands, "_become", become)

    assert run("app", "--language", GERMAN).returncode == 0
    assert begun[0][language.VARIABLE] == GERMAN
