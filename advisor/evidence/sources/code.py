"""The Python code of a project: files and notebooks, parsed and never run.

Where there is more code than can be parsed in time, product files that name a package
used for machine learning come first; what is left out is said.
"""  # noqa: A005 it is imported by its full name

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Final

from advisor.evidence.sources.notebooks import Notebooks
from advisor.evidence.sources.syntax import (
    Call,
    Constant,
    Definition,
    Import,
    Module,
    parse,
)
from advisor.evidence.sources.tree import PRODUCT, File, Reader, Role

__all__ = ["Call", "Code", "Constant", "Definition", "Import", "Module", "read"]

MOST_PARSED: Final = 5_000_000
MOST_READ: Final = 150_000_000
# Imports stand at the top of a file.
_TOP: Final = 4_000
LONGEST_LINE: Final = 100_000
# A name that is handed on from file to file is followed so far.
_MOST_HANDS: Final = 3

# Packages whose use a probe asks about; they only decide what is parsed first.
_IMPORTED: Final = re.compile(rb"\n[ \t]*(?:from|import) (\w+)")
_TELLING: Final = frozenset(
    b"mlflow wandb neptune comet_ml clearml sklearn xgboost lightgbm catboost torch "
    b"tensorflow keras optuna hyperopt ray airflow dagster prefect kfp zenml metaflow "
    b"flytekit luigi kedro great_expectations pandera evidently nannyml whylogs "
    b"deepchecks feast hopsworks tecton bentoml fastapi flask mlserver fairlearn alibi "
    b"shap presidio_analyzer prometheus_client sagemaker azureml pyspark duckdb "
    b"statsmodels transformers pytorch_lightning lightning argilla snorkel".split()
)
_SEEN: Final = frozenset({Role.PRODUCT, Role.TEST, Role.EXAMPLE, Role.DOCS})


@dataclass(frozen=True)
class Code:
    """The parsed files, by path; `left_out` counts the files that were not parsed."""

    modules: Mapping[str, Module]
    left_out: int = 0

    def of(
        self, where: frozenset[Role] = PRODUCT, notebooks: bool = False
    ) -> tuple[Module, ...]:
        """Return the files of some roles, with notebooks or without."""
        return tuple(
            module
            for module in self.modules.values()
            if module.role in where and (notebooks or not module.notebook)
        )

    def calls(
        self,
        *names: str,
        where: frozenset[Role] = PRODUCT,
        notebooks: bool = False,
    ) -> tuple[Call, ...]:
        """Return the calls of one of the names.

        A name is a full one (`mlflow.log_metric`) or a pattern: `pandera.*` is all
        that begins so, `*.set_alias` a method of whatever it is called on.
        """
        found = (call for name in names for call in self._named(name))
        return tuple(
            call
            for call in dict.fromkeys(found)
            if call.role in where and (notebooks or not call.notebook)
        )

    def imports(
        self,
        *modules: str,
        where: frozenset[Role] = PRODUCT,
        notebooks: bool = False,
    ) -> tuple[Import, ...]:
        """Return the imports of one of the modules, of parts of it or from it."""
        return tuple(
            one
            for module in self.of(where, notebooks)
            for one in module.imports
            if _is_below(one.full, modules)
        )

    def used(
        self,
        *modules: str,
        where: frozenset[Role] = PRODUCT,
        notebooks: bool = False,
    ) -> tuple[Call, ...]:
        """Return the calls into one of the modules: an import alone is no use."""
        return self.calls(
            *modules,
            *(f"{module}.*" for module in modules),
            where=where,
            notebooks=notebooks,
        )

    def decorated(
        self, *patterns: str, where: frozenset[Role] = PRODUCT
    ) -> tuple[Definition, ...]:
        """Return what bears a decorator of one of the names or patterns."""
        return tuple(
            one
            for one in self.definitions(where)
            if any(fnmatchcase(d, p) for d in one.decorators for p in patterns)
        )

    def definitions(
        self, where: frozenset[Role] = PRODUCT, notebooks: bool = False
    ) -> tuple[Definition, ...]:
        """Return the functions and classes of some roles."""
        return tuple(d for m in self.of(where, notebooks) for d in m.definitions)

    def constants(self, where: frozenset[Role] = PRODUCT) -> tuple[Constant, ...]:
        """Return the texts that are assigned to names."""
        return tuple(c for module in self.of(where) for c in module.constants)

    def full_name(self, name: str) -> str:
        """Return what stands behind a name that another file of the project passes on."""
        known = self._full_names
        if name not in known:
            known[name] = self._behind(name)
        return known[name]

    def imported_by(self, path: str) -> frozenset[str]:
        """Return the paths of the project's own files that a file imports."""
        return self._graph.get(path, frozenset())

    def reached_from(self, paths: Iterable[str]) -> frozenset[str]:
        """Return the own files that some files import, directly or not, and themselves."""
        reached: set[str] = set()
        waiting = list(paths)
        while waiting:
            path = waiting.pop()
            if path not in reached:
                reached.add(path)
                waiting += self.imported_by(path)
        return frozenset(reached)

    def reaching(self, paths: Iterable[str]) -> frozenset[str]:
        """Return the own files that import some files, directly or not, and themselves."""
        found: set[str] = set()
        waiting = list(paths)
        while waiting:
            path = waiting.pop()
            if path not in found:
                found.add(path)
                waiting += self._users.get(path, ())
        return frozenset(found)

    def path_of(self, module: str) -> str | None:
        """Return the file of a module of the project, None if no one file is meant."""
        paths = self._by_name.get(module, [])
        own = [p for p in paths if self.modules[p].role is Role.PRODUCT] or paths
        depth = min((path.count("/") for path in own), default=0)
        nearest = [path for path in own if path.count("/") == depth]
        return nearest[0] if len(nearest) == 1 else None

    def _named(self, name: str) -> Iterable[Call]:
        if "*" not in name:
            return self._by_full_name.get(name, ())
        if name.startswith("*."):
            return self._by_last_part.get(name[2:], ())
        root = name.partition(".")[0]
        calls = self._by_root.get(root, ())
        return (call for call in calls if fnmatchcase(call.name, name))

    def _behind(self, name: str) -> str:
        for _ in range(_MOST_HANDS):
            parts = name.split(".")
            for end in range(len(parts) - 1, 0, -1):
                path = self.path_of(".".join(parts[:end]))
                passed = self.modules[path].exports if path else {}
                if parts[end] in passed:
                    name = ".".join((passed[parts[end]], *parts[end + 1 :]))
                    break
            else:
                break
        return name

    @cached_property
    def _full_names(self) -> dict[str, str]:
        return {}

    @cached_property
    def _by_full_name(self) -> Mapping[str, list[Call]]:
        return self._grouped(lambda call: call.name)

    @cached_property
    def _by_last_part(self) -> Mapping[str, list[Call]]:
        return self._grouped(lambda call: call.last)

    @cached_property
    def _by_root(self) -> Mapping[str, list[Call]]:
        return self._grouped(lambda call: call.name.partition(".")[0])

    def _grouped(self, key: Callable[[Call], str]) -> Mapping[str, list[Call]]:
        found: dict[str, list[Call]] = defaultdict(list)
        for module in self.modules.values():
            for call in module.calls:
                found[key(call)].append(call)
        return found

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        """Every ending of a module's dotted path, as an import may begin anywhere."""
        found: dict[str, list[str]] = defaultdict(list)
        for path in self.modules:
            if not path.endswith(".py"):
                continue
            parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
            for start in range(len(parts)):
                found[".".join(parts[start:])].append(path)
        return found

    @cached_property
    def _graph(self) -> Mapping[str, frozenset[str]]:
        return {
            path: frozenset(self._own(module)) - {path}
            for path, module in self.modules.items()
        }

    @cached_property
    def _users(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for path, imported in self._graph.items():
            for one in imported:
                found[one].append(path)
        return found

    def _own(self, module: Module) -> Iterator[str]:
        for one in module.imports:
            for name in (one.full, one.module):
                if path := self.path_of(name):
                    yield path
                    break


def read(reader: Reader, notebooks: Notebooks | None) -> Code | None:
    """Return the code of a project; None where there is none."""
    files = [f for f in reader.tree.files if f.suffix == ".py" and f.role in _SEEN]
    if not files and notebooks is None:
        return None
    modules: dict[str, Module] = {}
    left_out = 0
    for file, source in _chosen(reader, files):
        module = None if source is None else _parsed(reader, file, source)
        if module:
            modules[file.path] = module
        left_out += source is None
    for notebook in notebooks.items if notebooks else ():
        try:
            modules[notebook.path] = parse(
                notebook.code, notebook.path, notebook.role, notebook=True
            )
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            reader.skip(notebook.path, "its cells are not Python 3")
    if left_out:
        reason = f"{left_out:,} files beyond what is parsed in one scan"
        reader.skip("code", reason)
    found = Code(dict(sorted(modules.items())), left_out)
    for module in modules.values():
        _follow(module, found)
    return Code(found.modules, left_out)


def _follow(module: Module, code: Code) -> None:
    """Put in the full name of what a file takes from another file of the project."""
    module.calls = [
        call
        if (name := code.full_name(call.name)) == call.name
        else replace(call, name=name)
        for call in module.calls
    ]
    module.definitions = [
        one
        if not (one.decorators or one.bases)
        else replace(
            one,
            decorators=tuple(map(code.full_name, one.decorators)),
            bases=tuple(map(code.full_name, one.bases)),
        )
        for one in module.definitions
    ]


def _chosen(reader: Reader, files: list[File]) -> Iterator[tuple[File, bytes | None]]:
    """Yield the files with their source; without it where the budget is spent."""
    order = sorted(files, key=lambda file: (file.role is not Role.PRODUCT, file.path))
    to_read, to_parse = MOST_READ, MOST_PARSED
    fits = sum(file.size for file in files) <= MOST_PARSED
    waiting: list[tuple[File, int]] = []
    for file in order:
        to_read -= file.size
        if to_read < 0:
            yield file, None
            continue
        source = reader.content(file.path)
        if source is None:
            continue
        if not fits and not _tells(source):
            waiting.append((file, len(source)))
            continue
        to_parse -= len(source)
        yield file, source if to_parse >= 0 else None
    for file, size in waiting:
        to_parse -= size
        yield file, reader.content(file.path) if to_parse >= 0 else None


def _tells(source: bytes) -> bool:
    found = _IMPORTED.findall(b"\n" + source[:_TOP])
    return not _TELLING.isdisjoint(found)


def _parsed(reader: Reader, file: File, source: bytes) -> Module | None:
    if max(map(len, source.split(b"\n"))) > LONGEST_LINE:
        reader.skip(file.path, f"a line of more than {LONGEST_LINE:,} characters")
        return None
    try:
        return parse(source, file.path, file.role)
    except SyntaxError as fault:
        reader.skip(file.path, f"not Python 3: {fault.msg}, line {fault.lineno}")
    except (ValueError, RecursionError, MemoryError) as fault:
        reader.skip(file.path, f"cannot be parsed: {type(fault).__name__}")
    return None


def _is_below(name: str, modules: tuple[str, ...]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)
