"""Whether the team learns of changes in what the model relies on."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import WIRED, no, partly, yes
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind
from advisor.language import mark

SOURCES: Final = Topic(
    names=("schema_change", "schema_drift", "upstream_changes?", "source_changes?"),
    watched=("dependencies", "dependency_change", "upstream"),
)


def look(project: Project) -> Observation:
    """Look for a program that follows libraries, and for one that follows sources."""
    wiring = Wiring.of(project)
    found = project.manifests
    updaters = found.of(Kind.UPDATER) if found else ()
    sources = topic.wired(wiring, SOURCES, wiring.running)
    contracts = found.of(Kind.DATA_CONTRACT) if found else ()
    if sources and (updaters or topic.alarms(wiring)):
        return yes(
            WIRED, mark("changes of sources and libraries are followed"), *sources
        )
    if updaters and contracts:
        seen = (*updaters, *contracts)
        return yes(
            WIRED, mark("libraries are followed, sources are under contract"), *seen
        )
    if updaters:
        return partly(
            WIRED, mark("changes of libraries are followed, of sources not"), *updaters
        )
    if sources:
        return partly(
            WIRED, mark("changes of sources are followed, without alarm"), *sources
        )
    return no(1, mark("nothing that follows libraries or sources found"))
