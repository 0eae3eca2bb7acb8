"""Whether settings were searched and the trials recorded."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import no, partly, yes
from advisor.evidence.probes.tracking.runs import (
    POINTED_AT,
    at_run,
    ended,
    server,
    strength,
)
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.mlflow_facts import Run, Server
from advisor.language import mark

TRIALS: Final = 3
SIDE_BY_SIDE: Final = 5


def look(project: Project) -> Observation:
    """Look for sweeps below a parent, then for runs side by side."""
    found = server(project)
    sweeps = [runs for runs in _below(found) if _is_search(runs, TRIALS, 2)]
    if sweeps:
        return _told(project, sweeps, Sentence.SEARCHES.format(number=len(sweeps)))
    hand = [r for r in _beside(found) if _is_search(r, SIDE_BY_SIDE, TRIALS)]
    if hand:
        seen = _told(project, hand, mark("runs side by side with different settings"))
        return partly(seen.confidence, seen.message, *seen.pointers, at=seen.at)
    return no(1, mark("no runs that differ in their settings"))


def _told(project: Project, groups: list[list[Run]], what: str) -> Observation:
    last = max((at for runs in groups for r in runs if (at := ended(r))), default=None)
    pointers = [
        at_run(runs[0], f"one of {len(runs)} trials") for runs in groups[:POINTED_AT]
    ]
    return yes(strength(last, project.now), what, *pointers, at=last)


def _below(found: Server) -> Iterable[list[Run]]:
    groups: dict[str, list[Run]] = defaultdict(list)
    for run in found.runs:
        if run.parent and run.finished:
            groups[run.parent].append(run)
    return groups.values()


def _beside(found: Server) -> Iterable[list[Run]]:
    groups: dict[tuple[str, tuple[str, ...]], list[Run]] = defaultdict(list)
    for run in found.whole:
        groups[run.experiment, tuple(sorted(run.params))].append(run)
    return groups.values()


def _is_search(runs: list[Run], trials: int, values: int) -> bool:
    if len(runs) < trials or not set.intersection(*(set(r.metrics) for r in runs)):
        return False
    shared = set.intersection(*(set(run.params) for run in runs))
    return any(len({run.params[name] for run in runs}) >= values for name in shared)
