"""GitLab CI: jobs with their rules, inherited scripts and included files of the tree."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from advisor.evidence.sources.job import Job, Step, Trigger, running
from advisor.evidence.sources.plain_yaml import (
    Block,
    YamlError,
    block,
    documents,
    items,
    texts,
    words,
)
from advisor.evidence.sources.tree import Reader

_NO_JOBS: Final = frozenset(
    [
        "default",
        "include",
        "stages",
        "variables",
        "workflow",
        "image",
        "services",
        "cache",
        "before_script",
        "after_script",
        "spec",
        "pages:deploy",
    ]
)
_ONLY: Final = {
    "merge_requests": Trigger.PULL_REQUEST,
    "external_pull_requests": Trigger.PULL_REQUEST,
    "schedules": Trigger.SCHEDULE,
    "tags": Trigger.TAG,
    "web": Trigger.MANUAL,
    "triggers": Trigger.DISPATCH,
    "pipelines": Trigger.DISPATCH,
    "api": Trigger.DISPATCH,
}
_RULES: Final = (
    (re.compile(r"merge_request|CI_MERGE_REQUEST"), Trigger.PULL_REQUEST),
    (re.compile(r"==\s*['\"]schedule['\"]"), Trigger.SCHEDULE),
    (re.compile(r"CI_COMMIT_TAG"), Trigger.TAG),
    (re.compile(r"==\s*['\"](web|chat)['\"]"), Trigger.MANUAL),
    (re.compile(r"==\s*['\"](api|trigger|pipeline)['\"]"), Trigger.DISPATCH),
    (re.compile(r"CI_COMMIT_(BRANCH|REF_NAME)|['\"]push['\"]"), Trigger.PUSH),
)
_DEEPEST: Final = 5


def defines(path: str) -> bool:
    """Tell whether a file is the pipeline that GitLab runs."""
    return path in {".gitlab-ci.yml", ".gitlab-ci.yaml"}


def jobs(path: str, text: str, reader: Reader) -> Iterator[Job]:
    """Yield the jobs of a pipeline; raise YamlError if it is no YAML."""
    parts = list(_parts(path, text, reader))
    known: dict[str, tuple[str, Block, int]] = {}
    common = Block()
    for place, part in parts:
        common.take(block(part.get("default")))
        for key in ("before_script", "after_script"):
            if key in part:
                common[key] = part[key]
                common.lines[key] = part.lines[key]
        for name, value in part.items():
            if isinstance(value, Block) and name not in _NO_JOBS:
                known[name] = (place, value, part.lines[name])
    for name, (place, _, line) in known.items():
        full = _inherited(name, known)
        if name.startswith(".") or not {"script", "trigger"} & set(full):
            continue
        yield Job(
            system="gitlab",
            path=place,
            name=name,
            line=max(line - 1, 1),
            triggers=_triggers(full),
            steps=tuple(_steps(full, common, place)),
            branches=_branches(full),
            needs=tuple(_needs(full)),
            environment=_environment(full.get("environment")),
        )


def _parts(path: str, text: str, reader: Reader) -> Iterator[tuple[str, Block]]:
    for document in documents(text):
        part = block(document)
        yield path, part
        for value in items(part.get("include")):
            name = value if isinstance(value, str) else block(value).get("local", "")
            local = str(name).lstrip("/")
            if local not in reader.tree.by_path or local == path:
                continue
            try:
                included = documents(reader.text(local) or "")
            except YamlError as fault:
                reader.skip(local, f"not YAML: {fault}")
                continue
            yield from ((local, block(one)) for one in included)


def _inherited(
    name: str, known: Mapping[str, tuple[str, Block, int]], depth: int = 0
) -> Block:
    """Return a job together with what it takes over by `extends`."""
    full = Block()
    if name not in known or depth > _DEEPEST:
        return full
    own = known[name][1]
    for parent in words(own.get("extends")):
        full.take(_inherited(parent, known, depth + 1))
    full.take(own)
    return full


def _steps(job: Block, common: Block, path: str) -> Iterator[Step]:
    for key in ("before_script", "script", "after_script"):
        holder = job if key in job else common
        value = holder.get(key)
        if key == "script":
            value, holder = job.get(key), job
        if value and (step := running(texts(value, holder.lines[key]), path, key)):
            yield step
    if "trigger" in job:
        yield Step(line=job.lines["trigger"], uses="trigger")


def _triggers(job: Block) -> frozenset[Trigger]:
    if "rules" in job:
        return _by_rules(job["rules"])
    only = job.get("only")
    if only is None:
        manual = str(job.get("when", "")) == "manual"
        return frozenset({Trigger.MANUAL if manual else Trigger.PUSH})
    names = words(block(only).get("refs") if isinstance(only, Block) else only)
    return frozenset(_ONLY.get(name, Trigger.PUSH) for name in names) or frozenset(
        {Trigger.PUSH}
    )


def _by_rules(rules: Any) -> frozenset[Trigger]:
    found: set[Trigger] = set()
    for value in items(rules):
        rule = block(value)
        if str(rule.get("when", "")) == "never":
            continue
        condition = str(rule.get("if", ""))
        named = {trigger for pattern, trigger in _RULES if pattern.search(condition)}
        if str(rule.get("when", "")) == "manual":
            named = {Trigger.MANUAL}
        found |= named or {Trigger.PUSH}
    return frozenset(found)


def _branches(job: Block) -> tuple[str, ...]:
    only = job.get("only")
    names = words(block(only).get("refs") if isinstance(only, Block) else only)
    return tuple(name for name in names if name not in _ONLY)


def _needs(job: Block) -> Iterator[str]:
    for value in items(job.get("needs")):
        yield value if isinstance(value, str) else str(block(value).get("job", ""))


def _environment(value: Any) -> str:
    return (
        str(block(value).get("name", "")) if isinstance(value, Block) else value or ""
    )
