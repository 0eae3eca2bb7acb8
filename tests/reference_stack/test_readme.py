"""The README of the stack is true: commands run, places exist, names are those of the code."""

import re
from typing import get_args

import pytest

from reference_stack.business_understanding.deployment_style import STEPS
from reference_stack.business_understanding.goal import MEASURED
from reference_stack.cli import COMMANDS, _parser
from reference_stack.gate import Phase
from reference_stack.settings import PACKAGE

README = (PACKAGE / "README.md").read_text(encoding="utf-8")
LINES = re.findall(r"^(?:\.venv/bin/)?reference-stack (.+)$", README, re.MULTILINE)


@pytest.mark.parametrize("line", LINES)
def test_a_command_of_the_readme_is_understood(line: str) -> None:
    command = re.split(r"  +", line)[0]
    words = re.sub(r"[\[\]]", "", command).split()

    assert callable(_parser().parse_args(words).run)


def test_the_readme_is_short_and_leaves_no_usual_command_out() -> None:
    named = {line.split()[0] for line in LINES}

    assert len(README.splitlines()) <= 200
    assert named <= set(COMMANDS)
    assert {
        "run",
        "phase",
        "serve",
        "status",
        "reproduce",
        "rollback",
        "drill",
    } <= named


def test_every_room_and_file_of_a_case_that_is_named_exists() -> None:
    built = README.split("## How it is built")[1].split("##")[0]
    rooms = re.findall(r"([a-z_]+(?:/[a-z_]+)?)/ ", built)
    files = re.findall(r"\*\*`([a-z_]+\.(?:yaml|sql))`\*\*", README)

    assert len(rooms) >= 8
    assert [room for room in rooms if not (PACKAGE / room).is_dir()] == []
    case = PACKAGE / "cases" / "flights"
    assert len(files) >= 4
    assert [name for name in files if not (case / name).is_file()] == []


def test_phases_kpis_and_styles_are_those_of_the_code() -> None:
    for phase in get_args(Phase):
        assert f"| {phase} |" in README
    for kpi in MEASURED:
        assert f"`{kpi}`" in README
    before: set[str] = set()
    for style, steps in STEPS.items():
        (row,) = [r for r in README.splitlines() if r.startswith(f"| `{style}` |")]
        new = {step.replace("_", " ") for step in steps} - before
        assert [step for step in new if step not in row] == [], style
        before |= new
