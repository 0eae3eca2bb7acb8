"""`report`: every form by its ending, exit codes, one line on standard error."""

import json
from pathlib import Path

import pytest
from command_builders import run
from session_builders import ROLES, ballot, session

from advisor import commands_report
from advisor.assess import bundle, exchange
from advisor.assess.answers import Answer, Scope, blank
from advisor.assess.questionnaire import Rung
from advisor.report.forms import Form
from advisor.session import outcome as outcomes
from advisor.session import settings as session_settings

STARTS = {
    Form.HTML: b"<!DOCTYPE html>",
    Form.PDF: b"%PDF",
    Form.PPTX: b"PK",
    Form.XLSX: b"PK",
    Form.MARKDOWN: b"# MLOps maturity of Acme",
    Form.JSON: b"{",
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An answer sheet on which everything is done by hand."""
    questions = bundle.load().questionnaire
    sheet = blank(questions, Scope(name="Acme"))
    hand = dict.fromkeys(sheet.answers, Answer(rung=Rung.BY_HAND))
    path = tmp_path_factory.mktemp("sheet") / "answers.yaml"
    sheet = sheet.model_copy(update={"answers": hand})
    path.write_bytes(exchange.dump(sheet, questions, exchange.Form.YAML))
    return path


@pytest.mark.parametrize("form", Form)
def test_the_ending_says_the_form(answers: Path, tmp_path: Path, form: Form) -> None:
    out = tmp_path / f"report.{form}"

    done = run("report", answers, "--out", out)

    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(STARTS[form])
    assert "written" in done.stdout


def test_a_report_assesses_to_the_identical_figures(
    answers: Path, tmp_path: Path
) -> None:
    for name in ("report.json", "report.xlsx"):
        out = tmp_path / name
        run("report", answers, "--reading", "google", "--out", out)
        args = ("--reading", "google", "--format", "json")

        again = run("assess", out, *args)

        assert again.returncode == 0, again.stderr
        assert again.stdout == run("assess", answers, *args).stdout


def test_evidence_portfolio_and_session_go_into_the_report(
    answers: Path, tmp_path: Path
) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "model.py").write_text("x = 1\n")
    scanned = run("scan", tmp_path / "project", "--format", "json")
    (tmp_path / "scan.json").write_text(scanned.stdout)
    (tmp_path / "use_cases.yaml").write_text(
        "name: Shop\nprojects: 1\nuse_cases:\n  - id: one\n    name: One\n"
        "    musts: {experiment_tracking: 1}\n"
    )
    ids = list(bundle.load().questionnaire.practices)
    said = [
        ballot(n, {ids[0]: rung}, ROLES[n]) for n, rung in enumerate(list(Rung)[:3])
    ]
    held = outcomes.Proceedings(
        session=session(bundle.load().questionnaire), ballots=tuple(said)
    )
    found = outcomes.outcome(held, bundle.load(), session_settings.load())
    (tmp_path / "session.json").write_text(found.model_dump_json())
    out = tmp_path / "report.json"

    done = run(
        *("report", answers, "--evidence", tmp_path / "scan.json"),
        *("--portfolio", tmp_path / "use_cases.yaml"),
        *("--session", tmp_path / "session.json", "--out", out),
    )

    assert done.returncode == 0, done.stderr
    report = json.loads(out.read_text())
    assert (
        report["evidence"]["scan_digest"]
        == json.loads(scanned.stdout)["content_digest"]
    )
    assert report["matching"]["portfolio"] == "Shop"
    assert report["session"]["participants"] == dict.fromkeys(ROLES[:3], 1)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--out", "report.docx"), "not the name of a report"),
        (("--out", "nowhere/report.pdf"), "no such folder"),
        (("--out", "folder.pdf"), "is a folder"),
        (("--target", "7", "--out", "r.md"), "levels 0 to 2"),
        (("--reading", "nobody", "--out", "r.md"), "gives no level"),
        (("--capacity", "1", "--out", "r.md"), "1"),
        (("--session", "bad.json", "--out", "r.md"), "outcome of a session"),
        (("--evidence", "none.json", "--out", "r.md"), "no such file"),
        (("--reading", "ml-test-score", "--target", "1", "--out", "r.md"), "points"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    answers: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    given: tuple[str, ...],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "bad.json").write_text('{"session": 1}')

    done = run("report", answers, *given)

    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert not done.stdout


def test_a_reading_by_points_reports_without_a_road_map(
    answers: Path, tmp_path: Path
) -> None:
    out = tmp_path / "report.md"

    done = run("report", answers, "--reading", "ml-test-score", "--out", out)

    assert done.returncode == 0, done.stderr
    assert "demands nothing to plan for" in out.read_text()


def test_who_waits_is_told_what_for(
    answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands_report, "PATIENCE", 0.0)

    done = run("report", answers, "--out", tmp_path / "report.pdf")

    assert done.returncode == 0
    assert "Writing report.pdf" in done.stderr
