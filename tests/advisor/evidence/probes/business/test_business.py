from pathlib import Path

from probe_builders import SHOP, is_yes, seen, shows

from advisor.assess.questionnaire import Rung

GOAL = {"shop/goal.yaml": "kpis:\n  - {id: saving, min: 0.1}\n"}
READS = {"shop/extra.py": "class Kpi:\n    id: str\n\n\ndef rows():\n    return []\n"}
RISK = {"shop/risk.yaml": "risk_class: limited\n"}
RULE = (
    "from sklearn.dummy import DummyRegressor\n\n\n"
    "def rows():\n    return DummyRegressor().fit([1], [1])\n"
)


def test_figures_that_code_reads_are_automatic(tmp_path: Path) -> None:
    assert is_yes(seen(tmp_path, "goal_in_file", SHOP, GOAL, READS))


def test_figures_that_no_code_reads_are_kept_by_people(tmp_path: Path) -> None:
    assert seen(tmp_path, "goal_in_file", SHOP, GOAL).rung is Rung.BY_HAND


def test_a_chapter_on_the_business_goal_is_kept_by_people(tmp_path: Path) -> None:
    chapter = {"docs/shop.md": "# Shop\n\n## Business goal\n\nFewer returns.\n"}

    assert seen(tmp_path, "goal_in_file", SHOP, chapter).rung is Rung.BY_HAND


def test_figures_that_are_commented_out_are_none(tmp_path: Path) -> None:
    goal = {"shop/goal.yaml": "a: 1\n# kpis:\n#   - saving\n"}

    assert not shows(seen(tmp_path, "goal_in_file", SHOP, goal))


def test_a_plain_rule_with_a_gate_decides_whether_a_model_is_needed(
    tmp_path: Path,
) -> None:
    gate = {
        "shop/extra.py": RULE + "\n\ndef quality_gate(gain):\n    return gain > 0\n"
    }

    assert is_yes(seen(tmp_path, "plain_rule_scored", SHOP, gate))


def test_a_plain_rule_without_a_gate_is_half_of_it(tmp_path: Path) -> None:
    found = seen(tmp_path, "plain_rule_scored", SHOP, {"shop/extra.py": RULE})

    assert found.rung is Rung.BY_HAND


def test_a_class_that_the_release_reads_is_automatic(tmp_path: Path) -> None:
    reads = {"shop/extra.py": "class Risk:\n    risk_class: str\n\n\ndef rows(): ...\n"}

    assert is_yes(seen(tmp_path, "strictness_follows_risk", SHOP, RISK, reads))


def test_a_class_that_is_only_written_down_is_kept_by_people(tmp_path: Path) -> None:
    found = seen(tmp_path, "strictness_follows_risk", SHOP, RISK)

    assert found.rung is Rung.BY_HAND


def test_a_class_in_a_test_is_none(tmp_path: Path) -> None:
    risk = {"tests/risk.yaml": "risk_class: limited\n"}

    assert not shows(seen(tmp_path, "strictness_follows_risk", SHOP, risk))
