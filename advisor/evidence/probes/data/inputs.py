"""Where a project defines the inputs of its models, as probes recognise it."""

import re
from typing import Final

from advisor.evidence.project import Project
from advisor.evidence.sources.code import Call, Code
from advisor.evidence.sources.manifests import Kind

_PATH: Final = re.compile(
    r"(^|[/_])(features?|featuri[sz]\w*|feature_engineering|preprocess\w*|"
    r"transform(ers?|ations?|s)?)([/_.]|$)",
    re.IGNORECASE,
)
_NO_FEATURES: Final = re.compile(r"feature_(flag|toggle|request|gate|switch)s?")
_ONLINE: Final = (
    "feast.FeatureStore.get_online_features",
    "feast.*.get_online_features",
    "hopsworks.*.get_feature_vector",
    "*.get_feature_vector",
    "*.get_online_features",
    "databricks.feature_engineering.*",
    "databricks.feature_store.*",
    "tecton.*.get_online_features",
)


def feature_files(code: Code) -> frozenset[str]:
    """Return the files of the product that define inputs of a model."""
    return frozenset(
        module.path
        for module in code.of()
        if _PATH.search(module.path)
        and not _NO_FEATURES.search(module.path.lower())
        and any(d.kind == "function" for d in module.definitions)
    )


def feature_queries(project: Project) -> tuple[str, ...]:
    """Return the SQL files of the product that define inputs of a model."""
    if project.manifests is None:
        return ()
    queries = project.manifests.of(Kind.SQL)
    return tuple(one.path for one in queries if _PATH.search(one.path))


def online_reads(code: Code) -> tuple[Call, ...]:
    """Return the calls that read inputs from a feature store while serving."""
    return code.calls(*_ONLINE)
