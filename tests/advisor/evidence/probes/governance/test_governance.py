from pathlib import Path

from probe_builders import SHOP, is_yes, run, seen, shows, workflow

from advisor.assess.questionnaire import Rung

CARD = "# Card\n\n## Intended use\n" + "\n".join(f"Line {n}." for n in range(12)) + "\n"
RELEASE = {
    ".github/workflows/r.yml": workflow(
        "workflow_dispatch",
        run("kubectl apply -f shop.yaml"),
        "    environment: production\n",
    )
}


def test_a_list_with_owners_is_an_inventory(tmp_path: Path) -> None:
    listed = {"governance/model_inventory.yaml": "- {name: shop, owner: Ada}\n"}

    assert is_yes(seen(tmp_path, "systems_listed", listed))


def test_a_list_of_something_else_is_none(tmp_path: Path) -> None:
    listed = {"shop/inventory.yaml": "- {name: shoes, owner: Ada}\n"}

    assert not shows(seen(tmp_path, "systems_listed", listed))


def test_a_judgement_that_code_demands_is_automatic(tmp_path: Path) -> None:
    risk = {
        "shop/risk.yaml": "risk_class: limited\nworst_case: a lost order\n",
        "shop/extra.py": "class Risk:\n    risk_class: str\n\n\ndef rows(): ...\n",
    }

    assert is_yes(seen(tmp_path, "risk_judged", SHOP, risk))


def test_a_judgement_in_prose_is_kept_by_people(tmp_path: Path) -> None:
    risk = {"docs/risk_assessment.md": "# Risk\n\nThe worst case is a lost order.\n"}

    assert seen(tmp_path, "risk_judged", SHOP, risk).rung is Rung.BY_HAND


def test_a_data_set_on_credit_risk_is_no_judgement(tmp_path: Path) -> None:
    data = {"data/credit_risk.json": '{"income": 3, "risk_class": 2}'}

    assert not shows(seen(tmp_path, "risk_judged", SHOP, data))


def test_a_card_of_some_length_is_kept_by_people(tmp_path: Path) -> None:
    assert (
        seen(tmp_path, "model_described", {"MODEL_CARD.md": CARD}).rung is Rung.BY_HAND
    )


def test_an_empty_card_describes_nothing(tmp_path: Path) -> None:
    assert not shows(seen(tmp_path, "model_described", {"MODEL_CARD.md": "# Card\n"}))


def test_an_environment_that_lets_every_push_in_keeps_no_decision(
    tmp_path: Path,
) -> None:
    path, text = next(iter(RELEASE.items()))
    open_to_all = {path: text.replace("workflow_dispatch", "push")}

    assert not shows(seen(tmp_path, "decisions_recorded", SHOP, open_to_all))


def test_a_release_that_a_person_starts_keeps_who_let_it_in(tmp_path: Path) -> None:
    assert seen(tmp_path, "decisions_recorded", SHOP, RELEASE).rung is Rung.BY_HAND
    assert seen(tmp_path, "others_agree", SHOP, RELEASE).rung is Rung.BY_HAND


def test_a_page_that_is_published_waits_for_nobody(tmp_path: Path) -> None:
    page = {
        ".github/workflows/r.yml": workflow(
            "push", run("mkdocs build"), "    environment: github-pages\n"
        )
    }

    assert not shows(seen(tmp_path, "decisions_recorded", SHOP, page))


def test_an_approval_of_a_described_model_is_automatic(tmp_path: Path) -> None:
    both = {
        "shop/extra.py": (
            "def approve_model(v):\n    return v\n\n\n"
            "def rows():\n    return model_card()\n\n\ndef model_card():\n    return ''\n"
        ),
        "shop/model_card.py": "def write():\n    return ''\n",
    }

    assert is_yes(seen(tmp_path, "others_agree", SHOP, both))


def test_a_rule_of_review_in_the_repository_counts_for_changes(tmp_path: Path) -> None:
    rules = {".github/rulesets/main.json": '{"required_approving_review_count": 1}'}

    assert seen(tmp_path, "others_agree", SHOP, rules).rung is Rung.BY_HAND


def test_a_switch_that_is_tested_counts(tmp_path: Path) -> None:
    switch = {
        "shop/extra.py": "def kill_switch():\n    return 1\n\n\ndef rows(): ...\n",
        "tests/test_switch.py": (
            "from shop.extra import kill_switch\n\n\n"
            "def test_it():\n    assert kill_switch()\n"
        ),
    }

    assert is_yes(seen(tmp_path, "people_overrule", SHOP, switch))


def test_groups_compared_before_a_gate_are_automatic(tmp_path: Path) -> None:
    code = (
        "from fairlearn.metrics import MetricFrame\n\n\n"
        "def rows():\n    return MetricFrame([])\n\n\ndef quality_gate(x):\n    return x\n"
    )

    assert is_yes(seen(tmp_path, "groups_treated_alike", SHOP, {"shop/extra.py": code}))


def test_generated_tests_of_the_service_that_ci_runs_are_odd_inputs(
    tmp_path: Path,
) -> None:
    test = {
        "tests/test_odd.py": (
            "from hypothesis import given, strategies\n\nfrom shop.serve import predict\n"
            "\n\n@given(strategies.text())\ndef test_it(text):\n    predict(text)\n"
        )
    }
    ci = {".github/workflows/c.yml": workflow("push", run("pytest"))}

    assert is_yes(seen(tmp_path, "attacks_tried", SHOP, test, ci))
