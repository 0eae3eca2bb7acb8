"""Whether people can overrule a model or switch it off."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import USED, WIRED, not_asked, partly, yes
from advisor.evidence.probes.automation.ci_tests_model_code import TESTS
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.language import mark

TOPIC: Final = Topic(
    names=(
        *("kill_?switch", "fallback_(model|rule|answer|prediction)", "manual_override"),
        *("human_(review|in_the_loop|override|oversight)", "override_predictions?"),
        *("disable_model", "switch_off(_model)?", "circuit_breaker"),
    ),
)


def look(project: Project) -> Observation:
    """Look for a switch or a fallback in what serves, and for tests of it."""
    wiring = Wiring.of(project)
    if not wiring.services:
        return not_asked(mark("no service that answers with a model"))
    switches = topic.own(wiring, TOPIC, wiring.running)
    tests = [module.path for module in wiring.code.of(TESTS)]
    tested = [
        one
        for one in switches
        if any(one.path in wiring.code.imported_by(test) for test in tests)
    ]
    if tested:
        return yes(WIRED, mark("people have a switch, and tests try it"), *tested)
    if switches:
        return partly(USED, mark("people have a switch; nothing tries it"), *switches)
    return topic.missing(wiring, TOPIC, mark("switch or fallback for people"))
