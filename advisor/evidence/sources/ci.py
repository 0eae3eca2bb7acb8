"""CI definitions of six systems and Travis as jobs with triggers and steps.

What is commented out is no step, and a job that can never run is no job.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

from advisor.evidence.sources import (
    ci_github,
    ci_gitlab,
    ci_jenkins,
    ci_others,
)
from advisor.evidence.sources.job import Job, Read, Step, Trigger
from advisor.evidence.sources.plain_yaml import YamlError
from advisor.evidence.sources.shell import Command
from advisor.evidence.sources.targets import Targets
from advisor.evidence.sources.tree import Reader

__all__ = ["Ci", "Command", "Job", "Ran", "Step", "Trigger", "read"]

System = Literal[
    "github", "gitlab", "jenkins", "azure", "circleci", "bitbucket", "travis"
]

_SYSTEMS: Final[Mapping[System, tuple[Callable[[str], bool], Read]]] = {
    "github": (ci_github.defines, ci_github.jobs),
    "gitlab": (ci_gitlab.defines, ci_gitlab.jobs),
    "jenkins": (ci_jenkins.defines, ci_jenkins.jobs),
    "azure": (ci_others.is_azure, ci_others.azure),
    "circleci": (ci_others.is_circleci, ci_others.circleci),
    "bitbucket": (ci_others.is_bitbucket, ci_others.bitbucket),
    "travis": (ci_others.is_travis, ci_others.travis),
}
CHANGE: Final = frozenset({Trigger.PUSH, Trigger.PULL_REQUEST})


@dataclass(frozen=True)
class Ran:
    """A line that CI runs, with the step and the job in which it does."""

    job: Job
    step: Step
    command: Command


@dataclass(frozen=True)
class Ci:
    """The jobs of a project's CI; `files` are the definitions they were read from."""

    files: tuple[str, ...]
    jobs: tuple[Job, ...]

    @cached_property
    def ran(self) -> tuple[Ran, ...]:
        """Every line that CI runs, those of called targets and scripts included."""
        return tuple(self._lines())

    def on(self, *triggers: Trigger) -> tuple[Job, ...]:
        """Return the jobs that one of the triggers starts."""
        return tuple(job for job in self.jobs if set(triggers) & job.triggers)

    def running(self, *programs: str) -> tuple[Ran, ...]:
        """Return the lines that start one of the programs (`pytest`, `dvc repro`)."""
        return tuple(ran for ran in self.ran if ran.command.starts(*programs))

    def using(self, *actions: str) -> tuple[tuple[Job, Step], ...]:
        """Return the steps that use an action, orb or task whose name begins so."""
        return tuple(
            (job, step)
            for job in self.jobs
            for step in job.steps
            if step.uses.startswith(actions)
        )

    def _lines(self) -> Iterator[Ran]:
        for job in self.jobs:
            for step in job.steps:
                for command in step.commands():
                    yield Ran(job, step, command)


def read(reader: Reader) -> Ci | None:
    """Return the CI of a project; None where none is defined."""
    targets = Targets(reader)
    files: list[str] = []
    jobs: list[Job] = []
    for file in reader.tree.files:
        for known, parse in _SYSTEMS.values():
            if known(file.path):
                files.append(file.path)
                jobs += _read(reader, file.path, parse)
                break
    if not files:
        return None
    called = (_followed(job, targets) for job in ci_github.triggered_by_callers(jobs))
    return Ci(tuple(files), tuple(called))


def _read(reader: Reader, path: str, parse: Read) -> list[Job]:
    text = reader.text(path)
    if text is None:
        return []
    try:
        return [job for job in parse(path, text, reader) if job.triggers]
    except YamlError as fault:
        reader.skip(path, f"not YAML: {fault}")
        return []


def _followed(job: Job, targets: Targets) -> Job:
    steps = (
        replace(step, called=targets.behind(step.lines, step.folder))
        for step in job.steps
    )
    return replace(job, steps=tuple(steps))
