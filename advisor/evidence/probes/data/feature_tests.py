"""Do tests of the code that calculates the model's inputs run on every change?"""

from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation
from advisor.evidence.observing import (
    USED,
    WIRED,
    at_files,
    at_lines,
    contradicted,
    not_found,
    partly,
    unseen,
    yes,
)
from advisor.evidence.parts import Parts
from advisor.evidence.probes.data.inputs import feature_files
from advisor.evidence.project import Project
from advisor.evidence.sources.ci import Ci, Ran
from advisor.evidence.sources.tree import Role
from advisor.language import mark

_TEST: Final = frozenset({Role.TEST})


def look(project: Project) -> Observation:
    """Look for tests that import feature code, and for the job that runs them."""
    found = parts.of(project)
    if found is None:
        return unseen(mark("There is no code to follow."))
    defined = feature_files(found.code)
    if not defined:
        return not_found(
            mark("No module that calculates the model's inputs was found.")
        )
    tests = _tests(found, defined)
    runs = test_runs(project.ci)
    if not tests:
        told = at_files(sorted(defined))
        if runs and not found.code.left_out:
            return contradicted("CI runs tests; none touches the feature code.", told)
        return not_found(mark("No test of the feature code was found."), told)
    covering = [run for run in runs if any(covers(run, path) for path in tests)]
    if covering:
        ran = at_lines((run.command for run in covering), source="ci")
        message = mark(
            "Every change runs tests of the code that calculates the inputs."
        )
        return yes(WIRED, message, (*ran, *at_files(tests)))
    message = mark("The feature code has tests; no CI job was seen to run them.")
    return partly(USED, message, at_files(tests))


def _tests(found: Parts, defined: frozenset[str]) -> tuple[str, ...]:
    return tuple(
        module.path
        for module in found.code.of(_TEST)
        if defined & found.code.imported_by(module.path)
        and any(one.name.startswith(("test", "Test")) for one in module.definitions)
    )


def test_runs(ci: Ci | None) -> tuple[Ran, ...]:
    """Return the lines that run tests on a push or a pull request."""
    runs = ci.running("pytest", "unittest", "nose2", "py.test") if ci else ()
    return tuple(run for run in runs if run.job.on_change)


def covers(run: Ran, path: str) -> bool:
    """Tell whether a test run includes a file: it names none, or one above it."""
    for program in run.command.programs:
        named = [
            word.removeprefix("./").rstrip("/")
            for word in program[1:]
            if "/" in word or word.startswith("test")
        ]
        if not named or any(path == n or path.startswith(f"{n}/") for n in named):
            return True
    return False
