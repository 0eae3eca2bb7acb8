"""Do training and live use take the model's inputs from one definition?"""

from advisor.evidence import parts
from advisor.evidence.finding import Observation
from advisor.evidence.observing import (
    USED,
    WIRED,
    at_files,
    at_lines,
    not_found,
    partly,
    unseen,
    yes,
)
from advisor.evidence.parts import Parts
from advisor.evidence.probes.data.inputs import feature_files, online_reads
from advisor.evidence.project import Project
from advisor.language import mark


def look(project: Project) -> Observation:
    """Look for a module that training and serving both reach."""
    found = parts.of(project)
    if found is None:
        return unseen(mark("There is no code to follow."))
    reads = online_reads(found.code)
    if reads and found.code.calls("feast.FeatureStore.get_historical_features"):
        message = mark("Training and live use both read from one feature store.")
        return yes(WIRED, message, at_lines(reads))
    defined = feature_files(found.code)
    if not defined:
        return not_found(
            mark("No module that calculates the model's inputs was found.")
        )
    if not found.serving:
        message = mark(
            "The model's inputs are defined in the repository; no service is in it."
        )
        return partly(USED, message, at_files(defined))
    return _compared(found, defined)


def _compared(found: Parts, defined: frozenset[str]) -> Observation:
    served = found.code.reached_from({one.path for one in found.serving})
    shared = sorted(defined & served & found.trained_from)
    if shared:
        message = mark("Training and live use reach the same definition of the inputs.")
        return yes(WIRED, message, (*at_files(shared), *at_lines(found.serving)))
    trained = sorted(defined & found.trained_from)
    message = mark(
        "The inputs are defined for training; the service reaches none of it."
    )
    return partly(USED, message, at_files(trained or sorted(defined)))
