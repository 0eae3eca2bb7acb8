"""The command `match`: its contract, what it prints, and what it refuses."""

import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from match_builders import catalogue, platform, portfolio, use_case

from advisor import content
from advisor.advise.catalogue import load_catalogue
from advisor.advise.match_settings import load_match_settings
from advisor.advise.matching import match
from advisor.advise.portfolio_exchange import load_portfolio
from advisor.advise.use_case import load_questions
from advisor.cli import main
from advisor.errors import PortfolioError
from advisor.report import markdown, matching, text

PAPER = content.questionnaires_folder() / "portfolios" / "source_paper.yaml"
TODAY = date(2026, 11, 22)
PLAIN = """name: Acme
projects: 1
use_cases:
  - id: churn
    name: Who leaves
    musts: {automl: 2}
"""


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["match", *arguments])
    return code, out.getvalue(), err.getvalue()


def answered(path: Path) -> Any:
    code, out, _ = run(str(path), "--format", "json")
    assert code == 0
    return json.loads(out)


@pytest.fixture(scope="module")
def paper() -> Any:
    return answered(PAPER)


def test_json_holds_the_fields_of_the_contract(paper: Any) -> None:
    assert paper["schema_version"] == 1
    assert paper["content_digest"] == load_catalogue().digest
    assert paper["platform_needed"] is True
    assert all(isinstance(sentence, str) for sentence in paper["why"])
    assert paper["category"]["id"] == paper["groups"][0]["group"]
    assert paper["category"]["reasons"]
    for found in paper["use_cases"]:
        assert {"id", "musts", "ranking"} <= found.keys()
        for row in found["ranking"]:
            assert {"platform", "value", "acceptability", "missing"} <= row.keys()
    for stack in paper["stacks"]:
        assert {"platforms", "covers", "undocumented_pairs", "value"} <= stack.keys()
    assert all(isinstance(flip["text"], str) for flip in paper["flips"])
    assert all({"kind", "text"} <= warning.keys() for warning in paper["warnings"])


def test_first_places_of_a_use_case_add_up_to_one(paper: Any) -> None:
    for found in paper["use_cases"]:
        total = sum(row["acceptability"] for row in found["ranking"])
        assert total == pytest.approx(1, abs=0.01)


def test_one_project_gets_no_category(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(PLAIN)
    found = answered(path)

    assert found["platform_needed"] is False
    assert found["category"]["id"] is None
    assert found["category"]["reasons"]


def test_what_the_organisation_owns_is_not_added(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(PLAIN + "owned: [h2o]\n")

    assert answered(path)["stacks"][0]["added"] == []
    assert answered(path)["stacks"][0]["platforms"] == ["h2o"]


def test_json_holds_every_rank_and_the_central_weights(paper: Any) -> None:
    for found in paper["use_cases"]:
        passing = [row for row in found["ranking"] if row["passes"]]
        for row in passing:
            assert len(row["ranks"]) == len(passing)
            assert row["ranks"][0] == row["acceptability"]
            assert sum(row["ranks"]) == pytest.approx(1, abs=0.01)
            if row["central_weights"]:
                assert row["central_weights"].keys() == found["criteria"].keys()
                assert sum(row["central_weights"].values()) == pytest.approx(
                    1, abs=0.01
                )
        for place in zip(*(row["ranks"] for row in passing), strict=True):
            assert sum(place) == pytest.approx(1, abs=0.01)


def test_json_tells_the_style_and_the_answers_behind_it(paper: Any) -> None:
    found = paper["use_cases"][0]

    assert found["style"]["id"] == "regulated"
    assert (
        "A law or a supervisor asks for checks before use." in found["style"]["reasons"]
    )
    assert found["reasons"][0] == {
        "question": "regulation",
        "answer": "strict",
        "text": "A law or a supervisor asks for checks before use.",
        "musts": ["audit_lineage", "governance_rbac"],
        "shoulds": [
            "monitoring",
            "model_registry",
            "alerting",
            "source_control",
            "management",
        ],
        "constraints": [],
        "style": "regulated",
    }


def test_an_importance_weighs_a_use_case_in_the_sets(tmp_path: Path) -> None:
    path = tmp_path / "two.yaml"
    more = "  - {id: b, name: Served, musts: {online_inference: 1}, importance: %s}\n"
    owned = "owned: [h2o]\n"

    def value(importance: str) -> float:
        path.write_text(PLAIN + more % importance + owned)
        return float(answered(path)["stacks"][0]["value"])

    alone = value("0.001")
    assert value("1") == pytest.approx((alone + value("1000")) / 2, abs=0.001)


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.yaml"
    path.write_text(
        "scope: {kind: team, name: AB}\nanswers: {data.schema: automated}\n"
    )
    return path


def test_answers_alone_ask_for_the_next_level(answers: Path) -> None:
    code, out, _ = run("--answers", str(answers), "--format", "json")
    found = json.loads(out)
    asked, level = found["use_cases"], found["next_level"]

    assert code == 0
    assert found["portfolio"] == "Next level of AB"
    assert [u["id"] for u in asked] == ["our_next_level"]
    assert level["level"] == 1
    assert asked[0]["musts"] == {c["capability"]: c["depth"] for c in level["closings"]}
    assert all(c["blockers"] for c in level["closings"])
    assert all("closes" in row for row in asked[0]["ranking"])


def test_answers_beside_a_portfolio_add_the_next_level(answers: Path) -> None:
    code, out, _ = run(str(PAPER), "--answers", str(answers), "--format", "markdown")

    assert code == 0
    assert "## What Level 1 asks of a platform" in out
    assert "## Our Level 1" in out
    assert "## AutoML" in out


def test_nothing_to_match_gives_one_line_and_exit_code_2() -> None:
    assert run() == (
        2,
        "",
        "mlops-advisor: nothing to match: give a PORTFOLIO, --answers ANSWERS, or both\n",
    )


def test_bad_answers_give_one_line_and_exit_code_2(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("answers: {data.schem: none}\n")

    code, out, err = run(str(PAPER), "--answers", str(path))

    assert (code, out) == (2, "")
    assert err.startswith(
        "mlops-advisor: bad.yaml:1: answers.data.schem: no such practice"
    )


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_template_is_written(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"ours.{form}"

    assert run("--template", str(path)) == (
        0,
        f"{path}: one row for each use case\n",
        "",
    )
    assert run(str(path))[0] == 2
    assert "no use case below" in run(str(path))[2]


@pytest.mark.parametrize("name", ["ours.pdf", "none/ours.csv"])
def test_a_template_that_cannot_be_written_gives_exit_code_2(
    tmp_path: Path, name: str
) -> None:
    code, out, err = run("--template", str(tmp_path / name))

    assert (code, out, len(err.splitlines())) == (2, "", 1)


def test_a_table_is_matched_like_the_yaml(tmp_path: Path) -> None:
    table, yaml = tmp_path / "ours.csv", tmp_path / "ours.yaml"
    table.write_text("#name,Acme\nid,name,method\nchurn,Who leaves,automl\n")
    yaml.write_text(
        "name: Acme\nuse_cases:\n"
        "  - {id: churn, name: Who leaves, answers: {method: automl}}\n"
    )

    assert answered(table) == answered(yaml)


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ("{method: swing, points: {automl: 30, alerting: 100}}", "swing points"),
        ("{method: rank_order, order: [alerting, automl]}", "rank-order centroid"),
    ],
)
def test_weights_of_the_portfolio_count(
    tmp_path: Path, weights: str, sentence: str
) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(PLAIN + f"weights: {weights}\n")

    assert sentence in run(str(path))[1]
    assert answered(path)["weights"]["method"] in weights


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("automl", "auto_ml", "bad.yaml:6: use_cases.0.musts.auto_ml: 'auto_ml' is"),
        ("automl", "auto_ml", "did you mean 'automl'?"),
        ("projects: 1", "projects: 1\nowned: [mlfow]", "did you mean 'mlflow'?"),
        ("projects: 1", "projects: 1\nowned: [mlfow]", "bad.yaml:3: owned.0"),
        ("automl: 2", "automl: 4", "bad.yaml:6: use_cases.0.musts.automl"),
        ("{automl: 2}", "{}", "bad.yaml:6: use_cases.0.musts"),
        ("projects: 1", "projects: 1\nteams: 2", "bad.yaml:3: teams: Extra inputs"),
        (PLAIN, "", "empty; expected a mapping"),
        (PLAIN, "[1, 2]", "bad.yaml:1"),
        (
            "    name: Who leaves",
            "    name: Who\n    shoulds: {monitoring: 0}",
            "monitoring: Input should be greater than or equal to 0.001",
        ),
        (
            "    name: Who leaves",
            "    name: Who\n    constraints: {hosting: [cellar]}",
            "bad.yaml:6: use_cases.0.constraints.hosting.0",
        ),
        (
            "use_cases:\n",
            "use_cases:\n  - {id: churn, name: Twice, musts: {automl: 1}}\n",
            "two use cases have the same id",
        ),
    ],
)
def test_a_bad_portfolio_gives_one_line_and_exit_code_2(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(PLAIN.replace(old, new, 1))

    code, out, err = run(str(path))

    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert expected in err


def test_a_missing_file_gives_one_line_and_exit_code_2(tmp_path: Path) -> None:
    code, out, err = run(str(tmp_path / "none.yaml"))

    assert (code, out) == (2, "")
    assert "no such file" in err


def test_every_unknown_id_is_named_at_once() -> None:
    raw = PLAIN.replace("automl: 2", "auto: 2, ml: 2").encode()

    with pytest.raises(PortfolioError) as caught:
        load_portfolio(raw, "x.yaml", load_catalogue(), load_questions())

    assert len(str(caught.value).splitlines()) == 2


def test_a_small_matching_reads_as_agreed(golden: Callable[[str, str], None]) -> None:
    few = catalogue(
        platform("anvil", 2, 2, 1, owner_changes=[{"on": "2026-05", "what": "Sold."}]),
        platform("bolt", 3, None, 2, group="cloud"),
        platform("crane", 0, ("bolt",), 3),
        platform("derrick", 2, ("plug",), status="sunset", successor="bolt"),
        pairs=(("crane", "bolt"),),
    )
    asked = portfolio(
        use_case("serving", {"alpha": 2}, {"beta": 2, "gamma": 1}),
        use_case("reports", {"beta": 2, "alpha": 2}, skills="medium"),
        use_case("audits", {"gamma": 3}, open_licence=True),
        owned=("derrick", "grid"),
    )
    found = match(asked, few, load_match_settings(), TODAY)
    document = matching.document(found, few)

    golden("matching.txt", text.render(document))
    golden("matching.md", markdown.render(document))
    values = json.dumps(matching.payload(found, few), indent=2, ensure_ascii=False)
    golden("matching.json", values + "\n")


def test_no_platform_reads_as_agreed(golden: Callable[[str, str], None]) -> None:
    few = catalogue(platform("anvil", 2))
    asked = portfolio(use_case("serving", {"alpha": 2}), projects=1)
    found = match(asked, few, load_match_settings(), TODAY)

    golden("matching_not_needed.txt", text.render(matching.document(found, few)))
