"""Whether a plain rule is scored beside the candidates."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import USED, WIRED, not_asked, partly, yes
from advisor.evidence.probes.deployment.gate_before_use import TOPIC as GATE
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.language import mark

TOPIC: Final = Topic(
    tools=(
        *(
            "sklearn.dummy.DummyClassifier",
            "sklearn.dummy.DummyRegressor",
            "sktime.*.Naive*",
        ),
        *("statsforecast.models.Naive", "statsforecast.models.SeasonalNaive"),
    ),
    names=(
        *(
            "naive_(baseline|forecast|model|rule)",
            "rule_based_(baseline|model)",
            "feasibility",
        ),
        *("heuristic_baseline", "plain_rule", "majority_baseline", "baseline_rule"),
    ),
)


def look(project: Project) -> Observation:
    """Look for plain rules in what trains by itself, then in scripts and notebooks."""
    wiring = Wiring.of(project)
    if not wiring.training and not topic.calls(wiring, TOPIC, notebooks=True):
        return not_asked(mark("no code that trains a model"))
    running = wiring.in_workflows | wiring.in_ci
    scored = topic.wired(wiring, TOPIC, running)
    if scored and topic.wired(wiring, GATE, running):
        return yes(
            WIRED, mark("a plain rule is scored, and a gate asks for more"), *scored
        )
    if scored:
        return partly(
            WIRED, mark("a plain rule is scored; no gate asks for more"), *scored
        )
    if scripts := (*topic.by_hand(wiring, TOPIC), *topic.calls(wiring, TOPIC, True)):
        return partly(
            USED, mark("a plain rule is scored when a person does it"), *scripts
        )
    return topic.missing(wiring, TOPIC, mark("plain rule beside the models"))
