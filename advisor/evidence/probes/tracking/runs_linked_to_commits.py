"""Whether runs name the commit of their code."""

import re
from typing import Final

from advisor.evidence.finding import Observation, Outcome
from advisor.evidence.probes.answer import partly, yes
from advisor.evidence.probes.tracking.runs import (
    MOSTLY,
    POINTED_AT,
    at_run,
    code_of,
    considered,
    ended,
    judged,
    server,
    strength,
)
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.mlflow_facts import Run
from advisor.language import mark

_COMMIT: Final = re.compile(r"[0-9a-f]{7,40}", re.IGNORECASE)


def look(project: Project) -> Observation:
    """Look for commits, and find them in the history where it was read."""
    runs = considered(server(project))
    known = _in_history(project, runs)
    if known and len(known) >= MOSTLY * len(runs):
        last = max((at for run in known if (at := ended(run))), default=None)
        told = Sentence.COMMITS.format(number=len(known), all=len(runs))
        seen = [at_run(run, code_of(run)) for run in known[:POINTED_AT]]
        return yes(strength(last, project.now), told, *seen, at=last)
    named = judged(project, runs, _names_commit, mark("name a commit"))
    if named.outcome is not Outcome.TRUE:
        return named
    told = Sentence.COMMITS_UNKNOWN.format(told=named.message)
    return partly(named.confidence, told, *named.pointers, at=named.at)


def _names_commit(run: Run) -> bool:
    return bool(_COMMIT.fullmatch(code_of(run)))


def _in_history(project: Project, runs: tuple[Run, ...]) -> tuple[Run, ...]:
    commits = project.history.commits if project.history else ()
    shas = {commit.sha for commit in commits}
    return tuple(
        run
        for run in runs
        if _names_commit(run) and any(s.startswith(code_of(run).lower()) for s in shas)
    )
