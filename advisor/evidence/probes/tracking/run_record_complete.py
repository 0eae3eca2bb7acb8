"""Whether the runs behind models record code, settings and software."""

from advisor.evidence.finding import Observation
from advisor.evidence.probes.tracking.runs import (
    code_of,
    considered,
    has_software,
    judged,
    server,
)
from advisor.evidence.project import Project
from advisor.evidence.sources.mlflow_facts import Run


def look(project: Project) -> Observation:
    """Look at the runs behind versions, else at the newest ones."""
    found = server(project)

    def complete(run: Run) -> bool:
        return bool(code_of(run) and run.params) and has_software(found, run)

    what = "record code, settings and software"
    return judged(project, considered(found), complete, what)
