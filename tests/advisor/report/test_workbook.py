"""The workbook computes: a real spreadsheet program comes to the engine's figures."""

import random
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from report_builders import dossier

from advisor.assess import bundle as bundles
from advisor.assess.answers import Answer, AnswerSheet, Scope
from advisor.assess.questionnaire import Rung
from advisor.language import use
from advisor.report import workbook
from advisor.report.dossier import Dossier
from advisor.report.workbook_cells import ANSWERS, Formula, title

BUNDLE = bundles.load()
SHEETS = 6
MIXES = (
    (1, 1, 1, 1, 1),
    (0, 1, 9, 1, 0),
    (0, 0, 1, 0, 0),
    (0, 0, 0, 0, 1),
    (0, 0, 0, 1, 0),
    (0, 0, 30, 1, 1),
)
OFFICE = shutil.which("soffice")


def chance_of(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - answers of a test are no secret


def sheet(chance: random.Random) -> AnswerSheet:
    """Return answers of one mix of rungs, some practices left off the sheet."""
    weights = chance.choice(MIXES)
    answers = {
        id_: Answer(rung=chance.choices(list(Rung), weights)[0], reason="None here.")
        for id_ in BUNDLE.questionnaire.practices
        if chance.random() > 0.05
    }
    return AnswerSheet(scope=Scope(name="Acme"), answers=answers)


def changed(before: Dossier, path: Path, after: AnswerSheet) -> None:
    """Keep a report in which somebody has put other answers, computed by nobody."""
    book = load_workbook(BytesIO(workbook.render(before, BUNDLE)))
    for row in book[ANSWERS].iter_rows(min_row=2, max_col=2):
        row[1].value = after.rung(str(row[0].value)).value
    book.save(path)


def computed(folder: Path) -> Path:
    """Let LibreOffice compute every workbook of a folder; return where they are."""
    done = folder / "done"
    names = sorted(map(str, folder.glob("*.xlsx")))
    subprocess.run(
        [
            str(OFFICE),
            "--headless",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(done),
            *names,
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return done


def differences(path: Path, expected: Dossier) -> list[str]:
    """Return each formula whose value is not the one that the engine gives."""
    book = load_workbook(path, data_only=True)
    found = []
    for name, worksheet in workbook.worksheets(expected, BUNDLE).items():
        for number, row in enumerate(worksheet.rows, 1):
            for place, cell in enumerate(row, 1):
                if isinstance(cell, Formula):
                    got = book[title(name)].cell(number, place)
                    if not _same(got.value, cell.value):
                        found.append(
                            f"{name}!{got.coordinate}: {got.value!r}, {cell.value!r}"
                        )
    return found


def _same(got: object, expected: str | float) -> bool:
    if isinstance(got, int | float) and isinstance(expected, int | float):
        return abs(got - expected) < 1e-9
    return (got or "") == expected


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_program_comes_to_the_engines_figures(tmp_path: Path) -> None:
    ids = [reading.id for reading in BUNDLE.readings.levelled]
    expected = {}
    for number in range(SHEETS):
        chance = chance_of(number)
        reading = ids[number % len(ids)]
        before, after = (dossier(sheet(chance), BUNDLE, reading) for _ in range(2))
        full = after.sheet.model_copy(
            update={
                "answers": {
                    id_: after.sheet.answers.get(id_, Answer())
                    for id_ in BUNDLE.questionnaire.practices
                }
            }
        )
        expected[f"{number}.xlsx"] = dossier(full, BUNDLE, reading).model_copy(
            update={"plan": before.plan}
        )
        changed(before, tmp_path / f"{number}.xlsx", full)

    done = computed(tmp_path)

    for name, wanted in expected.items():
        assert differences(done / name, wanted) == []


def test_formulas_carry_what_they_come_to_for_those_who_compute_nothing() -> None:
    found = dossier(sheet(chance_of(1)), BUNDLE)

    book = load_workbook(BytesIO(workbook.render(found, BUNDLE)), data_only=True)

    summary = {row[0].value: row[1].value for row in book["Summary"].iter_rows()}
    standing = found.assessment.standing
    assert summary["Pessimistic level"] == standing.level_pessimistic
    assert summary["Optimistic level"] == standing.level_optimistic
    assert summary["Coverage"] == pytest.approx(standing.coverage)
    assert summary["Progress to the next level"] == pytest.approx(standing.progress)


def test_the_rungs_are_offered_to_choose_from() -> None:
    found = dossier(sheet(chance_of(1)), BUNDLE)

    book = load_workbook(BytesIO(workbook.render(found, BUNDLE)))

    (choice,) = book[ANSWERS].data_validations.dataValidation
    assert choice.formula1 == f'"{",".join(Rung)}"'


def test_sheets_have_titles_that_a_workbook_can_carry_in_every_language() -> None:
    for code in ("en", "de"):
        with use(code):
            titles = [
                title(name)
                for name in workbook.worksheets(
                    dossier(sheet(chance_of(2)), BUNDLE), BUNDLE
                )
            ]
        assert len({name.lower() for name in titles}) == len(titles)
        assert all(
            len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in titles
        )
