"""Whether broken numbers are found in training and in live use."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import USED, WIRED, not_asked, partly, yes
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.language import mark

TOPIC: Final = Topic(
    tools=(
        *(
            "numpy.isfinite",
            "numpy.isnan",
            "numpy.isinf",
            "math.isfinite",
            "math.isnan",
        ),
        *("torch.isnan", "torch.isfinite", "torch.autograd.set_detect_anomaly"),
        *("torch.autograd.detect_anomaly", "tensorflow.debugging.check_numerics"),
        *(
            "tensorflow.debugging.enable_check_numerics",
            "keras.callbacks.TerminateOnNaN",
        ),
        *(
            "tensorflow.keras.callbacks.TerminateOnNaN",
            "sklearn.utils.assert_all_finite",
        ),
    ),
)


def look(project: Project) -> Observation:
    """Look in what training reaches and in what the service reaches."""
    wiring = Wiring.of(project)
    if not wiring.model_files:
        return not_asked(mark("no code that trains or serves a model"))
    makers = wiring.code.reached_from(wiring.training_files)
    trained = topic.wired(wiring, TOPIC, makers & wiring.running)
    served = topic.wired(wiring, TOPIC, wiring.in_services - makers)
    if trained and served and topic.alarms(wiring):
        seen = (*trained[:5], *served)
        return yes(
            WIRED, mark("broken numbers are looked for in training and live use"), *seen
        )
    if found := (*served, *trained):
        return partly(
            WIRED, mark("broken numbers are looked for in a part of what runs"), *found
        )
    if found := tuple(c for c in topic.calls(wiring, TOPIC) if c.path in makers):
        return partly(USED, mark("training looks for broken numbers"), *found)
    return topic.missing(wiring, TOPIC, mark("search for broken numbers"))
