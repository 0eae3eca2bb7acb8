"""What a step of CI calls in the repository: make targets, scripts, tox and nox.

`run: make test` says nothing of tests; the recipe does. Calls are followed a few steps
deep, through files of the tree only, and nothing is run.
"""

import configparser
import re
from collections.abc import Iterable, Iterator
from posixpath import join, normpath
from typing import Final

from advisor.evidence.sources.shell import Command, commands
from advisor.evidence.sources.tree import Reader

DEEPEST: Final = 3
_MAKEFILES: Final = ("Makefile", "makefile", "GNUmakefile")
_SHELLS: Final = frozenset({"bash", "sh", "zsh", "source", "."})
_SHEBANG: Final = re.compile(r"#!\S*(/env )?\S*sh\b")
_LONGEST: Final = 4_000
_TARGET: Final = re.compile(r"^([^\s:#=][^:=#]*):(?!=)\s*([^#]*)")
_VARIABLE: Final = re.compile(r"^([A-Za-z_][\w]*)\s*[:?]?=\s*(.*)$")
_USE: Final = re.compile(r"\$[({](\w+)[)}]")


class Targets:
    """The make targets and scripts of a tree, read when first asked for."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._texts: dict[str, str | None] = {}
        self._made: dict[str, dict[str, list[Command]]] = {}
        self._needs: dict[str, dict[str, list[str]]] = {}

    def behind(self, run: Iterable[Command], folder: str = "") -> tuple[Command, ...]:
        """Return the lines that the given lines call, each once, in order."""
        found: dict[tuple[str, int], Command] = {}
        waiting = list(run)
        for _ in range(DEEPEST):
            called = [c for command in waiting for c in self._called(command, folder)]
            waiting = [c for c in called if (c.path, c.line) not in found]
            found |= {(c.path, c.line): c for c in waiting}
        return tuple(found.values())

    def _called(self, command: Command, folder: str) -> Iterator[Command]:
        for name, *rest in command.programs:
            if name in {"make", "gmake"}:
                yield from self._recipes(rest, folder)
            elif name == "tox":
                yield from self._tox()
            elif name == "nox":
                yield from self._script("noxfile.py", folder)
            elif name in _SHELLS:
                plain = [word for word in rest if not word.startswith("-")]
                yield from self._script(plain[0] if plain else "", folder)
            else:
                yield from self._script(_as_written(command, name), folder)

    def _script(self, name: str, folder: str) -> Iterator[Command]:
        path = normpath(join(folder, name)) if name else ""
        if not path or path.startswith(("..", "/")):
            return
        text = self._text(path)
        if text is None:
            return
        if path == "noxfile.py":
            yield from _sessions(text, path)
        elif path.endswith((".sh", ".bash")) or _SHEBANG.match(text):
            yield from commands(text, path, 1, called=True)

    def _recipes(self, words: list[str], folder: str) -> Iterator[Command]:
        if "-C" in words[:-1]:
            at = words.index("-C")
            folder, words = join(folder, words[at + 1]), words[:at] + words[at + 2 :]
        path = next((p for p in _makefiles(folder) if self._text(p) is not None), None)
        if path is None:
            return
        made, needs = self._makefile(path)
        named = [word for word in words if word in made or word in needs]
        first = next((name for name in needs if not name.startswith(".")), "")
        waiting, seen = named or [first], set[str]()
        while waiting:
            target = waiting.pop(0)
            if target in seen:
                continue
            seen.add(target)
            waiting += needs.get(target, [])
            yield from made.get(target, [])

    def _makefile(
        self, path: str
    ) -> tuple[dict[str, list[Command]], dict[str, list[str]]]:
        if path not in self._made:
            text = self._text(path) or ""
            self._made[path], self._needs[path] = _rules(text, path)
        return self._made[path], self._needs[path]

    def _tox(self) -> Iterator[Command]:
        text = self._text("tox.ini")
        if text is None:
            return
        parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
        try:
            parser.read_string(text)
        except configparser.Error:
            return
        for section in parser.sections():
            if section.startswith("testenv"):
                lines = parser.get(section, "commands", fallback="") or ""
                place = text.find("commands", max(text.find(f"[{section}]"), 0))
                line = text.count("\n", 0, max(place, 0)) + 1
                yield from commands(lines, "tox.ini", line, called=True)

    def _text(self, path: str) -> str | None:
        if path not in self._texts:
            known = path in self._reader.tree.by_path
            self._texts[path] = self._reader.text(path) if known else None
        return self._texts[path]


def _makefiles(folder: str) -> Iterator[str]:
    return (normpath(join(folder, name)) for name in _MAKEFILES)


def _as_written(command: Command, name: str) -> str:
    """Return a program as the line names it, with its folder."""
    for word in command.text.replace(";", " ").split():
        if word == name or word.endswith(f"/{name}"):
            return word
    return name


def _rules(
    text: str, path: str
) -> tuple[dict[str, list[Command]], dict[str, list[str]]]:
    """Return the recipe and the prerequisites of each target of a makefile."""
    values: dict[str, str] = {}
    made: dict[str, list[Command]] = {}
    needs: dict[str, list[str]] = {}
    current: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("\t"):
            recipe = _put_in(line.strip().lstrip("@-+"), values)
            for target in current:
                made.setdefault(target, []).extend(commands(recipe, path, number, True))
        elif assigned := _VARIABLE.match(line):
            values[assigned[1]] = assigned[2].strip()
        elif rule := _TARGET.match(line):
            current = _put_in(rule[1], values).split()
            for target in current:
                needs.setdefault(target, []).extend(_put_in(rule[2], values).split())
    needs.pop(".PHONY", None)
    return made, needs


def _put_in(text: str, values: dict[str, str]) -> str:
    for _ in range(DEEPEST):
        if "$" not in text or len(text) > _LONGEST:
            break
        text = _USE.sub(lambda used: values.get(used[1], used[0]), text)
    return text


def _sessions(text: str, path: str) -> Iterator[Command]:
    """Yield what `session.run("pytest", …)` of a noxfile runs."""
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("session.run("):
            words = re.findall(r"""["']([^"']+)["']""", stripped)
            yield Command(path, number, " ".join(words), called=True)
