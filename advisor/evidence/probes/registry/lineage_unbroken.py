"""Whether versions can be followed to run, code and data."""

from advisor.evidence.finding import Observation, Pointer
from advisor.evidence.probes.answer import WIRED, no, partly, yes
from advisor.evidence.probes.tracking.runs import (
    CONSIDERED,
    POINTED_AT,
    at_run,
    at_version,
    code_of,
    data_of,
    newest,
    released,
    server,
    strength,
)
from advisor.evidence.project import Project
from advisor.evidence.sources.mlflow_facts import Server, Version


def look(project: Project) -> Observation:
    """Follow the live versions and the newest ones."""
    found = server(project)
    if not found.versions:
        return no(1, "no registered model")
    live = released(found)
    broken = [(v, gap) for v in live if (gap := _gap(found, v))]
    if broken:
        version, gap = broken[0]
        return no(WIRED, f"the trail of {version} ends: {gap}", at_version(version))
    others = newest(found.versions)[:CONSIDERED]
    loose = [(v, gap) for v in others if (gap := _gap(found, v))]
    last = newest(live)[0].created
    sure = strength(last, project.now)
    seen = [p for v in live[:POINTED_AT] for p in _trail(found, v)]
    if loose:
        version, gap = loose[0]
        told = f"live versions can be followed, but not all: {version}, {gap}"
        return partly(sure, told, *seen, at=last)
    told = f"the {len(others)} newest versions lead to a run, code and data"
    return yes(sure, told, *seen, at=last)


def _gap(found: Server, version: Version) -> str:
    """Return the first link that is missing, empty where none is."""
    run = found.of(version)
    if run is None:
        return f"run {version.run_id or '(none)'} is not there"
    if not code_of(run):
        return f"run {run.id} names no version of the code"
    return "" if data_of(run) else f"run {run.id} names no data"


def _trail(found: Server, version: Version) -> tuple[Pointer, ...]:
    run = found.of(version)
    text = f"code {code_of(run)}, data {data_of(run)}" if run else ""
    return (at_version(version), *((at_run(run, text),) if run else ()))
