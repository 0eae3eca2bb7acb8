"""Whether one command brings back the earlier version, and is tried out."""

import re
from collections.abc import Iterator
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import USED, WIRED, Seen, not_asked, partly, yes
from advisor.evidence.probes.automation.ci_tests_model_code import TESTS
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.code import Definition
from advisor.language import mark

TOPIC: Final = Topic(
    names=(
        *("rollbacks?", "roll_back", "rollback_\\w+", "revert_(model|to_previous)"),
        *("restore_previous(_\\w+)?", "previous_version"),
    ),
)
# A database rolls back as well.
_OF_MODELS: Final = re.compile(r"model|release|deploy|serv|registr|version|champion")
PROGRAMS: Final = (
    "kubectl rollout undo",
    "helm rollback",
    "argo rollouts undo",
    "kubectl argo",
)


def look(project: Project) -> Observation:
    """Look for a command or a job that goes back, and for what tries it out."""
    wiring = Wiring.of(project)
    if not wiring.model_files:
        return not_asked(mark("no code that trains or serves a model"))
    jobs = tuple(_jobs(project))
    if jobs:
        return yes(WIRED, mark("a job brings back the earlier version"), *jobs)
    ways = tuple(w for w in topic.own(wiring, TOPIC, wiring.running) if _of_models(w))
    tried = tuple(one for one in ways if _tried(wiring, one.path))
    if tried:
        return yes(
            WIRED,
            mark("a command brings back the earlier version, and is tested"),
            *tried,
        )
    scripts = topic.own(wiring, TOPIC, (m.path for m in wiring.code.of() if m.main))
    if found := (*ways, *filter(_of_models, scripts)):
        return partly(
            USED, mark("a way back is written; nothing seen that tries it"), *found
        )
    return topic.missing(wiring, TOPIC, mark("way back to an earlier version"))


def _jobs(project: Project) -> Iterator[Seen]:
    if project.ci is None:
        return
    yield from project.ci.running(*PROGRAMS)
    for job in project.ci.jobs:
        stem = job.path.rpartition("/")[2].partition(".")[0]
        if topic.named(job.name, TOPIC) or topic.named(stem, TOPIC):
            yield job


def _of_models(one: Definition) -> bool:
    return bool(_OF_MODELS.search(topic.snake(f"{one.path} {one.name}")))


def _tried(wiring: Wiring, path: str) -> bool:
    tests = (module.path for module in wiring.code.of(TESTS))
    return any(path in wiring.code.imported_by(test) for test in tests)
