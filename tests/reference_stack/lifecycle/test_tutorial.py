"""The tutorial is true: another real data set runs, and only its folder differs."""

import json
import re
import shutil
from pathlib import Path

import pytest

from reference_stack import case as cases
from reference_stack.cli import _parser, main
from reference_stack.data_acquisition import contract
from reference_stack.lifecycle.run import run
from reference_stack.settings import PACKAGE, Settings, quiet
from reference_stack.stack import Stack
from reference_stack.tracking import registry
from reference_stack.warehouse import frame

ROOT = PACKAGE.parent
FLIGHTS, PARKING = PACKAGE / "cases" / "flights", PACKAGE / "cases" / "parking"
DATA = ROOT / "data" / "parking"
PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\.venv/bin/reference-stack (.+)$", PAGE, re.MULTILINE)
EXCERPTS = re.findall(r"^```(?:yaml|sql)\n(.+?)^```", PAGE, re.MULTILINE | re.DOTALL)
TOLD = dict(re.findall(r"^\| (?!What|-)(.+?) \| (.+?) \|$", PAGE, re.MULTILINE))
MISTAKES = {
    "a type that there is not, in the contract": (
        "ingest/readings.yaml",
        "type: integer, min: 0",
        "type: integr, min: 0",
    ),
    "a feature from what is to be predicted": (
        "goal.yaml",
        "      latest: of readings taken two hours before the arrival or earlier\n",
        "",
    ),
    "a grain that no caller can send": (
        "features/calendar.sql",
        "grain: arrival_slot",
        "grain: arrival_hour",
    ),
    "a misspelt column": ("features/usual.sql", "avg(share) AS", "avg(shre) AS"),
    "a grain that does not tell rows apart": (
        "features/usual.sql",
        "grain: car_park, arrival_slot",
        "grain: car_park",
    ),
    "rows doubled by a join": (
        "ingest/readings.sql",
        "FROM batch",
        "FROM batch CROSS JOIN range(2)",
    ),
    "an outcome from a column that there is not": (
        "labels.sql",
        "occupancy >=",
        "occupied >=",
    ),
}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """The second case after its whole run, served over HTTP."""
    quiet()
    home = tmp_path_factory.mktemp("parking")
    stack = Stack.open(Settings(home=home, case=PARKING, data=DATA))
    run(stack)
    return stack


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_tutorial_is_understood(line: str) -> None:
    assert callable(_parser().parse_args(line.split()).run)


@pytest.mark.parametrize("excerpt", EXCERPTS, ids=range(len(EXCERPTS)))
def test_an_excerpt_is_from_the_case_that_ships(excerpt: str) -> None:
    files = [p.read_text() for p in PARKING.rglob("*") if p.is_file()]

    assert [text for text in files if excerpt in text]


def test_the_tutorial_is_short_and_tells_every_step() -> None:
    assert len(PAGE.splitlines()) <= 150
    assert len(COMMANDS) >= 3
    assert len(EXCERPTS) >= 6
    for name in ("goal.yaml", "risk.yaml", "labels.sql", "data_sheet.yaml"):
        assert f"`{name}`" in PAGE


def test_a_case_is_made_of_the_same_files_and_no_code() -> None:
    def parts(folder: Path) -> set[str]:
        return {path.name for path in folder.iterdir()}

    assert parts(PARKING) == parts(FLIGHTS)
    assert {p.suffix for p in PARKING.rglob("*") if p.is_file()} == {".yaml", ".sql"}


def test_no_code_names_the_case_or_one_of_its_columns() -> None:
    case = cases.load(PARKING)
    columns = contract.load(PARKING / "ingest" / "readings.yaml").columns
    names = {case.name, "readings.parquet", *case.goal.request, *case.goal.keys}
    word = re.compile(rf"\b({'|'.join(sorted(names | set(columns)))})\b")
    makers = {"extract.py", "extract_parking.py"}

    found = {
        (path.name, hit)
        for path in PACKAGE.rglob("*.py")
        if path.name not in makers
        for hit in word.findall(path.read_text())
    }

    assert found == set()


def test_the_second_case_ends_with_a_champion_a_watched_month_and_a_whole_ledger(
    stack: Stack,
) -> None:
    entries = stack.ledger.entries()
    gates = [e for e in entries if e.kind == "gate" and e.phase != "model_monitoring"]

    assert registry.alias(stack.settings, "champion") == "1"
    assert json.loads(stack.settings.release.read_text())["champion"] == "1"
    assert stack.ledger.done("watch 2016-12")
    assert stack.ledger.verify() == len(entries)
    assert [e.subject for e in gates if e.verdict != "passed"] == []


def test_every_good_reading_was_asked_for_over_http_and_the_advice_paid(
    stack: Stack,
) -> None:
    goal = stack.case.goal
    with stack.warehouse() as con:
        good = frame(con, "SELECT * FROM readings WHERE taken_at >= '2016-12-01'")
        served = frame(
            con,
            "SELECT entity_id, status, decision, label FROM predictions "
            "JOIN labels USING (entity_id)",
        )
    missed = goal.costs.missed * served["label"]
    cost = missed.where(~served["decision"].astype(bool), goal.costs.action)

    assert set(served["entity_id"]) == set(good["reading_id"])
    assert len(served) == len(good) == 8_219
    assert set(served["status"]) == {"ok"}
    assert 1 - cost.sum() / missed.sum() >= (goal.kpi("saving").min or 0)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_broken_edit_ends_with_the_one_line_that_the_tutorial_shows(
    mistake: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, old, new = MISTAKES[mistake]
    folder = Path(shutil.copytree(PARKING, tmp_path / "case"))
    text = (folder / name).read_text()
    assert text.count(old) >= 1
    (folder / name).write_text(text.replace(old, new, 1))

    code = main(options(tmp_path, folder, DATA))

    lines = capsys.readouterr().err.splitlines()
    told = [line for line in lines if line.startswith("reference-stack: ")]
    assert code == 2
    assert len(told) == 1
    assert lines[-1] == told[0]
    assert TOLD[mistake] in told[0]


def test_a_file_that_is_not_there_stops_the_line_at_its_gate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = Path(shutil.copytree(DATA, tmp_path / "data"))
    (data / "readings-2016-11.parquet").unlink()

    code = main(options(tmp_path, PARKING, data))

    assert code == 1
    assert TOLD["a file that is not there"] in capsys.readouterr().err


def options(tmp_path: Path, case: Path, data: Path) -> list[str]:
    home = str(tmp_path / "home")
    return ["run", "--case", str(case), "--data", str(data), "--home", home]
