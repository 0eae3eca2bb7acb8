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
from advisor.advise.portfolio import load_portfolio
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
        load_portfolio(raw, "x.yaml", load_catalogue())

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
