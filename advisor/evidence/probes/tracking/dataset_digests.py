"""Whether runs record which data they used."""

from advisor.evidence.finding import Observation, Outcome
from advisor.evidence.probes.answer import partly
from advisor.evidence.probes.tracking.runs import (
    POINTED_AT,
    at_run,
    considered,
    data_of,
    ended,
    judged,
    server,
    strength,
)
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.mlflow_facts import Run
from advisor.language import mark


def look(project: Project) -> Observation:
    """Look for datasets with digest and source, and for bare digests."""
    runs = considered(server(project))
    seen = judged(project, runs, _logged, mark("log data with a digest and a source"))
    named = [run for run in runs if data_of(run)]
    if seen.outcome is not Outcome.FALSE or not named:
        return seen
    last = max((at for run in named if (at := ended(run))), default=None)
    return partly(
        strength(last, project.now),
        Sentence.DIGESTS_ONLY.format(number=len(named), all=len(runs)),
        *(at_run(run, data_of(run)) for run in named[:POINTED_AT]),
        at=last,
    )


def _logged(run: Run) -> bool:
    return any(data.digest and data.source not in ("", "{}") for data in run.datasets)
