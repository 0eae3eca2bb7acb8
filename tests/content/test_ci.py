"""The CI definitions are true: each command exists, each action is pinned."""

import importlib.util
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
GITLAB = ROOT / "docs" / "ci" / "gitlab-ci.yml"
RULES = ROOT / ".github" / "rulesets" / "review.json"
TARGETS = set(
    re.findall(r"^([.a-z/-]+):(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE)
)
OF_THE_MACHINE = {"cp", "git", "sha256sum", "test", "python3"}
PINNED = re.compile(r"^[\w./-]+@[0-9a-f]{40}$")
# A folder named after the tag, in which a release was installed.
INSTALLED = re.compile(r"^\$\w+/bin/")


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if path == GITLAB:
        known = {"stages", "default", "variables"}
        return {n: j for n, j in content.items() if n not in known and n[0] != "."}
    found: dict[str, dict[str, Any]] = content["jobs"]
    return found


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in jobs(path).values():
        yield from job.get("steps", ())


def commands(path: Path) -> Iterator[str]:
    if path == GITLAB:
        texts = [line for job in jobs(path).values() for line in job["script"]]
    else:
        texts = [step["run"] for step in steps(path) if "run" in step]
    for text in texts:
        yield from (line.strip() for line in text.splitlines() if line.strip())


ALL = [(path, line) for path in (*WORKFLOWS, GITLAB) for line in commands(path)]


def test_there_are_workflows_for_checks_pipeline_and_release() -> None:
    assert {path.stem for path in WORKFLOWS} == {"checks", "pipeline", "release"}
    assert len(ALL) > 30


@pytest.mark.parametrize(("path", "line"), ALL, ids=lambda value: str(value)[-60:])
def test_every_command_exists(path: Path, line: str) -> None:
    program, *rest = shlex.split(line)
    inside = INSTALLED.sub(".venv/bin/", program)
    if program == "make":
        assert set(rest) <= TARGETS, path
    elif inside == ".venv/bin/reference-stack":
        from reference_stack.cli import _parser

        assert callable(_parser().parse_args(rest).run)
    elif inside == ".venv/bin/python":
        runs_a_module(rest)
    else:
        assert program in OF_THE_MACHINE, program


def runs_a_module(words: list[str]) -> None:
    assert words[0] == "-m"
    assert importlib.util.find_spec(words[1]) is not None
    for word in words[2:]:
        if word.startswith("tests/"):
            assert any((ROOT / word).rglob("test_*.py")), word


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_by_its_commit_and_says_its_version(path: Path) -> None:
    used = [step["uses"] for step in steps(path) if "uses" in step]
    lines = path.read_text(encoding="utf-8").splitlines()

    assert used
    assert all(PINNED.match(action) for action in used)
    for line in lines:
        if "uses: " in line and "@" in line:
            assert re.search(r"# v\d+\.\d+\.\d+$", line), line


def test_one_action_has_one_version_everywhere() -> None:
    used = {s["uses"] for path in WORKFLOWS for s in steps(path) if "uses" in s}

    assert len(used) == len({action.split("@")[0] for action in used})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_no_workflow_may_write_and_no_job_runs_without_end(path: Path) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))

    assert content["permissions"] == {"contents": "read"}
    for name, job in jobs(path).items():
        assert "uses" in job or job["timeout-minutes"] <= 120, name


def test_a_change_needs_an_approval_and_every_job_of_a_change() -> None:
    rules = {
        r["type"]: r.get("parameters", {})
        for r in json.loads(RULES.read_text())["rules"]
    }
    asked = {
        each["context"]
        for each in rules["required_status_checks"]["required_status_checks"]
    }
    of_a_change = {
        job.get("name", name)
        for path in WORKFLOWS
        if path.stem in {"checks", "pipeline"}
        for name, job in jobs(path).items()
        if "schedule" not in job.get("if", "")
    }

    assert rules["pull_request"]["required_approving_review_count"] >= 1
    assert rules["pull_request"]["require_last_push_approval"]
    assert asked == of_a_change


def test_a_release_is_installed_only_after_its_tests_and_one_approval() -> None:
    install = jobs(ROOT / ".github" / "workflows" / "release.yml")["install"]

    assert set(install["needs"]) == {"pipeline", "build"}
    assert install["environment"] == "production"


def test_gitlab_does_what_github_does() -> None:
    of_github = {name for path in WORKFLOWS for name in jobs(path)}
    renamed = {"build": "release", "pipeline": "pipeline_test"}

    assert {renamed.get(name, name) for name in of_github} == set(jobs(GITLAB))


def test_the_page_about_ci_names_every_job() -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")

    for path in WORKFLOWS:
        for name in jobs(path):
            assert f"`{name}`" in page, name
