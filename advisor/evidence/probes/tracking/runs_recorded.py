"""Whether attempts are recorded in MLflow."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import partly
from advisor.evidence.probes.tracking.runs import at_run, judged, server
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.mlflow_facts import Run
from advisor.language import mark

NEWEST: Final = 200
A_FEW: Final = 3


def look(project: Project) -> Observation:
    """Look for runs with settings and results."""
    found = server(project).runs
    runs = tuple(run for run in found if run.finished and not run.models)[:NEWEST]
    if 0 < len(runs) < A_FEW:
        return partly(3, Sentence.RUNS_FEW.format(number=len(runs)), *map(at_run, runs))
    return judged(project, runs, _complete, mark("have settings and results"))


def _complete(run: Run) -> bool:
    return bool(run.params and run.metrics)
