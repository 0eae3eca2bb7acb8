"""Portfolios as files: what is read, what is refused, and where the fault is."""

import csv
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from advisor.advise.catalogue import load_catalogue
from advisor.advise.portfolio import Portfolio
from advisor.advise.portfolio_exchange import (
    dump_table,
    load_portfolio,
    load_sheet,
    template,
)
from advisor.advise.portfolio_sheet import PortfolioSheet, resolve
from advisor.advise.use_case import UseCaseSheet, load_questions
from advisor.assess.tables import RISKY
from advisor.errors import PortfolioError

CATALOGUE = load_catalogue()
QUESTIONS = load_questions()
HEADER = "id,name,delivery,data,tools\n"
ROW = "churn,Who leaves,batch,tables texts,mlflow\n"

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]))
names = texts.map(str.strip).filter(lambda text: len(text) >= 3)
use_cases_drawn = st.tuples(
    names,
    st.fixed_dictionaries(
        {"delivery": st.sampled_from([("batch",), ("online",)])},
        optional={
            "data": st.lists(
                st.sampled_from(["tables", "texts", "images"]), min_size=1, unique=True
            ).map(tuple),
            "tools": st.just(("mlflow", "ray")),
        },
    ),
)


def sheet_of(*drawn: tuple[str, Mapping[str, Any]], **fields: Any) -> PortfolioSheet:
    return PortfolioSheet(
        use_cases=tuple(
            UseCaseSheet(id=f"u{i}", name=name, answers=answers)
            for i, (name, answers) in enumerate(drawn)
        ),
        **({"name": "Acme"} | fields),
    )


def read(text: str, name: str = "ours.csv") -> Portfolio:
    return load_portfolio(text.encode(), name, CATALOGUE, QUESTIONS)


def refused(raw: bytes, name: str) -> str:
    with pytest.raises(PortfolioError) as caught:
        load_sheet(raw, name, CATALOGUE, QUESTIONS)
    return str(caught.value)


def workbook(*rows: tuple[Any, ...], title: str = "Use cases") -> Any:
    made = Workbook()
    made.worksheets[0].title = title
    for row in rows:
        made.worksheets[0].append(row)
    return made


def packed(made: Any) -> bytes:
    written = BytesIO()
    made.save(written)
    return written.getvalue()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@settings(deadline=None, max_examples=25)
@given(
    drawn=st.lists(use_cases_drawn, min_size=1, max_size=3),
    name=names,
    projects=st.none() | st.integers(0, 99),
)
def test_what_is_written_reads_back_equal(
    form: str, drawn: Any, name: str, projects: int | None
) -> None:
    sheet = sheet_of(*drawn, name=name, projects=projects, owned=("kubeflow",))
    raw = dump_table(sheet, QUESTIONS, f"ours.{form}")

    assert load_sheet(raw, f"ours.{form}", CATALOGUE, QUESTIONS) == sheet


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_same_portfolio_gives_the_same_bytes(form: str) -> None:
    sheet = sheet_of(("Who leaves", {"delivery": ("batch",)}))
    once, again = (dump_table(sheet, QUESTIONS, f"x.{form}") for _ in range(2))

    assert once == again


def test_a_table_says_what_the_yaml_says() -> None:
    yaml = """name: Acme
projects: 3
owned: [kubeflow]
use_cases:
  - id: churn
    name: Who leaves
    answers: {delivery: batch, data: [tables, texts], tools: mlflow}
"""
    table = "#name;Acme\n#projects;3\n#owned;kubeflow\n" + (HEADER + ROW).replace(
        ",", ";"
    )

    assert read(table) == read(yaml, "ours.yaml")
    assert read(table).owned == ("kubeflow", "mlflow")


def test_without_fields_the_file_names_it_and_each_use_case_is_a_project() -> None:
    found = read(HEADER + ROW + "\n" + ROW.replace("churn", "fraud"))

    assert (found.name, found.projects) == ("ours.csv", 2)


def test_an_answer_may_be_written_as_people_write() -> None:
    found = read("ID,Name,Releases\nchurn,Who leaves,Side by side\n")

    assert found.use_cases[0].musts == {"ab_canary_shadow": 2, "deployment": 2}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            HEADER + ROW.replace("batch", "batsh"),
            "row 2, column delivery: use_cases.0.",
        ),
        (HEADER + ROW.replace("batch", "batsh"), "'batsh' is no answer to 'delivery'"),
        (HEADER + ROW.replace("tables texts", "tables prose"), "row 2, column data"),
        (HEADER + ROW.replace("mlflow", "mlfow"), "did you mean 'mlflow'?"),
        (HEADER + ROW.replace("batch", ""), "row 2: use_cases.0.musts: asks nothing"),
        (
            HEADER + "\n" + ROW.replace("churn", "No id"),
            "row 3, column id: use_cases.0.id",
        ),
        (
            HEADER + ROW + ROW,
            "row 3, column id: use_cases.1.id: two use cases have the same id",
        ),
        (HEADER + ROW.strip() + ",more\n", "row 2, column 6: has no heading"),
        ("id,name,weather\n", "row 1, column 'weather': not a column"),
        ("id,name,data,data\n", "row 1, column data: stands here twice"),
        ("id,delivery\n", "row 1, column name: missing"),
        (HEADER, "row 1, column id: no use case below"),
        ("", "row 1, column id: missing"),
        ("#colour,red\n" + HEADER + ROW, "row 1, column 1: 'colour' is no field"),
        ("#projects,six\n" + HEADER + ROW, "row 1, column 2: projects: Input should"),
        ("#owned,mlfow\n" + HEADER + ROW, "row 1, column 2: owned.0: 'mlfow' is no"),
        (HEADER + 'churn,"Who\n', "not CSV"),
    ],
)
def test_a_fault_in_a_table_is_named_by_row_and_column(
    text: str, expected: str
) -> None:
    assert expected in refused(text.encode(), "ours.csv")


def test_every_fault_of_a_table_is_named_at_once() -> None:
    text = (
        HEADER
        + ROW.replace("batch", "x")
        + ROW.replace("churn", "b").replace("mlflow", "mlfow")
    )

    assert len(refused(text.encode(), "ours.csv").splitlines()) == 2


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "-2", "+3", "=HYPERLINK('x')"])
def test_what_looks_like_a_formula_is_written_and_read_as_text(
    form: str, text: str
) -> None:
    sheet = sheet_of((text.ljust(3, "!"), {"delivery": ("batch",)}), name="=1+1")
    raw = dump_table(sheet, QUESTIONS, f"ours.{form}")

    assert load_sheet(raw, f"ours.{form}", CATALOGUE, QUESTIONS) == sheet
    if form == "csv":
        rows = csv.reader(raw.decode("utf-8-sig").splitlines())
        assert not [cell for row in rows for cell in row if cell.startswith(RISKY[:4])]
    else:
        cells = load_workbook(BytesIO(raw))["Use cases"][2]
        assert {cell.data_type for cell in cells if cell.value} == {"s"}


def test_a_formula_in_a_workbook_is_refused_by_its_cell() -> None:
    raw = packed(workbook(("id", "name", "delivery"), ("churn", "=A1", "batch")))

    assert refused(raw, "x.xlsx") == (
        "x.xlsx: sheet Use cases, cell B2: a formula; expected the text itself"
    )


def test_a_link_in_a_workbook_is_its_text() -> None:
    made = workbook(("id", "name", "delivery"), ("churn", "Who leaves", "batch"))
    made["Use cases"]["B2"].hyperlink = "https://example.org/elsewhere"

    found = load_sheet(packed(made), "x.xlsx", CATALOGUE, QUESTIONS)

    assert "example.org" not in repr(found)


@pytest.mark.parametrize(
    ("raw", "name", "expected"),
    [
        (packed(workbook(("id",), title="Sheet")), "x.xlsx", "no sheet 'Use cases'"),
        (b"PK not a workbook", "x.xlsx", "not a workbook that can be read"),
        (b"\xff\xfe", "x.csv", "byte 0 is not UTF-8 text"),
        (b"name: Acme", "x.txt", "x.txt: expected a name that ends in .yaml"),
        (b"#" * 5_000_001, "x.csv", "larger than 5 MB"),
        (("#name,A\n" * 5_001).encode(), "x.csv", "more than 5000 rows"),
    ],
)
def test_a_file_that_is_no_portfolio_is_refused(
    raw: bytes, name: str, expected: str
) -> None:
    assert expected in refused(raw, name)


@pytest.mark.parametrize("form", ["csv", "xlsx", "yaml", "json"])
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_but_never_breaks(
    form: str, data: st.DataObject
) -> None:
    sheet = sheet_of(("Who leaves", {"delivery": ("batch",)}))
    whole = {
        "csv": dump_table(sheet, QUESTIONS, "x.csv"),
        "xlsx": dump_table(sheet, QUESTIONS, "x.xlsx"),
    }.get(form, sheet.model_dump_json().encode())
    place = data.draw(st.integers(0, len(whole) - 1))
    damage = data.draw(st.binary(max_size=8))
    raw = whole[:place] + damage + whole[place + data.draw(st.integers(0, 9)) :]

    said = ""
    try:
        load_sheet(raw, f"x.{form}", CATALOGUE, QUESTIONS)
    except PortfolioError as fault:
        said = str(fault)

    assert not said or said.startswith(f"x.{form}")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_template_can_be_filled_in_and_read(form: str) -> None:
    raw = template(QUESTIONS, f"ours.{form}")
    if form == "csv":
        found = read(raw.decode("utf-8-sig") + "churn,Who leaves,,customers,strict\n")
    else:
        made = load_workbook(BytesIO(raw))
        made["Use cases"].append(["churn", "Who leaves", None, "customers", "strict"])
        found = load_portfolio(packed(made), "ours.xlsx", CATALOGUE, QUESTIONS)

    assert found.name == "Our use cases"
    assert found.use_cases[0].style == "regulated"


@pytest.mark.parametrize("name", ["ours.yaml", "ours", "ours.pdf"])
def test_a_table_needs_a_name_of_a_table(name: str) -> None:
    with pytest.raises(PortfolioError, match=r"ends in \.csv, \.xlsx"):
        template(QUESTIONS, name)


def test_a_table_has_no_column_for_more_than_answers() -> None:
    sheet = PortfolioSheet(
        name="Acme",
        use_cases=(UseCaseSheet(id="a", name="Who leaves", musts={"automl": 2}),),
    )

    with pytest.raises(PortfolioError, match="keep this portfolio as YAML"):
        dump_table(sheet, QUESTIONS, "ours.csv")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("weights: {method: swing, points: {automl: 50}}", None),
        ("weights: {method: rank_order, order: [automl]}", None),
        (
            "weights: {method: rank_order, order: [alerting]}",
            "x.yaml:6: weights: use case 'a': no rank for automl",
        ),
        (
            "weights: {method: swing, points: {auto_ml: 5}}",
            "x.yaml:6: weights.points.auto_ml: 'auto_ml' is no known capability",
        ),
        ("weights: {method: gut}", "x.yaml:6: weights: Input tag 'gut'"),
    ],
)
def test_weights_of_a_file_are_checked_and_applied(
    more: str, expected: str | None
) -> None:
    raw = f"name: Acme\nuse_cases:\n  - id: a\n    name: Who\n    musts: {{automl: 2}}\n{more}\n"
    if expected is None:
        found = read(raw, "x.yaml")
        assert found.weights
        assert set(found.use_cases[0].shoulds) == {"automl"}
    else:
        assert refused(raw.encode(), "x.yaml").startswith(expected)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ("{delivery: [batch, online]}", "use_cases.0.answers.delivery: 2 answers"),
        (
            "{deliver: batch}",
            "use_cases.0.answers.deliver: 'deliver' is no known quest",
        ),
        ("{delivery: 3}", "3 is a number; expected the word of an answer"),
    ],
)
def test_answers_in_yaml_are_checked_by_line(answers: str, expected: str) -> None:
    raw = f"name: Acme\nuse_cases:\n  - id: a\n    name: Who\n    answers: {answers}\n"

    found = refused(raw.encode(), "x.yaml")

    assert found.startswith("x.yaml:5: ")
    assert expected in found


def test_an_excluded_platform_must_be_one() -> None:
    use_case = UseCaseSheet.model_validate(
        {"id": "a", "name": "Who", "musts": {"automl": 2}}
        | {"constraints": {"excluded": ["airflo"]}}
    )
    sheet = PortfolioSheet(name="Acme", use_cases=(use_case,))

    with pytest.raises(PortfolioError, match="did you mean 'airflow'"):
        resolve(sheet, CATALOGUE, QUESTIONS)
