"""GitHub Actions: workflows, reusable workflows and composite actions of the tree."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from posixpath import normpath
from typing import Any, Final

from advisor.evidence.sources.job import Job, Step, Trigger
from advisor.evidence.sources.plain_yaml import (
    Block,
    YamlError,
    block,
    documents,
    items,
    words,
)
from advisor.evidence.sources.shell import commands
from advisor.evidence.sources.tree import Reader

_TRIGGERS: Final = {
    "push": Trigger.PUSH,
    "pull_request": Trigger.PULL_REQUEST,
    "pull_request_target": Trigger.PULL_REQUEST,
    "merge_group": Trigger.PULL_REQUEST,
    "schedule": Trigger.SCHEDULE,
    "workflow_dispatch": Trigger.MANUAL,
    "repository_dispatch": Trigger.DISPATCH,
    "workflow_run": Trigger.DISPATCH,
    "workflow_call": Trigger.DISPATCH,
    "release": Trigger.TAG,
    "create": Trigger.TAG,
}
_NEVER: Final = re.compile(r"\s*(\$\{\{\s*)?false(\s*\}\})?\s*\Z")
_WORKFLOW: Final = re.compile(r"\.github/workflows/[^/]+\.ya?ml\Z")
_ONLY_CALLED: Final = frozenset({"workflow_call"})


def defines(path: str) -> bool:
    """Tell whether a file is a workflow that GitHub runs."""
    return bool(_WORKFLOW.match(path))


def jobs(path: str, text: str, reader: Reader) -> Iterator[Job]:
    """Yield the jobs of a workflow; raise YamlError if it is no YAML."""
    for document in documents(text):
        workflow = block(document)
        started = workflow.get("on", workflow.get("true"))
        listed = block(workflow.get("jobs"))
        for name, value in listed.items():
            job = block(value)
            if _NEVER.match(str(job.get("if", ""))):
                continue
            yield Job(
                system="github",
                path=path,
                name=name,
                line=max(listed.lines.get(name, 1) - 1, 1),
                triggers=_triggers(started, str(job.get("if", ""))),
                steps=tuple(_steps(job, path, reader)),
                branches=_branches(started),
                needs=words(job.get("needs")),
                environment=_environment(job.get("environment")),
                condition=str(job.get("if", "")),
            )


def triggered_by_callers(found: Iterable[Job]) -> tuple[Job, ...]:
    """Return the jobs; a reusable workflow is also started by what starts its callers."""
    every = tuple(found)
    more: dict[str, set[Trigger]] = {}
    for job in every:
        for step in job.steps:
            if step.uses.startswith("./.github/workflows/"):
                more.setdefault(step.uses[2:], set()).update(job.triggers)
    return tuple(
        job
        if "event_name" in job.condition
        else replace(job, triggers=job.triggers | more.get(job.path, set()))
        for job in every
    )


def _triggers(started: Any, condition: str) -> frozenset[Trigger]:
    events = words(started)
    found = {_TRIGGERS.get(event, Trigger.DISPATCH) for event in events}
    push = block(block(started).get("push"))
    if "tags" in push and not {"branches", "branches-ignore"} & set(push):
        found = (found - {Trigger.PUSH}) | {Trigger.TAG}
    elif "tags" in push:
        found |= {Trigger.TAG}
    narrowed = {
        trigger
        for event, trigger in _TRIGGERS.items()
        if re.search(rf"github\.event_name\s*==\s*['\"]{event}['\"]", condition)
    }
    return frozenset(found & narrowed if narrowed else found)


def _branches(started: Any) -> tuple[str, ...]:
    return words(block(block(started).get("push")).get("branches"))


def _environment(value: Any) -> str:
    return (
        str(block(value).get("name", "")) if isinstance(value, Block) else value or ""
    )


def _steps(job: Block, path: str, reader: Reader) -> Iterator[Step]:
    if isinstance(job.get("uses"), str):
        yield Step(line=job.lines["uses"], uses=job["uses"])
    defaults = block(block(job.get("defaults")).get("run"))
    folder = str(defaults.get("working-directory", ""))
    for value in items(job.get("steps")):
        step = block(value)
        if _NEVER.match(str(step.get("if", ""))):
            continue
        yield _step(step, path, str(step.get("working-directory", folder)))
        yield from _composite(str(step.get("uses", "")), reader)


def _step(step: Block, path: str, folder: str) -> Step:
    run = step.get("run")
    line = step.lines.get("run", step.line)
    shell = str(step.get("shell", ""))
    read = isinstance(run, str) and not shell.startswith("python")
    inputs = block(step.get("with"))
    return Step(
        line=line if run else step.lines.get("uses", step.line),
        name=str(step.get("name", "")),
        uses=str(step.get("uses", "")),
        lines=tuple(commands(run, path, line)) if read and run else (),
        folder="" if "$" in folder else folder,
        inputs=tuple((k, v) for k, v in inputs.items() if isinstance(v, str)),
        condition=str(step.get("if", "")),
    )


def _composite(uses: str, reader: Reader) -> Iterator[Step]:
    """Yield the steps of an action that is kept in the same tree."""
    if not uses.startswith("./"):
        return
    folder = normpath(uses[2:])
    for path in (f"{folder}/action.yml", f"{folder}/action.yaml"):
        text = reader.text(path) if path in reader.tree.by_path else None
        if text is None:
            continue
        try:
            action = block(next(iter(documents(text)), None))
        except YamlError as fault:
            reader.skip(path, f"not YAML: {fault}")
            continue
        for value in items(block(action.get("runs")).get("steps")):
            step = block(value)
            yield _step(step, path, str(step.get("working-directory", "")))
