"""Whether runs measure quality by group."""

import re
from collections import defaultdict
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import WIRED
from advisor.evidence.probes.tracking.runs import considered, judged, server
from advisor.evidence.project import Project
from advisor.evidence.sources.mlflow_facts import Run
from advisor.language import mark

_FILE: Final = re.compile(
    r"(^|[./_-])(slices?|segments?|by_group|subgroups?|cohorts?|fairness)([./_-]|$)",
    re.IGNORECASE,
)
# Parts of a split, averages and positions: the same figure, but of no group.
_NO_GROUP: Final = re.compile(
    r"(train|training|val|valid|validation|test|holdout|eval|oof|cv|dev|inner|outer|"
    r"mean|avg|average|std|min|max|median|sum|total|macro|micro|weighted|score|error|"
    r"fold|split|epoch|step|batch|loss|top|at|k|p|q|class|label|best|last|final|"
    r"low|high|lower|upper|slope|auc|curve|rate|pct|loss_sum|count|n|[0-9]+|"
    r"(fold|split|top|at|p|q|class|k)_?[0-9]+)",
    re.IGNORECASE,
)
_GROUPS: Final = 2


def look(project: Project) -> Observation:
    """Look for figures by group, and for files named after groups."""
    found = server(project)

    def measured(run: Run) -> bool:
        return _has_file(found.files.get(run.id, ())) or _by_group(run)

    seen = judged(
        project, considered(found), measured, mark("measure quality by group")
    )
    by_name = min(seen.confidence, WIRED)
    return seen.model_copy(update={"confidence": by_name})


def _has_file(names: tuple[str, ...]) -> bool:
    return any(_FILE.search(name) for name in names)


def _by_group(run: Run) -> bool:
    """Tell whether a figure that the run has as a whole also comes by group."""
    groups: dict[str, set[str]] = defaultdict(set)
    for name in run.metrics:
        for figure in run.metrics:
            if name.startswith(figure) and len(name) > len(figure) + 1:
                joint, group = name[len(figure)], name[len(figure) + 1 :]
                if joint in "_./@:-" and not _NO_GROUP.fullmatch(group):
                    groups[figure].add(group)
    return any(len(found) >= _GROUPS for found in groups.values())
