"""Whether training starts when a model gets worse."""

import re
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import no, yes
from advisor.evidence.probes.tracking.runs import (
    POINTED_AT,
    at_run,
    ended,
    server,
    starters,
    strength,
)
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.mlflow_facts import Run
from advisor.language import mark

_ALARM: Final = re.compile(
    r"drift|degrad|decay|\b(fell|fall|drop(ped)?)\b|alert|alarm|got[ _]worse|"
    r"performance_trigger|below[ _](limit|threshold)",
    re.IGNORECASE,
)


def look(project: Project) -> Observation:
    """Look for what runs say of their start."""
    runs = [run for run in server(project).whole if _why(run)]
    if not runs:
        return no(1, mark("no run says that an alarm started it"))
    last = max((at for run in runs if (at := ended(run))), default=None)
    seen = [at_run(run, _why(run)) for run in runs[:POINTED_AT]]
    told = Sentence.RUNS_ALARM.format(number=len(runs))
    return yes(strength(last, project.now), told, *seen, at=last)


def _why(run: Run) -> str:
    said = (value for value in starters(run).values() if _ALARM.search(value))
    return next(said, "")
