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
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.mlflow_facts import Server, Version
from advisor.language import mark


def look(project: Project) -> Observation:
    """Follow the live versions and the newest ones."""
    found = server(project)
    if not found.versions:
        return no(1, mark("no registered model"))
    live = released(found)
    broken = [(v, gap) for v in live if (gap := _gap(found, v))]
    if broken:
        version, gap = broken[0]
        return no(
            WIRED,
            Sentence.TRAIL_ENDS.format(version=version, gap=gap),
            at_version(version),
        )
    others = newest(found.versions)[:CONSIDERED]
    loose = [(v, gap) for v in others if (gap := _gap(found, v))]
    last = newest(live)[0].created
    sure = strength(last, project.now)
    seen = [p for v in live[:POINTED_AT] for p in _trail(found, v)]
    if loose:
        version, gap = loose[0]
        told = Sentence.TRAIL_PARTLY.format(version=version, gap=gap)
        return partly(sure, told, *seen, at=last)
    told = Sentence.TRAIL_WHOLE.format(number=len(others))
    return yes(sure, told, *seen, at=last)


def _gap(found: Server, version: Version) -> str:
    """Return the first link that is missing, empty where none is."""
    run = found.of(version)
    if run is None:
        return Sentence.RUN_MISSING.format(run=version.run_id or "(none)")
    if not code_of(run):
        return Sentence.RUN_CODELESS.format(run=run.id)
    return "" if data_of(run) else Sentence.RUN_DATALESS.format(run=run.id)


def _trail(found: Server, version: Version) -> tuple[Pointer, ...]:
    run = found.of(version)
    text = f"code {code_of(run)}, data {data_of(run)}" if run else ""
    return (at_version(version), *((at_run(run, text),) if run else ()))
