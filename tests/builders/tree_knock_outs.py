"""Small changes to a copy of the reference stack's tree, each of which ends one practice."""

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from evidence_builders import commit

ROOT = Path(__file__).parents[2]
COPIED = (
    *(".github", "reference_stack", "tests/reference_stack", "tests/builders"),
    *("Makefile", "pyproject.toml", "requirements.lock", "requirements-stack.lock"),
)
STACK = "reference_stack"
NOTEBOOK = (
    '{"nbformat": 4, "cells": [{"cell_type": "code", "source": '
    '["from sklearn.linear_model import Ridge\\n", "Ridge().fit(rows, late)"]}]}'
)
Change = Callable[[Path], None]


def tree_copy(folder: Path) -> Path:
    """Copy what belongs to the reference stack into a repository of its own."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignored)
        else:
            shutil.copy(source, target)
    return commit(folder)


def edit(path: str, *changes: tuple[str, str]) -> Change:
    """Return the change that replaces patterns in a file; each has to be found."""

    def change(folder: Path) -> None:
        text = (folder / path).read_text(encoding="utf-8")
        for pattern, replacement in changes:
            text, count = re.subn(pattern, replacement, text, flags=re.MULTILINE)
            assert count, f"{pattern} is not in {path}"
        (folder / path).write_text(text, encoding="utf-8")

    return change


def everywhere(*changes: tuple[str, str], below: str = "") -> Change:
    """Return the change that replaces patterns in each Python file of a folder."""

    def change(folder: Path) -> None:
        for pattern, replacement in changes:
            found = 0
            for path in sorted((folder / STACK / below).rglob("*.py")):
                text = path.read_text(encoding="utf-8")
                text, count = re.subn(pattern, replacement, text, flags=re.MULTILINE)
                found += count
                path.write_text(text, encoding="utf-8")
            assert found, f"{pattern} is nowhere below {STACK}/{below}"

    return change


def unhook(*modules: str, below: str = "") -> Change:
    """Return the change after which nothing in a folder imports some modules."""
    named = "|".join(modules)
    lines = re.compile(
        rf"^from {STACK}[\w.]*\.(?:{named}) import (?:\([^)]*\)|.*)\n", re.MULTILINE
    )
    words = re.compile(rf"^(from {STACK}[\w.]* import .*?)\b(?:{named})\b,? ?", re.M)

    def change(folder: Path) -> None:
        found = 0
        for path in sorted((folder / STACK / below).rglob("*.py")):
            text = before = path.read_text(encoding="utf-8")
            text = lines.sub("", _joined(text))
            while words.search(text):
                text = words.sub(r"\1", text)
            text = re.sub(r"^from [\w.]+ import *$", "", text, flags=re.MULTILINE)
            if text != _joined(before):
                found += 1
                path.write_text(text, encoding="utf-8")
        assert found, f"nothing imports {named}"

    return change


def all_of(*changes: Change) -> Change:
    """Return the change that makes several."""

    def change(folder: Path) -> None:
        for one in changes:
            one(folder)

    return change


def without(*paths: str) -> Change:
    """Return the change that removes files or folders."""

    def change(folder: Path) -> None:
        for path in paths:
            found = folder / path
            shutil.rmtree(found) if found.is_dir() else found.unlink()

    return change


def _joined(text: str) -> str:
    """Return a file with each import of several lines on one."""
    return re.sub(
        r"^(from [\w.]+ import )\(([^)]*)\)",
        lambda found: found[1] + " ".join(found[2].split()).rstrip(", "),
        text,
        flags=re.MULTILINE,
    )


def _notebook(folder: Path) -> None:
    (folder / "try.ipynb").write_text(NOTEBOOK, encoding="utf-8")


def _no_rules(folder: Path) -> None:
    for path in sorted((folder / STACK / "cases").glob("*/ingest")):
        shutil.rmtree(path)


_WORKFLOWS = ".github/workflows"
_CHECKS, _PIPELINE, _RELEASE = (
    f"{_WORKFLOWS}/{name}.yml" for name in ("checks", "pipeline", "release")
)

# A practice cannot stand without what it rests on: where CI runs nothing on a change, no
# test of it does; without a workflow there is none to start or to install.
FALL_TOO: Mapping[str, frozenset[str]] = {
    "automation.ci": frozenset({"automation.model_tests", "data.feature_tests"}),
    "automation.orchestrator": frozenset(
        {"automation.retraining_trigger", "automation.pipeline_delivery"}
    ),
    "people.shared_operations": frozenset({"automation.pipeline_delivery"}),
}
CARRIED: Mapping[str, str] = {
    "development.orchestrated_experiments": (
        "each workflow, command and job of CI that trains runs an experiment as well"
    ),
}
"""Practices that no change ends alone, with what keeps on showing them."""
TREE: Mapping[str, Change] = {
    "data.pipeline": everywhere(
        (r"^(import|from) duckdb\b", r"\1 papers"),
        (r"\bduckdb\.", "papers."),
        (r"\bpd\.read_parquet\(", "opened("),
    ),
    "data.feature_code": unhook("features", below="model_deployment"),
    "data.feature_store": all_of(
        unhook("features", below="business_understanding"),
        unhook("features", below="lifecycle"),
        unhook("features", below="model_monitoring"),
    ),
    "development.modular_code": edit(_RELEASE, (r"^.*pip wheel.*\n", "")),
    "data.feature_tests": without(
        "tests/reference_stack/features",
        "tests/reference_stack/data_acquisition/test_feature_rules.py",
        "tests/reference_stack/model_development/test_feature_review.py",
        "tests/reference_stack/model_development/test_feature_table.py",
        "tests/reference_stack/model_development/test_phase.py",
        "tests/reference_stack/model_development/test_staleness_study.py",
    ),
    "data.validation": all_of(
        unhook("quarantine"), without(f"{STACK}/data_acquisition/quarantine.py")
    ),
    "development.environment": all_of(
        edit("Makefile", (r" --require-hashes", "")),
        edit(_RELEASE, (r" --require-hashes", "")),
        without("requirements.lock", "requirements-stack.lock"),
    ),
    "development.tracking": all_of(
        edit(
            f"{STACK}/tracking/registry.py",
            (r"mlflow\.(start_run|sklearn\.log_model)\(", "note("),
        ),
        without(f"{STACK}/tracking/run.py"),
    ),
    "development.baseline": all_of(
        edit(f"{STACK}/model_development/comparison.py", (r"champion", "second")),
        edit(f"{STACK}/model_development/slices.py", (r"champion", "second")),
    ),
    "data.schema": _no_rules,
    "traceability.code": without(".git"),
    "traceability.reproduction": edit(
        _PIPELINE, (r"^.*reference-stack reproduce.*\n", "        run: true\n")
    ),
    "people.joint_team": _notebook,
    "people.shared_operations": edit(
        _RELEASE, (r"^.*pip install --no-deps \*\.whl\n", "")
    ),
    "deployment.registry": edit(
        f"{STACK}/tracking/registry.py",
        (r"\.create_(registered_model|model_version)\(", ".note("),
    ),
    "deployment.validation_gate": unhook("expectations_gate"),
    "deployment.model_delivery": edit(
        f"{STACK}/tracking/registry.py", (r"\.set_registered_model_alias\(", ".note(")
    ),
    "deployment.ab_test": unhook("ab_test"),
    "automation.ci": edit(
        _CHECKS, (r"^on:\n(.*\n)+?permissions", "on: workflow_dispatch\npermissions")
    ),
    "automation.model_tests": without(
        "tests/reference_stack/model_development",
        "tests/reference_stack/test_drills.py",
        "tests/reference_stack/test_scorer.py",
    ),
    "automation.pipeline_tests": edit(
        _PIPELINE, (r"^.*reference-stack run.*\n", "        run: true\n")
    ),
    "automation.pipeline_delivery": edit(
        _RELEASE, (r"^on:\n(.*\n)+?permissions", "on: workflow_dispatch\npermissions")
    ),
    "automation.orchestrator": all_of(
        edit(f"{STACK}/orchestration/assets.py", (r"@dg\.asset\(", "@step(")),
        edit(
            f"{STACK}/orchestration/binding.py",
            (r"dg\.(Definitions|define_asset_job)\b", "Listed"),
        ),
    ),
    "automation.retraining_trigger": all_of(
        edit(f"{STACK}/orchestration/schedule.py", (r"@dg\.schedule\(", "@reminder(")),
        edit(
            f"{STACK}/orchestration/sensor.py",
            (r'@dg\.sensor\(name="new_data"', '@reminder(name="new_data"'),
        ),
        edit(
            f"{STACK}/orchestration/binding.py",
            (r"^ *schedules=.*\n", ""),
            (r'^ *new_data\(stack, "month"\),\n', ""),
        ),
    ),
    "automation.degradation_trigger": edit(
        f"{STACK}/orchestration/sensor.py",
        (r"dg\.RunRequest\((.*\{monitor\})", r"dg.SkipReason(\1"),
    ),
    "monitoring.service": unhook("metrics"),
    "monitoring.drift": unhook("drift", "drift_together"),
    "monitoring.quality": unhook("quality"),
}
