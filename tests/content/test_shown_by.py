"""Where a practice is shown, the project has that step or case under that very name."""

import json
from pathlib import Path

import pytest
import yaml

from advisor.assess import questionnaire

ROOT = Path(__file__).parents[2]
STACK = ROOT / "reference_stack"
CI = ROOT / ".github"
SHOWN = {
    p.id: p.shown_by for p in questionnaire.load().practices.values() if p.shown_by
}


def modules(room: str) -> set[str]:
    """Return the modules of a room of the reference stack that say something.

    In the room of the cases they are the cases, each a folder with a goal.
    """
    if room == "cases":
        return {path.parent.name for path in STACK.glob("cases/*/goal.yaml")}
    inside = (STACK / room).rglob("*.py")
    return {path.stem for path in inside if path.stat().st_size}


def parts_of_ci() -> set[str]:
    """Return the workflows, their jobs and steps, and the rules of the branches."""
    found = {json.loads(p.read_text())["name"] for p in CI.glob("rulesets/*.json")}
    for path in CI.glob("workflows/*.yml"):
        workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
        found |= {workflow["name"], *workflow["jobs"]}
        for job in workflow["jobs"].values():
            found |= {step["id"] for step in job.get("steps", ()) if "id" in step}
    return found


@pytest.mark.parametrize("practice", SHOWN)
def test_the_step_that_shows_a_practice_exists(practice: str) -> None:
    room, step = SHOWN[practice].split("/")

    assert step in (parts_of_ci() if room == "ci" else modules(room)), SHOWN[practice]
