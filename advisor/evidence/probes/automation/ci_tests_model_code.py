"""Whether tests of the code that trains run on every change."""

from collections.abc import Iterable, Iterator
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import commands
from advisor.evidence.probes.answer import (
    CONFIGURED,
    NAME_ONLY,
    USED,
    WIRED,
    Seen,
    last_change,
    no,
    not_asked,
    partly,
    yes,
)
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.ci import Ran, Trigger
from advisor.evidence.sources.code import Definition
from advisor.evidence.sources.tree import Role
from advisor.language import mark

TESTS: Final = frozenset({Role.TEST})
_SKIPS: Final = frozenset({"pytest.mark.skip", "unittest.skip"})


def look(project: Project) -> Observation:
    """Look for tests that import what trains, and for the line of CI that runs them."""
    wiring = Wiring.of(project)
    if not wiring.training:
        return not_asked(mark("no code that trains a model"))
    found = tuple(tests_of(wiring, near_training(wiring)))
    if not found:
        tested = commands.tests(project, Trigger.PUSH, Trigger.PULL_REQUEST)
        known = CONFIGURED if tested else NAME_ONLY
        return no(
            known, mark("no test of the code that trains was found"), wiring.training[0]
        )
    for ran in commands.tests(project, Trigger.PUSH, Trigger.PULL_REQUEST):
        if covered := [test for test in found if runs(ran, test.path)]:
            seen: tuple[Seen, ...] = (ran, *covered)
            message = mark("tests of the code that trains run on every change")
            return yes(WIRED, message, *seen, at=last_change(project))
    return partly(
        USED, mark("tests of the code that trains are there; CI runs none"), *found
    )


def near_training(wiring: Wiring) -> frozenset[str]:
    """Return the files that fit a model, and those that import one of them."""
    near = {
        module.path
        for module in wiring.code.of()
        if wiring.code.imported_by(module.path) & wiring.training_files
    }
    return wiring.training_files | near


def tests_of(wiring: Wiring, paths: Iterable[str]) -> Iterator[Definition]:
    """Yield the first test of each test file that imports one of some files."""
    sought = frozenset(paths)
    for module in wiring.code.of(TESTS):
        tests = (d for d in module.definitions if _is_test(d))
        first = next(tests, None)
        if first is not None and wiring.code.imported_by(module.path) & sought:
            yield first


def test_files(wiring: Wiring) -> frozenset[str]:
    """Return the files that hold tests, without fixtures and data."""
    return frozenset(
        module.path
        for module in wiring.code.of(TESTS)
        if any(map(_is_test, module.definitions))
    )


def runs(ran: Ran, path: str) -> bool:
    """Tell whether a line that runs tests runs those of a file."""
    for program in ran.command.programs:
        words = [word.partition("::")[0].strip("./") for word in program[1:]]
        named = [
            w for w in words if "/" in w or w.endswith(".py") or w.startswith("test")
        ]
        folder = ran.step.folder
        if not named or program[0] in {"tox", "nox"}:
            if path.startswith(folder):
                return True
        elif any(path == w or path.startswith(f"{w}/") for w in named):
            return True
    return False


def _is_test(one: Definition) -> bool:
    named = one.kind == "function" and one.name.rpartition(".")[2].startswith("test_")
    return named and not _SKIPS & set(one.decorators)
