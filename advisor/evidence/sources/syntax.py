"""One Python file as facts: what it imports, calls and defines, without running it.

A name is resolved through the imports of its file, and a variable stands for the
expression that it was last given: after `client = MlflowClient()` the call
`client.get_run()` is `mlflow.MlflowClient.get_run`. What cannot be resolved begins with
`?`. Code that never runs is left out: below `if False:` and after `return`.
"""

import ast
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from advisor.evidence.sources.tree import Role

UNKNOWN: Final = "?"
LONGEST: Final = 200
_DEEPEST: Final = 12

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_ENDS: Final = (ast.Return, ast.Raise, ast.Continue, ast.Break)


@dataclass(frozen=True, slots=True)
class Import:
    """An import: of `from a.b import c` the module is `a.b` and the name `c`."""

    path: str
    line: int
    module: str
    name: str = ""

    @property
    def full(self) -> str:
        """The module, with the name that is taken from it."""
        return f"{self.module}.{self.name}" if self.name else self.module


@dataclass(frozen=True, slots=True)
class Call:
    """A call: its full name, the names of its keywords and its literal texts.

    `function` is the function it stands in, empty at the top of the file.
    """

    path: str
    line: int
    name: str
    role: Role
    notebook: bool
    keywords: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    function: str = ""
    looped: bool = False

    @property
    def last(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Definition:
    """A function or class: its decorators and bases by full name, its length in lines."""

    path: str
    line: int
    name: str
    role: Role
    kind: str
    decorators: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Constant:
    """A text that is assigned to a name."""

    path: str
    line: int
    name: str
    text: str


@dataclass
class Module:
    """The facts of one file; `main` tells whether it does something when it is run.

    `exports` gives the full name behind what other files may take from it: what it
    imports itself, and what a function of it is said to return.
    """

    path: str
    role: Role
    notebook: bool = False
    lines: int = 0
    main: bool = False
    imports: list[Import] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    constants: list[Constant] = field(default_factory=list)
    exports: dict[str, str] = field(default_factory=dict)

    @cached_property
    def roots(self) -> frozenset[str]:
        """The top packages that it imports."""
        return frozenset(one.module.partition(".")[0] for one in self.imports)


def parse(source: bytes | str, path: str, role: Role, notebook: bool = False) -> Module:
    """Return the facts of a file.

    Raises SyntaxError, ValueError, RecursionError or MemoryError if it is no Python 3.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(source)
    newline = b"\n" if isinstance(source, bytes) else "\n"
    module = Module(path, role, notebook, lines=source.count(newline) + 1)  # type: ignore[arg-type]
    walk = _Walk(module)
    walk.body(tree.body)
    module.exports = walk.exports()
    return module


class _Walk:
    """Walks the statements of a file in order, with the names known so far."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._names: list[dict[str, str]] = [{}]
        self._function: list[str] = []
        self._returns: dict[str, str] = {}
        self._loops = 0
        self._takes: dict[type[ast.stmt], Callable[[Any], None]] = {
            ast.Import: self._import,
            ast.ImportFrom: self._import,
            ast.FunctionDef: self._define,
            ast.AsyncFunctionDef: self._define,
            ast.ClassDef: self._define_class,
            ast.If: self._branch,
            ast.While: self._branch,
            ast.For: self._loop,
            ast.AsyncFor: self._loop,
            ast.With: self._with,
            ast.AsyncWith: self._with,
            ast.Try: self._try,
            ast.TryStar: self._try,
            ast.Match: self._match,
            ast.Assign: self._assign,
            ast.AnnAssign: self._assign,
        }

    def body(self, statements: Iterable[ast.stmt]) -> None:
        """Take statements until one after which none is reached."""
        for statement in statements:
            self._statement(statement)
            if isinstance(statement, _ENDS):
                break

    def exports(self) -> dict[str, str]:
        """Return the full names of what stands at the top of the file."""
        known = {**self._names[0], **self._returns}
        return {k: v for k, v in known.items() if UNKNOWN not in v and "." in v}

    def _statement(self, node: ast.stmt) -> None:
        take = self._takes.get(type(node), self._expressions)
        take(node)

    def _match(self, node: ast.Match) -> None:
        self._expressions(node.subject)
        for case in node.cases:
            self.body(case.body)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                self._imported(node.lineno, alias.name, "")
                bound = alias.asname or alias.name.partition(".")[0]
                self._bind(bound, alias.name if alias.asname else bound)
            return
        module = self._relative(node.module or "", node.level)
        for alias in node.names:
            self._imported(node.lineno, module, alias.name)
            self._bind(alias.asname or alias.name, f"{module}.{alias.name}")

    def _imported(self, line: int, module: str, name: str) -> None:
        self._module.imports.append(Import(self._module.path, line, module, name))

    def _relative(self, module: str, level: int) -> str:
        if level == 0:
            return module
        above = self._module.path.split("/")[:-level]
        return ".".join((*above, module)) if module else ".".join(above)

    def _define(self, node: _Function) -> None:
        self._expressions(*node.decorator_list, *node.args.defaults)
        self._defined(node, "function", ())
        arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        self._returns[node.name] = self._annotated(node.returns)
        # An argument hides a name of the file; its annotation says what it is.
        known = {a.arg: self._annotated(a.annotation) for a in arguments}
        self._names.append(known)
        self._function.append(node.name)
        loops, self._loops = self._loops, 0
        self.body(node.body)
        self._loops = loops
        self._function.pop()
        self._names.pop()

    def _define_class(self, node: ast.ClassDef) -> None:
        self._expressions(*node.decorator_list)
        fields = tuple(
            part.target.id
            for part in node.body
            if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
        )
        self._defined(node, "class", fields)
        self._names.append({})
        self._function.append(node.name)
        self.body(node.body)
        self._function.pop()
        self._names.pop()

    def _defined(
        self, node: _Function | ast.ClassDef, kind: str, fields: tuple[str, ...]
    ) -> None:
        bases = node.bases if isinstance(node, ast.ClassDef) else []
        self._module.definitions.append(
            Definition(
                path=self._module.path,
                line=node.lineno,
                name=".".join((*self._function, node.name)),
                role=self._module.role,
                kind=kind,
                decorators=tuple(self._name(one) for one in node.decorator_list),
                bases=tuple(self._name(base) for base in bases),
                fields=fields,
                lines=(node.end_lineno or node.lineno) - node.lineno + 1,
            )
        )

    def _branch(self, node: ast.If | ast.While) -> None:
        never = isinstance(node.test, ast.Constant) and not node.test.value
        if not never:
            self._module.main |= _is_main(node.test)
            self._expressions(node.test)
            self._loops += isinstance(node, ast.While)
            self.body(node.body)
            self._loops -= isinstance(node, ast.While)
        always = isinstance(node.test, ast.Constant) and bool(node.test.value)
        if not (always and isinstance(node, ast.If)):
            self.body(node.orelse)

    def _loop(self, node: ast.For | ast.AsyncFor) -> None:
        self._expressions(node.iter)
        self._loops += 1
        self.body(node.body)
        self._loops -= 1
        self.body(node.orelse)

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self._expressions(item.context_expr)
            if isinstance(item.optional_vars, ast.Name):
                self._bind(item.optional_vars.id, self._name(item.context_expr))
        self.body(node.body)

    def _try(self, node: ast.Try | ast.TryStar) -> None:
        self.body(node.body)
        for handler in node.handlers:
            self.body(handler.body)
        self.body(node.orelse)
        self.body(node.finalbody)

    def _assign(self, node: ast.Assign | ast.AnnAssign) -> None:
        if node.value is not None:
            self._expressions(node.value)
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if isinstance(target, ast.Name | ast.Attribute):
                self._assigned(target, node)

    def _assigned(
        self, target: ast.Name | ast.Attribute, node: ast.Assign | ast.AnnAssign
    ) -> None:
        text = node.value.value if isinstance(node.value, ast.Constant) else None
        name = target.id if isinstance(target, ast.Name) else target.attr
        if isinstance(text, str):
            short = text[:LONGEST]
            found = Constant(self._module.path, node.lineno, name, short)
            self._module.constants.append(found)
        stands_for = self._name(node.value) if node.value else UNKNOWN
        if stands_for == UNKNOWN and isinstance(node, ast.AnnAssign):
            stands_for = self._annotated(node.annotation)
        if isinstance(target, ast.Name):
            self._bind(name, stands_for)
            if isinstance(node, ast.AnnAssign) and self._function:
                self._names[0].setdefault(f"self.{name}", stands_for)
        elif isinstance(target.value, ast.Name) and target.value.id == "self":
            self._names[0][f"self.{name}"] = stands_for

    def _expressions(self, *nodes: ast.AST) -> None:
        """Record every call below some nodes, outermost first."""
        waiting: list[Any] = list(nodes)
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.Call):
                self._called(node)
            if not isinstance(node, ast.AST):
                continue
            for name in node._fields:
                part = getattr(node, name, None)
                if isinstance(part, list):
                    waiting += part
                elif isinstance(part, ast.expr | ast.keyword | ast.comprehension):
                    waiting.append(part)

    def _called(self, node: ast.Call) -> None:
        literal = (*node.args, *(word.value for word in node.keywords))
        self._module.calls.append(
            Call(
                path=self._module.path,
                line=node.lineno,
                name=self._name(node.func),
                role=self._module.role,
                notebook=self._module.notebook,
                keywords=tuple(word.arg for word in node.keywords if word.arg),
                texts=tuple(_texts(literal)),
                function=".".join(self._function),
                looped=self._loops > 0,
            )
        )

    def _bind(self, name: str, stands_for: str) -> None:
        self._names[-1][name] = stands_for

    def _annotated(self, annotation: ast.expr | None) -> str:
        if isinstance(annotation, ast.Name | ast.Attribute):
            return self._name(annotation)
        return UNKNOWN

    def _name(self, node: ast.AST) -> str:
        """Return the full name of an expression, `?` for what has none."""
        parts: list[str] = []
        for _ in range(_DEEPEST):
            if isinstance(node, ast.Attribute):
                parts.append(node.attr)
                node = node.value
            elif isinstance(node, ast.Call):
                node = node.func
                if isinstance(node, ast.Name) and node.id in self._returns:
                    return ".".join((self._returns[node.id], *reversed(parts)))
            elif isinstance(node, ast.Await | ast.Starred | ast.Subscript):
                node = node.value
            else:
                break
        root = self._root(node, parts)
        return ".".join((root, *reversed(parts)))

    def _root(self, node: ast.AST, parts: list[str]) -> str:
        if not isinstance(node, ast.Name):
            return UNKNOWN
        if node.id == "self" and parts:
            kept = self._names[0].get(f"self.{parts[-1]}")
            if kept is not None and kept != UNKNOWN:
                parts.pop()
                return kept
            return UNKNOWN
        for known in reversed(self._names):
            if node.id in known:
                return known[node.id]
        return node.id


def _is_main(test: ast.expr) -> bool:
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
    )


def _texts(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value[:LONGEST]
