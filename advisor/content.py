"""The only reader of questionnaires/ and data/.

A YAML file is read as plain values, each with the line it stands on, so that
every fault is reported as `file:line: place: what is wrong`. The reader
accepts a small, safe part of YAML 1.2: no aliases (a few bytes of them expand
to gigabytes), no tags, no repeated keys, and `no` is a word, not a boolean.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from advisor.errors import AdvisorError, ContentError
from advisor.language import t

MAX_BYTES: Final = 5_000_000
MAX_DEPTH: Final = 30
MAX_FAULTS_SHOWN: Final = 20


class _Prose:
    """Marks a text that people read, and that other languages therefore translate."""


PROSE: Final = _Prose()

Place = tuple[str | int, ...]
Model = TypeVar("Model")


class Value(BaseModel):
    """A frozen record that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True)
class Document:
    """What a file says, and the line each part of it stands on (from 1)."""

    value: Any
    name: str
    lines: Mapping[Place, int] = field(default_factory=dict)

    def where(self, place: Place) -> str:
        """Return `file:line` of the nearest enclosing part that has a line."""
        for length in range(len(place), -1, -1):
            line = self.lines.get(place[:length])
            if line is not None:
                return f"{self.name}:{line}"
        return self.name


def questionnaires_folder() -> Path:
    """Return the folder of the shipped questionnaires."""
    return _shipped("questionnaires")


def data_folder() -> Path:
    """Return the folder of the shipped data."""
    return _shipped("data")


def docs_folder() -> Path:
    """Return the folder of the documents that the app shows."""
    return _shipped("docs")


def read(path: Path, kind: type[Model]) -> Model:
    """Read a YAML file as `kind`; raise ContentError naming every fault by line."""
    found: Model = check(
        parse(read_bytes(path, ContentError), path.name), kind, ContentError
    )
    return found


def read_bytes(path: Path, error: type[AdvisorError]) -> bytes:
    """Return the bytes of a file; raise `error` if missing, a folder or too large."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise error(
                t(
                    "{name}: larger than {most} MB, which no answer sheet or "
                    "questionnaire is",
                    name=path.name,
                    most=MAX_BYTES // 1_000_000,
                )
            )
        return path.read_bytes()
    except OSError as fault:
        raise error(f"{path}: {_reason(fault)}") from fault


def parse(raw: bytes, name: str, error: type[AdvisorError] = ContentError) -> Document:
    """Parse YAML (JSON is a part of it) into plain values with their lines."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise error(
            t(
                "{name}: byte {place} is not UTF-8 text; save it as UTF-8",
                name=name,
                place=fault.start,
            )
        ) from fault
    builder = _Builder(name, error)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise error(
            t(
                "{name}:{line}: not YAML: {problem}",
                name=name,
                line=line,
                problem=fault.problem,
            )
        ) from fault
    except yaml.YAMLError as fault:
        raise error(
            t("{name}: not YAML text: {reason}", name=name, reason=_first_line(fault))
        ) from fault
    if builder.root is None:
        raise error(t("{name}: empty; expected a mapping of fields", name=name))
    return Document(builder.root, name, builder.lines)


def check(document: Document, kind: Any, error: type[AdvisorError]) -> Any:
    """Return the document as `kind`, or raise `error` with every fault listed."""
    try:
        return _adapter(kind).validate_python(document.value)
    except ValidationError as fault:
        raise error(_listed(_faults(document, fault))) from fault


def canonical(value: BaseModel) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces."""
    return json.dumps(
        value.model_dump(mode="json"),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )


def _shipped(folder: str) -> Path:
    package = Path(__file__).resolve().parent
    inside = package / folder
    return inside if inside.is_dir() else package.parent / folder


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _reason(fault: OSError) -> str:
    return {
        "FileNotFoundError": t("no such file"),
        "IsADirectoryError": t("is a folder, expected a file"),
        "PermissionError": t("may not be read"),
    }.get(type(fault).__name__, fault.strerror or t("cannot be read"))


def _first_line(fault: Exception) -> str:
    return str(fault).splitlines()[0]


def _faults(document: Document, fault: ValidationError) -> Iterator[str]:
    for item in fault.errors(include_url=False):
        if _is_echo(item):
            continue
        known = _known_part(document.value, item["loc"])
        place = ".".join(str(step) for step in item["loc"])
        message = item["msg"].removeprefix("Value error, ")
        yield f"{document.where(known)}: {place + ': ' if place else ''}{message}"


def _is_echo(item: Mapping[str, Any]) -> bool:
    """Tell whether a list is called too short only because its items had faults."""
    wanted = item.get("ctx", {}).get("min_length", 0)
    given = item["input"]
    return (
        item["type"] == "too_short" and isinstance(given, list) and len(given) >= wanted
    )


def _known_part(value: Any, loc: Place) -> Place:
    """Drop the steps that pydantic adds for union tags and missing fields."""
    place: list[str | int] = []
    for step in loc:
        inside = _step_into(value, step)
        if inside:
            value = inside[0]
            place.append(step)
    return tuple(place)


def _step_into(value: Any, step: str | int) -> tuple[Any, ...]:
    if isinstance(value, Mapping):
        return (value[step],) if step in value else ()
    if isinstance(value, list) and not isinstance(step, str):
        return (value[step],) if step < len(value) else ()
    return ()


def _listed(faults: Iterator[str]) -> str:
    lines = list(faults)
    more = len(lines) - MAX_FAULTS_SHOWN
    shown = lines[:MAX_FAULTS_SHOWN]
    return "\n".join([*shown, t("… and {more} more", more=more)] if more > 0 else shown)


_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT: Final = re.compile(
    r"[-+]?([0-9]{1,18}\.[0-9]{0,18}|\.[0-9]{1,18})([eE][-+]?[0-9]{1,3})?"
)
_WORDS: Final[Mapping[str, bool | None]] = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "false": False,
}


def _scalar(text: str, plain: bool) -> str | int | float | bool | None:
    if not plain:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text


class _Builder:
    """Builds plain values from parser events without recursion."""

    def __init__(self, name: str, error: type[AdvisorError]) -> None:
        self.name = name
        self.error = error
        self.root: Any = None
        self.lines: dict[Place, int] = {}
        self._stack: list[tuple[dict[str, Any] | list[Any], Place]] = []
        self._key: list[str | None] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """Add one event to the value under construction."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        self._refuse_unsafe(event, line)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open({}, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open([], line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._stack.pop()
            self._key.pop()

    def _refuse_unsafe(self, event: yaml.Event, line: int) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._refuse(
                line, t("aliases (*name) are not accepted; write the value out")
            )
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._refuse(line, t("a second document (---); expected one per file"))
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            self._refuse(
                line, t("tag {tag} is not accepted; write a plain value", tag=tag)
            )

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        if self._expects_key():
            self._new_key(event.value, line)
            return
        self._put(_scalar(event.value, event.implicit[0]), line)

    def _expects_key(self) -> bool:
        return (
            bool(self._stack)
            and isinstance(self._stack[-1][0], dict)
            and self._key[-1] is None
        )

    def _new_key(self, key: str, line: int) -> None:
        holder, place = self._stack[-1]
        if key in holder:
            first = self.lines[(*place, key)]
            self._refuse(
                line,
                t(
                    "key '{key}' stands here twice (first on line {first})",
                    key=key,
                    first=first,
                ),
            )
        self._key[-1] = key
        self.lines[(*place, key)] = line

    def _open(self, holder: dict[str, Any] | list[Any], line: int) -> None:
        if self._expects_key():
            self._refuse(line, t("a list or mapping as a key; expected a word"))
        if len(self._stack) >= MAX_DEPTH:
            self._refuse(line, t("nested deeper than {most} levels", most=MAX_DEPTH))
        place = self._put(holder, line)
        self._stack.append((holder, place))
        self._key.append(None)

    def _put(self, value: Any, line: int) -> Place:
        if not self._stack:
            self.root = value
            self.lines[()] = line
            return ()
        holder, place = self._stack[-1]
        if isinstance(holder, list):
            holder.append(value)
            place = (*place, len(holder) - 1)
            self.lines[place] = line
            return place
        key = self._key[-1]
        assert key is not None  # noqa: S101 - _expects_key has just said so
        holder[key] = value
        self._key[-1] = None
        return (*place, key)

    def _refuse(self, line: int, what: str) -> None:
        raise self.error(f"{self.name}:{line}: {what}")
