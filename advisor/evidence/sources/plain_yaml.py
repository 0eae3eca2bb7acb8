"""Foreign YAML as plain text, lists and mappings that know their lines.

Nothing is constructed: a tag is ignored and every scalar stays the text that was
written, so `on:` is a word. An alias shares what it stands for; a file whose aliases
would expand to more than MOST_NODES parts is refused, and so is one nested deeper
than DEEPEST or longer than MOST_TEXT.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

MOST_TEXT: Final = 1_000_000
MOST_NODES: Final = 100_000
DEEPEST: Final = 60

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlError(Exception):
    """A text that is no YAML, or one that is too large to be read."""


class Block(dict[str, Any]):
    """A mapping; `lines` holds the line on which the text of each value begins."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}
        self.line = 1

    def take(self, other: "Block") -> None:
        """Take over what another mapping holds, in place of what is there."""
        self.update(other)
        self.lines.update(other.lines)


class Items(list[Any]):
    """A list; `lines` holds the line on which the text of each item begins."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []
        self.line = 1


@dataclass
class _Open:
    """A collection that is being read, and the key whose value comes next."""

    made: Block | Items
    anchor: str | None
    key: str | None = None
    nodes: int = 1


@dataclass
class _Documents:
    done: list[Any] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict)


def documents(text: str) -> tuple[Any, ...]:
    """Return the documents of a text; raise YamlError if it cannot be read."""
    if len(text) > MOST_TEXT:
        raise YamlError(f"longer than {MOST_TEXT:,} characters")
    state = _Documents()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            _take(state, event)
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        raise YamlError(str(fault).splitlines()[0] if str(fault) else "") from fault
    return tuple(state.done)


def block(value: Any) -> Block:
    """Return the value if it is a mapping, else an empty one."""
    return value if isinstance(value, Block) else Block()


def items(value: Any) -> Items:
    """Return the value as a list: a list as it is, one thing as a list of it."""
    if isinstance(value, Items):
        return value
    single = Items()
    if value is not None and value != "":
        single.append(value)
        single.lines.append(getattr(value, "line", 1))
    return single


def words(value: Any) -> tuple[str, ...]:
    """Return the texts in a value: a text, the texts of a list, or a mapping's keys."""
    if isinstance(value, Block):
        return tuple(value)
    return tuple(item for item in items(value) if isinstance(item, str))


def texts(value: Any, line: int) -> Iterator[tuple[str, int]]:
    """Yield every text of a value, lists within lists included, with its line."""
    if isinstance(value, str):
        yield value, line
    elif isinstance(value, Items):
        for item, at in zip(value, value.lines, strict=True):
            yield from texts(item, at)


def _take(state: _Documents, event: Any) -> None:
    began: Any = event.start_mark
    if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
        _begin(state, event)
    elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
        ended = state.stack.pop()
        _put(state, ended.made, ended.nodes, ended.anchor, ended.made.line)
    elif isinstance(event, yaml.ScalarEvent):
        below = 1 if event.style in ("|", ">") else 0
        line = began.line + 1 + below
        _put(state, event.value, 1, event.anchor, line)
    elif isinstance(event, yaml.AliasEvent):
        made, nodes = state.anchors.get(str(event.anchor), (None, 1))
        _put(state, made, nodes, None, began.line + 1)


def _begin(state: _Documents, event: Any) -> None:
    if len(state.stack) >= DEEPEST:
        raise YamlError(f"nested deeper than {DEEPEST}")
    mapping = isinstance(event, yaml.MappingStartEvent)
    made: Block | Items = Block() if mapping else Items()
    made.line = event.start_mark.line + 1
    state.stack.append(_Open(made, event.anchor))


def _put(state: _Documents, made: Any, nodes: int, anchor: str | None, at: int) -> None:
    if anchor:
        state.anchors[anchor] = (made, nodes)
    if not state.stack:
        state.done.append(made)
        return
    parent = state.stack[-1]
    parent.nodes += nodes
    if parent.nodes > MOST_NODES:
        raise YamlError(f"expands to more than {MOST_NODES:,} parts")
    if isinstance(parent.made, Items):
        parent.made.append(made)
        parent.made.lines.append(at)
    elif parent.key is None:
        parent.key = made if isinstance(made, str) else "?"
    else:
        _enter(parent.made, parent.key, made, at)
        parent.key = None


def _enter(made: Block, key: str, value: Any, at: int) -> None:
    if key != "<<":
        made[key] = value
        made.lines[key] = at
        return
    for merged in items(value):
        for name, part in block(merged).items():
            if name not in made:
                made[name] = part
                made.lines[name] = merged.lines.get(name, at)
