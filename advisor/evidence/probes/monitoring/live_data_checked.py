"""Whether live data is checked against rules as it arrives."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import NAME_ONLY, WIRED, no, partly
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.language import mark

TOPIC: Final = Topic(
    tools=(
        *("pandera", "great_expectations", "tensorflow_data_validation", "deepchecks"),
        *("evidently.test_preset.DataQualityTestPreset", "evidently.tests"),
        *("whylogs.core.constraints", "pydeequ", "soda", "cerberus", "jsonschema"),
    ),
    watched=("schema", "data_quality", "validate_inputs?", "unseen", "out_of_range"),
)


def look(project: Project) -> Observation:
    """Look for checks in what runs; a typed request alone refuses and tells nobody."""
    wiring = Wiring.of(project)
    found = topic.watched(project, TOPIC, mark("checks of live data"))
    checked = found.outcome in {"true", "partial"}
    if checked and not _of_training_only(wiring):
        return found
    typed = [
        one
        for one in wiring.code.definitions()
        if one.path in wiring.in_services and "pydantic.BaseModel" in one.bases
    ]
    if typed:
        return partly(WIRED, mark("the service refuses badly typed requests"), *typed)
    if checked:
        return no(NAME_ONLY, mark("data is checked before training, not in live use"))
    return found


def _of_training_only(wiring: Wiring) -> bool:
    """Tell whether checks are called, but neither in the service nor where it is watched."""
    seen = (
        *topic.wired(wiring, TOPIC, wiring.running),
        *topic.by_hand(wiring, TOPIC),
    )
    return not any(
        one.path in wiring.in_services or topic.is_about_watching(one.path)
        for one in seen
    )
