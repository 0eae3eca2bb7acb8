from pathlib import Path

from evidence_builders import commit, git, look, read, write
from probe_builders import SHOP, TRAIN, is_yes, run, seen, shows, workflow

from advisor.assess.questionnaire import Rung
from advisor.evidence.finding import Outcome

NOTEBOOK = (
    '{"nbformat": 4, "cells": [{"cell_type": "code", "source": '
    '["from sklearn.linear_model import Ridge\\n", "Ridge().fit(1, 2)"]}]}'
)
RELEASE = {
    ".github/workflows/r.yml": workflow("push", run("kubectl apply -f shop.yaml"))
}
WORDS = (
    "# Glossary\n\n" + "\n".join(f"**Term {n}**: a thing." for n in range(12)) + "\n"
)


def test_a_rule_with_an_owner_names_who_answers(tmp_path: Path) -> None:
    found = seen(
        tmp_path, "owners_named", {".github/CODEOWNERS": "# who\n* @shop/ml\n"}
    )

    assert is_yes(found)
    assert found.rung is Rung.BY_HAND
    assert found.pointers[0].line == 2


def test_an_owner_in_a_model_card_does_as_well(tmp_path: Path) -> None:
    card = {"MODEL_CARD.md": "# Card\n\n- Owner: Ada\n"}

    assert is_yes(seen(tmp_path, "owners_named", card))


def test_rules_without_an_owner_name_nobody(tmp_path: Path) -> None:
    rules = {"CODEOWNERS": "# * @shop/ml\n/docs/\n"}

    assert not shows(seen(tmp_path, "owners_named", rules))


def test_a_readme_about_owners_names_nobody(tmp_path: Path) -> None:
    assert not shows(seen(tmp_path, "owners_named", {"README.md": "Owner: Ada\n"}))


def test_code_that_trains_and_runs_is_one_code_base(tmp_path: Path) -> None:
    assert is_yes(seen(tmp_path, "one_repository", SHOP))


def test_two_authors_make_it_surer(tmp_path: Path) -> None:
    folder = commit(write(tmp_path, SHOP))
    git(folder, "-c", "user.name=Bo", "commit", "-q", "--allow-empty", "-m", "More",
        "--author", "Bo <bo@example.org>")  # fmt: skip
    found = look("one_repository", read(folder))

    assert found.confidence == 4
    assert "bo@" not in found.model_dump_json()


def test_training_in_notebooks_and_again_in_code_is_half_of_it(tmp_path: Path) -> None:
    found = seen(tmp_path, "one_repository", SHOP, {"try.ipynb": NOTEBOOK})

    assert found.rung is Rung.BY_HAND


def test_code_that_nothing_runs_is_not_seen_to_be_shared(tmp_path: Path) -> None:
    assert not shows(seen(tmp_path, "one_repository", TRAIN))


def test_notebooks_alone_share_nothing(tmp_path: Path) -> None:
    assert not shows(seen(tmp_path, "one_repository", {"try.ipynb": NOTEBOOK}))


def test_a_release_of_models_and_systems_is_one_process(tmp_path: Path) -> None:
    assert seen(tmp_path, "one_release_process", SHOP, RELEASE).rung is Rung.BY_HAND


def test_with_a_duty_roster_it_is_automatic(tmp_path: Path) -> None:
    duty = {
        "shop/extra.py": (
            "import pdpyras\n\n\ndef rows():\n    pdpyras.EventsAPISession('k')\n"
        )
    }

    assert is_yes(seen(tmp_path, "one_release_process", SHOP, RELEASE, duty))


def test_a_release_of_something_without_models_is_not_asked_about(
    tmp_path: Path,
) -> None:
    found = seen(tmp_path, "one_release_process", RELEASE)

    assert found.outcome is Outcome.NOT_APPLICABLE


def test_a_plan_that_code_obeys_needs_an_owner_to_be_automatic(tmp_path: Path) -> None:
    plan = {
        "shop/settings.yaml": "retraining:\n  every_months: 3\n",
        "shop/extra.py": "class Retraining:\n    every: int\n\n\ndef rows(): ...\n",
    }
    owner = {"CODEOWNERS": "*.yaml @shop/business\n"}

    assert seen(tmp_path / "1", "retraining_laid_down", SHOP, plan).rung is Rung.BY_HAND
    assert is_yes(seen(tmp_path / "2", "retraining_laid_down", SHOP, plan, owner))


def test_a_plan_that_is_commented_out_is_none(tmp_path: Path) -> None:
    plan = {"shop/settings.yaml": "a: 1\n# retraining:\n#   every_months: 3\n"}

    assert not shows(seen(tmp_path, "retraining_laid_down", SHOP, plan))


def test_a_chapter_on_retraining_is_a_plan_for_people(tmp_path: Path) -> None:
    chapter = {"docs/model.md": "# Model\n\n## When we start retraining\n\nMonthly.\n"}

    assert seen(tmp_path, "retraining_laid_down", SHOP, chapter).rung is Rung.BY_HAND


def test_a_glossary_of_some_length_holds_the_words(tmp_path: Path) -> None:
    assert is_yes(seen(tmp_path, "words_agreed", {"docs/glossary.md": WORDS}))


def test_an_empty_glossary_holds_none(tmp_path: Path) -> None:
    assert not shows(
        seen(tmp_path, "words_agreed", {"docs/glossary.md": "# Glossary\n"})
    )


def test_the_mark_of_a_template_shows_where_a_project_comes_from(
    tmp_path: Path,
) -> None:
    mark = {".copier-answers.yml": "_src_path: gh:shop/template\n"}

    assert seen(tmp_path, "shared_template", SHOP, mark).rung is Rung.BY_HAND


def test_a_guide_for_contributors_is_no_template(tmp_path: Path) -> None:
    assert not shows(
        seen(tmp_path, "shared_template", SHOP, {"CONTRIBUTING.md": WORDS})
    )
