"""Whether each release is put under load before it goes live."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import (
    USED,
    WIRED,
    Seen,
    last_change,
    not_asked,
    partly,
    yes,
)
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.tree import OWN
from advisor.language import mark

TOPIC: Final = Topic(
    tools=("locust", "molotov", "perf_analyzer"),
    names=("load_(tests?|gate)", "stress_tests?", "latency_(tests?|gate)"),
)
PROGRAMS: Final = (
    *(
        "locust",
        "k6",
        "vegeta",
        "wrk",
        "hey",
        "artillery",
        "ab",
        "oha",
        "jmeter",
        "bzt",
    ),
    *("perf_analyzer", "ghz", "molotov", "siege"),
)
_DESCRIBED: Final = frozenset({"locustfile.py", "locust.conf", "k6.js", "loadtest.js"})


def look(project: Project) -> Observation:
    """Look for programs that make load in CI, own tests that run, then for scripts."""
    wiring = Wiring.of(project)
    if not wiring.services:
        return not_asked(mark("no service that answers with a model"))
    if loaded := project.ci.running(*PROGRAMS) if project.ci else ():
        return yes(
            WIRED,
            mark("CI puts the service under load"),
            *loaded,
            at=last_change(project),
        )
    if own := topic.own(wiring, TOPIC, wiring.in_workflows | wiring.in_ci):
        return yes(WIRED, mark("a release is put under load before it goes live"), *own)
    scripts = wiring.code.used(*TOPIC.tools, where=OWN)
    subclasses = [
        one
        for one in wiring.code.definitions(OWN)
        if any(base.startswith("locust.") for base in one.bases)
    ]
    files = project.tree.files if project.tree else ()
    described = [f for f in files if f.name in _DESCRIBED and f.role in OWN]
    found: tuple[Seen, ...] = (*scripts, *subclasses, *described)
    if found:
        return partly(USED, mark("a script makes load; a person starts it"), *found)
    return topic.missing(wiring, TOPIC, mark("test under load"))
