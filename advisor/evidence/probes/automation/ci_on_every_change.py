"""Whether CI tests every change."""

from datetime import datetime
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import commands
from advisor.evidence.probes.answer import (
    CONFIGURED,
    NAME_ONLY,
    USED,
    WIRED,
    at_step,
    last_change,
    no,
    partly,
    yes,
)
from advisor.evidence.project import Project
from advisor.evidence.sources.ci import Ci, Ran, Trigger
from advisor.language import mark

CHANGE: Final = (Trigger.PUSH, Trigger.PULL_REQUEST)
# Programs behind which anything may be done, so nothing can be said of the job.
_OPAQUE: Final = frozenset(
    {"make", "gmake", "bash", "sh", "docker", "docker-compose", "npm", "yarn", "just"}
    | {
        "task",
        "invoke",
        "inv",
        "doit",
        "bazel",
        "python",
        "hatch",
        "rake",
        "cmake",
        "mise",
    }
)


def look(project: Project) -> Observation:
    """Look for tests and quality rules in jobs that a push or pull request starts."""
    if project.ci is None:
        return no(NAME_ONLY, mark("no definition of CI found"))
    at = last_change(project)
    rules = commands.rules(project, *CHANGE)
    ruled = [one if isinstance(one, Ran) else at_step(*one) for one in rules]
    if tested := commands.tests(project, *CHANGE):
        what = "tests and quality rules run" if ruled else "tests run"
        return yes(WIRED, f"{what} on every change", *tested[:3], *ruled[:3], at=at)
    if tasks := commands.test_tasks(project, *CHANGE):
        return yes(
            USED, mark("a task named after tests runs on every change"), *tasks, at=at
        )
    if ruled:
        return partly(
            WIRED, mark("quality rules run on every change, no tests"), *ruled, at=at
        )
    return _untested(project, project.ci, at)


def _untested(project: Project, ci: Ci, at: datetime | None) -> Observation:
    if elsewhere := commands.tests(project, *Trigger):
        return partly(
            WIRED, mark("tests run, but not on every change"), *elsewhere, at=at
        )
    changed = ci.on(*CHANGE)
    if changed and not _opaque(ci):
        return no(USED, mark("CI runs on changes and tests nothing"), *changed, at=at)
    return no(CONFIGURED, mark("CI is there, no tests found in it"), *ci.jobs, at=at)


def _opaque(ci: Ci) -> bool:
    names = {program[0] for ran in ci.ran for program in ran.command.programs}
    called = any(
        step.uses
        and not step.uses.startswith(("actions/", "checkout", "restore_cache"))
        for job in ci.jobs
        for step in job.steps
    )
    return called or bool(names & _OPAQUE) or any("." in name for name in names)
