"""Whether runs say when they ran, who started them and what they made."""

from advisor.evidence.finding import Observation
from advisor.evidence.probes.tracking.runs import (
    by_program,
    code_of,
    considered,
    judged,
    server,
)
from advisor.evidence.project import Project
from advisor.evidence.sources.mlflow_facts import Run

_NOBODY = ("", "unknown")


def look(project: Project) -> Observation:
    """Look at the runs behind versions, else at the newest ones."""
    found = server(project)
    models = {version.run_id for version in found.versions}

    def complete(run: Run) -> bool:
        started = by_program(run) or run.tags.get("mlflow.user", "") not in _NOBODY
        made = run.id in models or bool(found.files.get(run.id))
        timed = run.start is not None and run.end is not None
        return bool(timed and started and made and code_of(run))

    what = "store times, starter, code version and what came out"
    return judged(project, considered(found), complete, what)
