"""Jenkinsfiles: the stages and what their sh and bat steps run, without Groovy."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from advisor.evidence.sources.job import Job, Trigger, running
from advisor.evidence.sources.tree import Reader, line_of

_COMMENT_OR_TEXT: Final = re.compile(
    r"'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\""
    r"|//[^\n]*|/\*.*?\*/",
    re.S,
)
_STAGE: Final = re.compile(r"\bstage\s*\(?\s*(?:name:\s*)?['\"]([^'\"]+)['\"]")
_RUN: Final = re.compile(
    r"\b(?:sh|bat|powershell)\b\s*\(?\s*(?:[^)'\"\n]*?script\s*:\s*)?"
    r"('''|\"\"\"|'|\")(.*?)(?<!\\)\1",
    re.S,
)
_CRON: Final = re.compile(r"\bcron\s*\(?\s*['\"]")
_UPSTREAM: Final = re.compile(r"\bupstream\s*\(")
_CHANGE: Final = re.compile(r"\bchangeRequest\s*\(")


def defines(path: str) -> bool:
    """Tell whether a file is a Jenkinsfile."""
    folder, _, name = path.rpartition("/")
    here = folder.lower() in {"", "jenkins", "ci", ".jenkins", ".ci"}
    return here and (
        name.startswith("Jenkinsfile") or name.lower().endswith(".jenkinsfile")
    )


def jobs(path: str, text: str, _: Reader) -> Iterator[Job]:
    """Yield a job for each stage that runs something."""
    bare = _COMMENT_OR_TEXT.sub(_blank_if_comment, text)
    triggers = _triggers(bare)
    stages = [(found.start(), found[1]) for found in _STAGE.finditer(bare)]
    starts = [start for start, _ in stages]
    ran: dict[int, list[tuple[str, int]]] = {}
    for found in _RUN.finditer(bare):
        stage = bisect_right(starts, found.start()) - 1
        ran.setdefault(stage, []).append((found[2], line_of(bare, found.start(2))))
    for stage, texts in ran.items():
        step = running(texts, path)
        name = stages[stage][1] if stage >= 0 else "pipeline"
        start = starts[stage] if stage >= 0 else 0
        if step:
            line = line_of(bare, start)
            yield Job("jenkins", path, name, line, triggers, (step,))


def _blank_if_comment(found: re.Match[str]) -> str:
    text = found[0]
    if text.startswith(("//", "/*")):
        return "\n" * text.count("\n")
    return text


def _triggers(text: str) -> frozenset[Trigger]:
    found = {Trigger.PUSH}
    if _CRON.search(text):
        found.add(Trigger.SCHEDULE)
    if _UPSTREAM.search(text):
        found.add(Trigger.DISPATCH)
    if _CHANGE.search(text):
        found.add(Trigger.PULL_REQUEST)
    return frozenset(found)
