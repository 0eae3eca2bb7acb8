"""Azure Pipelines, CircleCI, Bitbucket Pipelines and Travis."""

import re
from collections.abc import Iterator
from typing import Any, Final

from advisor.evidence.sources.job import Job, Step, Trigger, running
from advisor.evidence.sources.plain_yaml import (
    Block,
    block,
    documents,
    items,
    texts,
    words,
)
from advisor.evidence.sources.shell import commands
from advisor.evidence.sources.tree import Reader

_AZURE: Final = re.compile(
    r"((\.?azure[-_]?(pipelines?|devops)|\.pipelines|\.ado)/.+|([^/]+/)?[^/]*azure[-_]pipelines?[^/]*)\.ya?ml\Z",
    re.IGNORECASE,
)
_SCRIPTS: Final = ("script", "bash", "pwsh", "powershell")
_CHANGE: Final = frozenset({Trigger.PUSH, Trigger.PULL_REQUEST})


def is_azure(path: str) -> bool:
    """Tell whether a file is an Azure pipeline or a template of one."""
    return bool(_AZURE.match(path))


def azure(path: str, text: str, _: Reader) -> Iterator[Job]:
    """Yield the jobs of an Azure pipeline; raise YamlError if it is no YAML."""
    for document in documents(text):
        pipeline = block(document)
        triggers = _azure_triggers(pipeline)
        branches = words(
            block(block(pipeline.get("trigger")).get("branches")).get("include")
        )
        for name, job in _azure_jobs(pipeline):
            yield Job(
                system="azure",
                path=path,
                name=name,
                line=job.line,
                triggers=triggers,
                steps=tuple(_azure_steps(job, path)),
                branches=branches or words(pipeline.get("trigger")),
                needs=words(job.get("dependsOn")),
                environment=_named(job.get("environment")),
                condition=str(job.get("condition", "")),
            )


def is_circleci(path: str) -> bool:
    """Tell whether a file is the configuration of CircleCI."""
    return path in {".circleci/config.yml", ".circleci/config.yaml"}


def circleci(path: str, text: str, _: Reader) -> Iterator[Job]:
    """Yield the jobs that a workflow runs; raise YamlError if it is no YAML."""
    for document in documents(text):
        config = block(document)
        started = dict(_circle_triggers(config))
        known = block(config.get("jobs"))
        for name, value in known.items():
            if started and name not in started:
                continue
            job = block(value)
            yield Job(
                system="circleci",
                path=path,
                name=name,
                line=max(known.lines[name] - 1, 1),
                triggers=started.get(name, frozenset({Trigger.PUSH})),
                steps=tuple(_circle_steps(job, block(config.get("commands")), path)),
            )


def is_bitbucket(path: str) -> bool:
    """Tell whether a file is the configuration of Bitbucket Pipelines."""
    return path in {"bitbucket-pipelines.yml", "bitbucket-pipelines.yaml"}


def bitbucket(path: str, text: str, _: Reader) -> Iterator[Job]:
    """Yield a job for each step of a pipeline; raise YamlError if it is no YAML."""
    kinds = {
        "default": Trigger.PUSH,
        "branches": Trigger.PUSH,
        "pull-requests": Trigger.PULL_REQUEST,
        "tags": Trigger.TAG,
        "custom": Trigger.MANUAL,
    }
    for document in documents(text):
        pipelines = block(block(document).get("pipelines"))
        for kind, trigger in kinds.items():
            for step in _nested(pipelines.get(kind), "script"):
                name = str(step.get("name", kind))
                pairs = texts(step["script"], step.lines["script"])
                if ran := running(pairs, path, name):
                    yield Job(
                        system="bitbucket",
                        path=path,
                        name=name,
                        line=step.line,
                        triggers=frozenset({trigger}),
                        steps=(ran,),
                        environment=str(step.get("deployment", "")),
                    )


def is_travis(path: str) -> bool:
    """Tell whether a file is the configuration of Travis."""
    return path in {".travis.yml", ".travis.yaml"}


def travis(path: str, text: str, _: Reader) -> Iterator[Job]:
    """Yield the one job of Travis; raise YamlError if it is no YAML."""
    for document in documents(text):
        config = block(document)
        pairs = [
            pair
            for key in ("install", "before_script", "script", "deploy")
            if key in config
            for pair in texts(config[key], config.lines[key])
        ]
        if step := running(pairs, path):
            yield Job("travis", path, "script", step.line, _CHANGE, (step,))


def _azure_triggers(pipeline: Block) -> frozenset[Trigger]:
    found = set()
    if str(pipeline.get("trigger", "")) != "none":
        found.add(Trigger.PUSH)
    if "pr" in pipeline and str(pipeline["pr"]) != "none":
        found.add(Trigger.PULL_REQUEST)
    if items(pipeline.get("schedules")):
        found.add(Trigger.SCHEDULE)
    return frozenset(found or {Trigger.MANUAL})


def _azure_jobs(part: Block) -> Iterator[tuple[str, Block]]:
    if "steps" in part:
        yield "pipeline", part
    for stage in items(part.get("stages")):
        yield from _azure_jobs(block(stage))
    for value in items(part.get("jobs")):
        job = block(value)
        name = job.get("job") or job.get("deployment") or job.get("template") or "job"
        yield str(name), job


def _azure_steps(job: Block, path: str) -> Iterator[Step]:
    for step in _nested(job, *_SCRIPTS, "task"):
        key = next((key for key in (*_SCRIPTS, "task") if key in step), "task")
        inputs = block(step.get("inputs"))
        inline = next((k for k in ("script", "inlineScript") if k in inputs), None)
        run = str(inputs[inline]) if inline else str(step[key]) if key != "task" else ""
        line = inputs.lines[inline] if inline else step.lines[key]
        yield Step(
            line=line,
            name=str(step.get("displayName", "")),
            uses=str(step.get("task", "")),
            lines=tuple(commands(run, path, line)),
            inputs=tuple((k, v) for k, v in inputs.items() if isinstance(v, str)),
        )


def _circle_triggers(config: Block) -> Iterator[tuple[str, frozenset[Trigger]]]:
    found: dict[str, set[Trigger]] = {}
    for name, value in block(config.get("workflows")).items():
        flow = block(value)
        timed = any("schedule" in block(one) for one in items(flow.get("triggers")))
        for job in items(flow.get("jobs")):
            called = job if isinstance(job, str) else next(iter(block(job)), name)
            about = block(block(job).get(called))
            manual = about.get("type") == "approval"
            trigger = Trigger.SCHEDULE if timed else Trigger.PUSH
            if not manual:
                found.setdefault(called, set()).add(trigger)
    yield from ((job, frozenset(triggers)) for job, triggers in found.items())


def _circle_steps(job: Block, shared: Block, path: str) -> Iterator[Step]:
    steps = items(job.get("steps"))
    for value, line in zip(steps, steps.lines, strict=True):
        if isinstance(value, str):
            yield from _shared(value, line, shared, path)
            continue
        step = block(value)
        for key, about in step.items():
            if key != "run":
                yield from _shared(key, line, shared, path)
            elif isinstance(about, str):
                lines = tuple(commands(about, path, step.lines["run"]))
                yield Step(line=line, lines=lines)
            elif text := block(about).get("command"):
                at = block(about).lines["command"]
                name = str(block(about).get("name", ""))
                lines = tuple(commands(str(text), path, at))
                yield Step(line=at, name=name, lines=lines)


def _shared(name: str, line: int, shared: Block, path: str) -> Iterator[Step]:
    """Yield the steps of a command of the same file, else the orb's name."""
    known = block(shared.get(name))
    if known:
        yield from _circle_steps(known, Block(), path)
    else:
        yield Step(line=line, uses=name)


def _nested(value: Any, *keys: str) -> Iterator[Block]:
    """Yield every mapping below a value that has one of the keys."""
    waiting = [value]
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, Block):
            if set(keys) & set(part):
                yield part
            else:
                waiting += list(part.values())
        elif isinstance(part, list):
            waiting += list(part)


def _named(value: Any) -> str:
    return (
        str(block(value).get("name", "")) if isinstance(value, Block) else value or ""
    )
