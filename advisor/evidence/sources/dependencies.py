"""The packages that a project asks for, and how exactly it names them."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

MOST: Final = 5_000

_NAME: Final = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?\s*(.*)")
_EXACT: Final = re.compile(r"\s*={1,3}\s*v?\d[^,*|]*\Z")
_SEPARATOR: Final = re.compile(r"[-_.]+")


@dataclass(frozen=True, slots=True)
class Dependency:
    """A package: `pinned` to one version, `hashed` to one content of it."""

    name: str
    path: str
    line: int
    pinned: bool
    hashed: bool = False


def dependencies(path: str, text: str) -> tuple[Dependency, ...]:
    """Return what a file asks for; nothing where it cannot be understood."""
    name = path.rpartition("/")[2].lower()
    if name.endswith(".toml") or name in {
        "poetry.lock",
        "uv.lock",
        "pdm.lock",
        "pipfile",
    }:
        found = _of_toml(path, text)
    elif name.endswith((".yml", ".yaml")):
        found = _of_conda(path, text)
    elif name.endswith((".txt", ".in")) or "requirements" in name:
        found = _of_lines(path, text)
    else:
        found = iter(())
    return tuple(one for one, _ in zip(found, range(MOST), strict=False))


def normal(name: str) -> str:
    """Return a package's name as the index compares it."""
    return _SEPARATOR.sub("-", name).lower()


def _of_lines(path: str, text: str) -> Iterator[Dependency]:
    """Read `name==1.2 --hash=…` lines, joined with their continuations."""
    joined, began = "", 1
    for number, raw in enumerate(text.splitlines(), 1):
        if not joined:
            began = number
        joined += raw.split(" #")[0].strip()
        if joined.endswith("\\"):
            joined = f"{joined[:-1]} "
            continue
        if joined and not joined.startswith(("#", "-", "http", ".")):
            yield _asked(path, began, joined)
        joined = ""


def _asked(path: str, line: int, text: str) -> Dependency:
    hashed = "--hash=" in text
    bare = text.split("--hash=", maxsplit=1)[0].split(";", maxsplit=1)[0].strip()
    found = _NAME.match(bare)
    name, version = (found[1], found[3]) if found else (bare, "")
    pinned = bool(_EXACT.match(version)) or hashed
    return Dependency(normal(name), path, line, pinned, hashed)


def _of_toml(path: str, text: str) -> Iterator[Dependency]:
    try:
        value = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    packages = value.get("package", value.get("packages"))
    if isinstance(packages, list):
        for package in packages:
            if isinstance(package, dict) and isinstance(package.get("name"), str):
                name = normal(package["name"])
                hashed = any(key in package for key in ("wheels", "files", "sdist"))
                line = _line(text, f'name = "{package["name"]}"')
                yield Dependency(name, path, line, pinned=True, hashed=hashed)
        return
    for asked in _project(value):
        line = _line(text, asked.split(";")[0].strip())
        yield _asked(path, line, asked)


def _project(value: dict[str, Any]) -> Iterator[str]:
    project = _table(value, "project")
    groups = (
        project.get("dependencies"),
        *_table(project, "optional-dependencies").values(),
        *_table(value, "dependency-groups").values(),
    )
    for group in groups:
        if isinstance(group, list):
            yield from (asked for asked in group if isinstance(asked, str))
    poetry = _table(_table(value, "tool"), "poetry")
    tables = [_table(poetry, "dependencies"), _table(poetry, "dev-dependencies")]
    tables += [_table(value, "packages")] if "project" not in value else []
    tables += [
        _table(group, "dependencies")
        for group in _table(poetry, "group").values()
        if isinstance(group, dict)
    ]
    for table in tables:
        for name in table:
            if name != "python":
                version = table[name]
                exact = isinstance(version, str) and re.fullmatch(r"[\d.]+", version)
                yield f"{name}=={version}" if exact else name


def _table(value: Any, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _of_conda(path: str, text: str) -> Iterator[Dependency]:
    inside = False
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line and not raw.startswith((" ", "-", "#")):
            inside = line.startswith("dependencies:")
        elif inside and line.startswith("- ") and not line.endswith(":"):
            asked = line[2:].split("#")[0].strip().strip("\"'").rpartition("::")[2]
            yield _asked(path, number, asked)


def _line(text: str, part: str) -> int:
    position = text.find(part)
    return text.count("\n", 0, position) + 1 if position >= 0 else 1
