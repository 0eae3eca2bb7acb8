"""Lines of a shell script as the programs that they start.

`.venv/bin/python -m pytest -q tests && echo done` starts `pytest` and `echo`. Words
that only prepare a program, such as `sudo`, `uv run` or `CI=1`, are left out; comments,
here-documents and what stands inside quotes are no programs.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

MOST_LINES: Final = 2_000
LONGEST: Final = 4_000

_SEPARATORS: Final = frozenset({"&&", "||", ";", "|", "&", "(", ")", "|&", ";;"})
_WORDS_BEFORE: Final = frozenset(
    {"then", "do", "else", "elif", "if", "while", "until", "!", "{", "exec", "eval"}
    | {"sudo", "time", "nohup", "command", "env", "nice", "xvfb-run", "winpty"}
)
_RUNNERS: Final = frozenset(
    {"uv", "poetry", "pipenv", "pdm", "hatch", "rye", "pixi", "conda", "micromamba"}
)
_ASSIGNMENT: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
_PYTHON: Final = re.compile(r"(python|py)(\d(\.\d+)?)?(\.exe)?\Z")
_HERE: Final = re.compile(r"<<-?\s*['\"]?(\w+)['\"]?")
# What a page or a build tool would put in; it must not break the reading of quotes.
_TEMPLATE: Final = re.compile(r"\$?\{\{.*?\}\}")
_REDIRECTION: Final = re.compile(r"(?:&|\b\d)?>{1,2}\s*(?:&\d|/dev/null)|<\s*/dev/null")


@dataclass(frozen=True)
class Command:
    """A line that is run: where it stands, what it says, whether a step is it itself.

    `called` is False for the lines of the step and True for the lines of a make target
    or script that the step calls.
    """

    path: str
    line: int
    text: str
    called: bool = False

    @cached_property
    def programs(self) -> tuple[tuple[str, ...], ...]:
        """Return each program that the line starts, with its arguments."""
        return tuple(_programs(self.text))

    def starts(self, *names: str) -> bool:
        """Tell whether the line starts one of the programs; `dvc repro` is a name too."""
        return any(begins(program, name) for program in self.programs for name in names)


def begins(program: tuple[str, ...], name: str) -> bool:
    """Tell whether a program and its first arguments are the words of a name."""
    sought = tuple(name.split())
    return program[: len(sought)] == sought


def commands(
    text: str, path: str, line: int, called: bool = False
) -> Iterator[Command]:
    """Yield the lines of a script that are run, each joined with its continuations."""
    ending: str | None = None
    waiting: list[str] = []
    began = line
    for at, raw in enumerate(text.splitlines()[:MOST_LINES], line):
        stripped = raw.strip()[:LONGEST]
        if ending:
            ending = None if stripped == ending else ending
            continue
        if not waiting and (not stripped or stripped.startswith("#")):
            continue
        began = began if waiting else at
        if stripped.endswith("\\"):
            waiting.append(stripped[:-1])
            continue
        joined = " ".join((*waiting, stripped))
        waiting = []
        here = _HERE.search(joined)
        ending = here[1] if here else None
        yield Command(path, began, joined, called)
    if waiting:
        yield Command(path, began, " ".join(waiting), called)


def _programs(text: str) -> Iterator[tuple[str, ...]]:
    current: list[str] = []
    plain = _REDIRECTION.sub(" ", _TEMPLATE.sub("_", text))
    for word in (*_split(plain), ";"):
        if word in _SEPARATORS or set(word) <= set(";&|()"):
            if program := _bare(current):
                yield program
            current = []
        else:
            current.append(word)


def _split(text: str) -> list[str]:
    lexer = shlex.shlex(text, posix=True, punctuation_chars=";&|()")
    lexer.whitespace_split = True
    lexer.commenters = "#"
    try:
        return list(lexer)
    except ValueError:
        return text.split(" #", maxsplit=1)[0].split()


def _bare(words: list[str]) -> tuple[str, ...]:
    """Return a program and its arguments without what only prepares it."""
    rest = list(words)
    while rest:
        first = rest[0].rpartition("/")[2]
        if first == "command" and rest[1:2] == ["-v"]:
            return ("command", *rest[1:])
        if _ASSIGNMENT.match(rest[0]) or first in _WORDS_BEFORE:
            unset = first == "env" and rest[1:2] == ["-u"]
            rest = rest[3:] if unset else rest[1:]
        elif first in _RUNNERS and "run" in rest[1:3]:
            rest = _after_options(rest[rest.index("run") + 1 :])
        elif _PYTHON.match(first) and "-m" in rest[1:4]:
            rest = rest[rest.index("-m") + 1 :]
        elif first == "coverage" and rest[1:3] == ["run", "-m"]:
            rest = rest[3:]
        else:
            name = "python" if _PYTHON.match(first) else first
            return (name or rest[0], *rest[1:])
    return ()


def _after_options(words: list[str]) -> list[str]:
    """Drop the options of a runner, with the value of those that take one."""
    rest = list(words)
    while rest and rest[0].startswith("-"):
        takes = rest[0] in {"-n", "-p", "--with", "--extra", "--group", "--name", "-e"}
        rest = rest[2:] if takes else rest[1:]
    return rest
