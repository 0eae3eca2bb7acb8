"""Whether a training was repeated with the same result."""

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import no, yes
from advisor.evidence.probes.tracking.runs import (
    at_run,
    code_of,
    data_of,
    ended,
    server,
    strength,
)
from advisor.evidence.project import Project
from advisor.evidence.sources.mlflow_facts import Run
from advisor.language import mark

APART: Final = timedelta(hours=1)
TOLERANCE: Final = 0.01

Pair = tuple[Run, Run]


def look(project: Project) -> Observation:
    """Look for runs that should give the same, and compare what they gave."""
    pairs = tuple(_pairs(server(project).whole))
    for first, second in pairs:
        if _agree(first, second):
            at = ended(second)
            told = mark("the same code, data and settings gave the same figures again")
            seen = (at_run(first), at_run(second))
            return yes(strength(at, project.now), told, *seen, at=at)
    if pairs:
        told = mark("the same code, data and settings gave other figures")
        return no(3, told, *map(at_run, pairs[0]), at=ended(pairs[0][1]))
    return no(1, mark("no training that was repeated"))


def _pairs(runs: tuple[Run, ...]) -> Iterator[Pair]:
    """Yield each repeated training once: its first run and its last."""
    twins: dict[object, list[Run]] = defaultdict(list)
    for run in runs:
        code, data = code_of(run), data_of(run)
        if code and data and run.params and run.metrics and run.start:
            twins[code, data, tuple(sorted(run.params.items()))].append(run)
    for found in twins.values():
        last, first = found[0], found[-1]
        if first.start and last.start and last.start - first.start >= APART:
            yield first, last


def _agree(first: Run, second: Run) -> bool:
    shared = set(first.metrics) & set(second.metrics)
    return bool(shared) and all(
        math.isclose(
            first.metrics[name].value, second.metrics[name].value, rel_tol=TOLERANCE
        )
        for name in shared
    )
