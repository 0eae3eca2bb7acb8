"""Whether releases face extreme inputs and attacks."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import commands, topic
from advisor.evidence.probes.answer import (
    USED,
    WIRED,
    last_change,
    not_asked,
    partly,
    yes,
)
from advisor.evidence.probes.automation.ci_tests_model_code import (
    TESTS,
    runs,
    test_files,
)
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.ci import Trigger
from advisor.evidence.sources.code import Call
from advisor.language import mark

TOPIC: Final = Topic(
    tools=(
        *(
            "art.attacks",
            "art.estimators",
            "foolbox",
            "textattack",
            "cleverhans",
            "giskard",
        ),
        *(
            "torchattacks",
            "robustbench",
            "garak",
            "pyrit",
            "counterfit",
            "augly",
            "deepchecks",
        ),
    ),
    names=("adversarial_(attacks?|tests?|robustness)", "robustness_(tests?|checks?)"),
)
_FUZZERS: Final = ("hypothesis.given", "schemathesis.*", "atheris.Fuzz")


def look(project: Project) -> Observation:
    """Look for attacks in what runs and in tests of the service that CI runs."""
    wiring = Wiring.of(project)
    if not wiring.model_files:
        return not_asked(mark("no code that trains or serves a model"))
    if tried := topic.wired(wiring, TOPIC, wiring.running):
        return yes(WIRED, mark("what runs tries attacks or extreme inputs"), *tried)
    tests = (*_attacked(wiring), *_fuzzed(wiring))
    for ran in commands.tests(project, *Trigger):
        if covered := [call for call in tests if runs(ran, call.path)]:
            message = mark("CI sends attacks or extreme inputs to the service")
            return yes(WIRED, message, ran, *covered, at=last_change(project))
    if scripts := (*tests, *topic.by_hand(wiring, TOPIC)):
        return partly(
            USED, mark("attacks are tried when a person starts them"), *scripts
        )
    return topic.missing(wiring, TOPIC, mark("trial of attacks or extreme inputs"))


def _attacked(wiring: Wiring) -> tuple[Call, ...]:
    tests = test_files(wiring)
    used = wiring.code.used(*TOPIC.tools, where=TESTS)
    return tuple(call for call in used if call.path in tests)


def _fuzzed(wiring: Wiring) -> tuple[Call, ...]:
    """Return the generated tests of files that reach the service directly."""
    served = {one.path for one in wiring.services}
    near = wiring.code.calls(*_FUZZERS, where=TESTS)
    return tuple(c for c in near if served & wiring.code.imported_by(c.path))
