"""A job of CI, whatever the system: what starts it and what its steps run."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from advisor.evidence.sources.shell import Command, commands
from advisor.evidence.sources.tree import Reader


class Trigger(StrEnum):
    """What starts a job."""

    PUSH = "push"
    PULL_REQUEST = "pull_request"
    SCHEDULE = "schedule"
    MANUAL = "manual"
    DISPATCH = "dispatch"
    TAG = "tag"


@dataclass(frozen=True)
class Step:
    """A step: the lines it runs itself and those that they call, or what it uses."""

    line: int
    name: str = ""
    uses: str = ""
    lines: tuple[Command, ...] = ()
    called: tuple[Command, ...] = ()
    folder: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    condition: str = ""

    def commands(self) -> tuple[Command, ...]:
        """Return the lines the step runs, those of called targets included."""
        return self.lines + self.called


@dataclass(frozen=True)
class Job:
    """A job: `branches` are those its push trigger names, none if it names none."""

    system: str
    path: str
    name: str
    line: int
    triggers: frozenset[Trigger]
    steps: tuple[Step, ...] = ()
    branches: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    environment: str = ""
    condition: str = ""
    secrets: tuple[str, ...] = field(default=())

    @property
    def on_change(self) -> bool:
        """Tell whether a push or a pull request starts it."""
        return bool(self.triggers & {Trigger.PUSH, Trigger.PULL_REQUEST})


Read = Callable[[str, str, Reader], Iterable[Job]]


def running(texts: Iterable[tuple[str, int]], path: str, name: str = "") -> Step | None:
    """Return a step that runs texts, each given with its line; None without any."""
    pairs = tuple(texts)
    lines = tuple(_lines(pairs, path))
    return Step(line=pairs[0][1], name=name, lines=lines) if lines else None


def _lines(pairs: Iterable[tuple[str, int]], path: str) -> Iterator[Command]:
    for text, line in pairs:
        yield from commands(text, path, line)
