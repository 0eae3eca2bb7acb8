"""Whether CI runs the whole pipeline on every change."""

import re
from collections.abc import Iterator
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import commands
from advisor.evidence.probes.answer import (
    NAME_ONLY,
    USED,
    WIRED,
    last_change,
    no,
    not_asked,
    partly,
    yes,
)
from advisor.evidence.probes.automation.ci_tests_model_code import TESTS, runs
from advisor.evidence.probes.automation.pipeline_delivered import installs_pipeline
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.ci import Ran, Trigger
from advisor.evidence.sources.code import Definition
from advisor.evidence.sources.shell import begins
from advisor.language import mark

CHANGE: Final = (Trigger.PUSH, Trigger.PULL_REQUEST)
_WHOLE: Final = re.compile(
    r"(^|[/_])(integration|end_?to_?end|e2e|full_?pipeline)([/_.]|$)|test_pipelines?\.py"
)


def look(project: Project) -> Observation:
    """Look for runs of the pipeline in CI, then for tests of it from end to end."""
    wiring = Wiring.of(project)
    if not wiring.training and not wiring.workflows:
        return not_asked(mark("no code that trains a model"))
    at = last_change(project)
    ran = tuple(_pipeline_runs(wiring))
    changed = tuple(one for one in ran if one.job.on_change)
    if changed:
        return yes(
            WIRED, mark("CI runs the whole pipeline on every change"), *changed, at=at
        )
    whole = tuple(_whole_tests(wiring))
    for line in commands.tests(project, *CHANGE):
        if covered := [test for test in whole if runs(line, test.path)]:
            message = mark("CI tests the pipeline from end to end on every change")
            return yes(WIRED, message, line, *covered, at=at)
    if ran:
        return partly(
            WIRED, mark("CI runs the pipeline, not on every change"), *ran, at=at
        )
    if whole:
        return partly(
            USED, mark("tests of the whole pipeline are there; CI runs none"), *whole
        )
    return no(NAME_ONLY, mark("no run of the whole pipeline found in CI"))


def _pipeline_runs(wiring: Wiring) -> Iterator[Ran]:
    for ran in wiring.lines:
        # What a schedule starts is the retraining itself, and no test of a change.
        by_time = Trigger.SCHEDULE in ran.job.triggers and not ran.job.on_change
        if by_time or installs_pipeline(wiring, ran):
            continue
        known = any(
            begins(program, name)
            for program in ran.command.programs
            for name in commands.PIPELINE_RUNS
            if "--dry" not in program and "--help" not in program
        )
        if known or wiring.trained_by(ran):
            yield ran


def _whole_tests(wiring: Wiring) -> Iterator[Definition]:
    for module in wiring.code.of(TESTS):
        if not _WHOLE.search(module.path.lower()):
            continue
        if wiring.training_files & wiring.code.reached_from([module.path]):
            yield from (d for d in module.definitions[:1] if d.kind == "function")
