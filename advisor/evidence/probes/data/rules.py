"""Rules for data, as probes of the dimension recognise them."""

import re
from collections.abc import Iterator
from typing import Final

from advisor.evidence.project import Project
from advisor.evidence.sources.code import Call, Code, Definition
from advisor.evidence.sources.manifests import Kind, Manifest
from advisor.evidence.sources.plain_yaml import Block, Items, block, items

PROGRAMS: Final = ("dbt test", "dbt build", "soda scan", "great_expectations", "gx")
_CALLS: Final = (
    "pandera.DataFrameSchema",
    "pandera.pandas.DataFrameSchema",
    "pandera.polars.DataFrameSchema",
    "pandera.*.DataFrameSchema",
    "great_expectations.*.expect_*",
    "great_expectations.expectations.*",
    "*.expect_column_values_to_be_between",
    "*.expect_column_values_to_not_be_null",
    "*.expect_column_values_to_be_in_set",
    "tensorflow_data_validation.infer_schema",
    "tensorflow_data_validation.load_schema_text",
    "tensorflow_data_validation.validate_statistics",
    "patito.*",
    "dataframely.*",
    "pointblank.Validate",
)
_BASES: Final = (
    "pandera.DataFrameModel",
    "pandera.SchemaModel",
    "pandera.pandas.DataFrameModel",
    "pandera.polars.DataFrameModel",
    "pandera.api.pandas.model.DataFrameModel",
    "patito.Model",
    "dataframely.Schema",
)
_JUDGE: Final = re.compile(
    r"(^|\.|_)(contract|schema_faults|validat\w*|data_?checks?|expectations?|"
    r"check_(schema|data|columns)|judged?)(_|\.|$)",
    re.IGNORECASE,
)
_LIMITS: Final = frozenset(
    {"min", "max", "minimum", "maximum", "allowed", "enum", "pattern", "nullable"}
    | {"required", "unique", "ge", "le", "gt", "lt", "between", "in_set", "not_null"}
    | {"constraints", "tests", "data_tests", "checks"}
)
_TYPE_KEYS: Final = frozenset({"type", "dtype", "data_type", "logicalType"})
_FEWEST_COLUMNS: Final = 3


def rule_calls(code: Code) -> tuple[Call, ...]:
    """Return the calls that state a rule on columns in code of the product."""
    return code.calls(*_CALLS)


def rule_classes(code: Code) -> tuple[Definition, ...]:
    """Return the classes of the product that describe a table's columns."""
    return tuple(d for d in code.definitions() if set(d.bases) & set(_BASES))


def judging(code: Code) -> tuple[Definition, ...]:
    """Return the product's own definitions that judge data by rules."""
    return tuple(
        one
        for one in code.definitions()
        if _JUDGE.search(one.name) or _JUDGE.search(one.path.rpartition("/")[2][:-3])
    )


def rule_files(project: Project) -> tuple[str, ...]:
    """Return the files of the product that give columns with types and limits."""
    return tuple(dict.fromkeys(one.path for one in _rule_files(project)))


def _rule_files(project: Project) -> Iterator[Manifest]:
    if project.manifests is None:
        return
    yield from project.manifests.of(Kind.SODA, Kind.DATA_CONTRACT)
    suites = project.manifests.of(Kind.GREAT_EXPECTATIONS)
    yield from (one for one in suites if '"expectation' in one.text)
    for manifest in project.manifests.of(Kind.YAML):
        if any(_gives_columns(document) for document in manifest.documents):
            yield manifest


def _gives_columns(document: object) -> bool:
    """Tell whether a document lists columns with a type, and limits for some."""
    waiting = [document]
    for _ in range(2_000):
        if not waiting:
            return False
        value = waiting.pop()
        if isinstance(value, Block):
            columns = value.get("columns", value.get("fields"))
            if columns and _limited(columns):
                return True
            waiting += value.values()
        elif isinstance(value, Items):
            waiting += value
    return False


def _limited(columns: object) -> bool:
    listed = columns.values() if isinstance(columns, Block) else items(columns)
    described = [block(one) for one in listed if isinstance(one, Block)]
    typed = [one for one in described if _TYPE_KEYS & set(one)]
    limited = [one for one in described if _LIMITS & set(one)]
    tested = [one for one in limited if {"tests", "data_tests"} & set(one)]
    return bool(tested) or (len(typed) >= _FEWEST_COLUMNS and bool(limited))
