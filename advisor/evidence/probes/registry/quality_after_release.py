"""Whether models are measured again after their release."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import no, partly, yes
from advisor.evidence.probes.tracking.runs import (
    POINTED_AT,
    at_run,
    server,
    strength,
)
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.mlflow_facts import Run, Server
from advisor.language import mark

LATER: Final = timedelta(days=1)
TWICE: Final = 2


def look(project: Project) -> Observation:
    """Look for runs that took a registered model and measured it."""
    found = server(project)
    if not found.versions:
        return no(1, mark("no registered model"))
    runs = sorted(_later(found), key=lambda run: str(run.start), reverse=True)
    days = {run.start.date() for run in runs if run.start}
    if not days:
        return no(1, mark("no run measures a registered model after its release"))
    last = runs[0].start
    told = Sentence.MEASURED_AGAIN.format(days=len(days))
    answer = yes if len(days) >= TWICE else partly
    seen = map(at_run, runs[:POINTED_AT])
    return answer(strength(last, project.now), told, *seen, at=last)


def _later(found: Server) -> Iterator[Run]:
    made = {v.model_id: v.created for v in found.versions if v.model_id and v.created}
    for run in found.runs:
        times = [made[model] for model in run.models if model in made]
        if run.metrics and run.start and times and run.start - min(times) >= LATER:
            yield run
