"""Files that say how a project is built, run, checked and described.

Each is kept as text, YAML also as documents with their lines. What they mean is for
the probes to say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from advisor.evidence.sources.dependencies import Dependency, dependencies
from advisor.evidence.sources.plain_yaml import YamlError, documents
from advisor.evidence.sources.tree import PRODUCT, File, Reader, Role

__all__ = ["Dependency", "Kind", "Manifest", "Manifests", "read"]

MOST_BYTES: Final = 500_000
MOST_LOCK_BYTES: Final = 5_000_000
MOST_IN_ALL: Final = 40_000_000
MOST_YAML: Final = 6_000_000


class Kind(StrEnum):
    """What a file is."""

    DOCKERFILE = "dockerfile"
    COMPOSE = "compose"
    KUBERNETES = "kubernetes"
    HELM = "helm"
    TERRAFORM = "terraform"
    PULUMI = "pulumi"
    BENTOFILE = "bentofile"
    DVC_PIPELINE = "dvc_pipeline"
    DVC_LOCK = "dvc_lock"
    DVC_FILE = "dvc_file"
    MLPROJECT = "mlproject"
    PYPROJECT = "pyproject"
    REQUIREMENTS = "requirements"
    LOCK = "lock"
    CONDA = "conda"
    GREAT_EXPECTATIONS = "great_expectations"
    DBT = "dbt"
    SODA = "soda"
    DATA_CONTRACT = "data_contract"
    FEAST = "feast"
    CODEOWNERS = "codeowners"
    PRE_COMMIT = "pre_commit"
    UPDATER = "updater"
    MODEL_CARD = "model_card"
    ALERT_RULES = "alert_rules"
    SQL = "sql"
    YAML = "yaml"
    JSON = "json"
    SCRIPT = "script"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Manifest:
    """One file: `documents` are its parts if it is YAML, else there are none."""

    kind: Kind
    path: str
    role: Role
    text: str
    documents: tuple[Any, ...] = ()

    def line_of(self, pattern: str) -> int | None:
        """Return the first line, from 1, in which a pattern is found."""
        found = re.search(pattern, self.text, re.IGNORECASE | re.MULTILINE)
        return self.text.count("\n", 0, found.start()) + 1 if found else None


@dataclass(frozen=True)
class Manifests:
    """The manifests of a project, and what they depend on."""

    items: tuple[Manifest, ...]

    def of(
        self, *kinds: Kind, where: frozenset[Role] = PRODUCT
    ) -> tuple[Manifest, ...]:
        """Return the files of some kinds and roles."""
        return tuple(m for m in self.items if m.kind in kinds and m.role in where)

    @cached_property
    def dependencies(self) -> tuple[Dependency, ...]:
        """The packages that the product's files ask for."""
        return tuple(
            one
            for manifest in self.of(
                Kind.REQUIREMENTS, Kind.LOCK, Kind.PYPROJECT, Kind.CONDA
            )
            for one in dependencies(manifest.path, manifest.text)
        )


_NAMES: Final = (
    (Kind.DOCKERFILE, r"(.*[./])?(dockerfile|containerfile)([.-][^/]*)?"),
    (Kind.COMPOSE, r"(.*/)?(docker-)?compose[^/]*\.ya?ml"),
    (Kind.HELM, r"(.*/)?chart\.yaml"),
    (Kind.TERRAFORM, r".*\.tf"),
    (Kind.PULUMI, r"(.*/)?pulumi[^/]*\.ya?ml"),
    (Kind.BENTOFILE, r"(.*/)?bentofile\.ya?ml"),
    (Kind.DVC_PIPELINE, r"(.*/)?dvc\.yaml"),
    (Kind.DVC_LOCK, r"(.*/)?dvc\.lock"),
    (Kind.DVC_FILE, r".*\.dvc"),
    (Kind.MLPROJECT, r"(.*/)?mlproject"),
    (Kind.PYPROJECT, r"(.*/)?(pyproject\.toml|setup\.cfg|setup\.py|pipfile)"),
    (
        Kind.LOCK,
        r"(.*/)?((uv|poetry|pdm|pixi|pipfile|conda-lock|[^/]*requirements[^/]*)\.lock"
        r"|pylock[^/]*\.toml|conda-lock\.ya?ml)",
    ),
    (Kind.REQUIREMENTS, r"(.*/)?([^/]*requirements[^/]*|requirements/[^/]+)\.(txt|in)"),
    (Kind.CONDA, r"(.*/)?(conda|environment)[^/]*\.ya?ml"),
    (
        Kind.GREAT_EXPECTATIONS,
        r"(.*/)?(great_expectations|gx)(/.*)?/(expectations|checkpoints)/.*\.(json|ya?ml)"
        r"|(.*/)?great_expectations\.ya?ml",
    ),
    (Kind.DBT, r"(.*/)?dbt_project\.ya?ml"),
    (Kind.SODA, r"(.*/)?(soda/.*|[^/]*soda[^/]*)\.ya?ml"),
    (Kind.DATA_CONTRACT, r"(.*/)?[^/]*(data[-_]?contract|\.odcs)[^/]*\.ya?ml"),
    (Kind.FEAST, r"(.*/)?feature_store\.ya?ml"),
    (Kind.CODEOWNERS, r"(\.github/|docs/|\.gitlab/)?codeowners"),
    (Kind.PRE_COMMIT, r"\.pre-commit-config\.ya?ml"),
    (
        Kind.UPDATER,
        r"\.github/dependabot\.ya?ml|(\.github/)?renovate\.json5?|\.renovaterc(\.json)?",
    ),
    (Kind.MODEL_CARD, r"(.*/)?[^/]*model[-_ ]?cards?[^/]*\.(md|ya?ml|json|rst)"),
    (Kind.SQL, r".*\.sql"),
    (Kind.SCRIPT, r".*\.(sh|bash)|(.*/)?(gnu)?makefile"),
    (Kind.DOCUMENT, r".*\.(md|rst|adoc)"),
)
_KINDS: Final = tuple(
    (kind, re.compile(rf"(?:{pattern})\Z", re.IGNORECASE)) for kind, pattern in _NAMES
)
_SNIFFED: Final = (
    (Kind.KUBERNETES, re.compile(r"^apiVersion:\s*\S", re.MULTILINE)),
    (Kind.ALERT_RULES, re.compile(r"^\s*-?\s*alert:\s*\S", re.MULTILINE)),
    (
        Kind.DATA_CONTRACT,
        re.compile(r"^(dataContractSpecification|kind: DataContract)"),
    ),
    (Kind.SODA, re.compile(r"^checks for \S", re.MULTILINE)),
    (Kind.CONDA, re.compile(r"^dependencies:\s*\n\s*-\s*python", re.MULTILINE)),
)
_NO_MANIFEST: Final = frozenset(
    {".py", ".ipynb", ".csv", ".parquet", ".png", ".jpg", ".js", ".ts", ".html", ".css"}
    | {".java", ".scala", ".go", ".rs", ".cpp", ".h", ".svg", ".gz", ".zip", ".pkl"}
)
_YAML: Final = frozenset({".yaml", ".yml", ".lock", ".dvc"})
_AS_YAML: Final = frozenset(
    {
        Kind.COMPOSE,
        Kind.KUBERNETES,
        Kind.BENTOFILE,
        Kind.DVC_PIPELINE,
        Kind.DVC_LOCK,
        Kind.DVC_FILE,
        Kind.MLPROJECT,
        Kind.DBT,
        Kind.SODA,
        Kind.DATA_CONTRACT,
        Kind.FEAST,
        Kind.GREAT_EXPECTATIONS,
        Kind.PRE_COMMIT,
        Kind.UPDATER,
        Kind.MODEL_CARD,
        Kind.ALERT_RULES,
        Kind.CONDA,
        Kind.YAML,
    }
)
# Prose is read last: it is the longest and shows the least.
_LAST: Final = (Kind.JSON, Kind.YAML, Kind.DOCUMENT)


def read(reader: Reader) -> Manifests | None:
    """Return the manifests of a project; None where there are none."""
    named = [
        (kind, file)
        for file in reader.tree.files
        if file.role is not Role.VENDORED and (kind := _kind(file))
    ]
    named.sort(key=lambda one: (_rank(*one), one[1].path))
    items, budget, yaml = [], MOST_IN_ALL, MOST_YAML
    for kind, file in named:
        if file.size > budget:
            continue
        most = MOST_LOCK_BYTES if kind is Kind.LOCK else MOST_BYTES
        text = reader.text(file.path, most)
        if text is None:
            continue
        budget -= len(text)
        manifest = _manifest(reader, kind, file, text if yaml > 0 else text[:0])
        yaml -= len(text) if manifest.documents else 0
        items.append(manifest)
    if budget < MOST_IN_ALL // 100 or yaml <= 0:
        reader.skip("manifests", "more files than are read in one scan")
    return Manifests(tuple(items)) if items else None


def _kind(file: File) -> Kind | None:
    if file.suffix in _NO_MANIFEST and file.name != "setup.py":
        return None
    for kind, pattern in _KINDS:
        if pattern.match(file.path):
            return kind
    if file.suffix in _YAML and file.suffix.startswith(".y"):
        return Kind.YAML
    return Kind.JSON if file.suffix == ".json" and file.size < MOST_BYTES // 5 else None


def _rank(kind: Kind, file: File) -> tuple[int, bool]:
    late = _LAST.index(kind) + 1 if kind in _LAST else 0
    return late, file.role is not Role.PRODUCT


def _manifest(reader: Reader, kind: Kind, file: File, text: str) -> Manifest:
    sniffed = kind
    if kind in {Kind.YAML, Kind.CONDA}:
        sniffed = next((k for k, p in _SNIFFED if p.search(text)), kind)
    if sniffed not in _AS_YAML or file.suffix in {".md", ".json", ".json5", ".rst"}:
        return Manifest(sniffed, file.path, file.role, text)
    # A chart's templates are YAML only after they have been filled in.
    if "{{" in text and sniffed in {Kind.KUBERNETES, Kind.YAML, Kind.ALERT_RULES}:
        return Manifest(sniffed, file.path, file.role, text)
    try:
        parts = documents(text)
    except YamlError as fault:
        reader.skip(file.path, f"not YAML: {fault}")
        parts = ()
    return Manifest(sniffed, file.path, file.role, text, parts)


def lines(manifest: Manifest) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text that are neither empty nor a comment, from 1."""
    for number, line in enumerate(manifest.text.splitlines(), 1):
        stripped = line.strip()
        if stripped and not stripped.startswith(("#", "--", "//")):
            yield number, stripped
