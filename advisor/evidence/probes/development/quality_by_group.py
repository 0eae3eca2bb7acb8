"""Is the model's quality measured for each important group?"""

import re
from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation
from advisor.evidence.observing import USED, Placed, at_lines, not_found, partly, yes
from advisor.evidence.project import Project
from advisor.language import mark

_CALLS: Final = (
    "fairlearn.metrics.MetricFrame",
    "tensorflow_model_analysis.SlicingSpec",
    "tensorflow_model_analysis.*.SlicingSpec",
    "deepchecks.*.WeakSegmentsPerformance",
    "deepchecks.*.SegmentPerformance",
    "aequitas.*",
    "aif360.metrics.*",
    "giskard.scan",
    "snorkel.slicing.*",
    "sliceline.*",
)
_OWN: Final = re.compile(
    r"(^|[_.])(slices|sliced|by_(segment|slice|group|cohort)s?|"
    r"(segment|slice|group|cohort|subgroup)s?_(metrics?|scores?|performance|quality)|"
    r"per_(segment|slice|group|cohort))([_.]|$)",
    re.IGNORECASE,
)


def look(project: Project) -> Observation:
    """Look for metrics by group in code that training reaches."""
    found = parts.of(project)
    if found is None:
        return not_found(mark("No code was found that measures quality by group."))
    own = [
        one
        for one in found.code.definitions()
        if one.kind == "function" and _OWN.search(one.name)
    ]
    places: list[Placed] = [*found.code.calls(*_CALLS), *own]
    trained = [one for one in places if one.path in found.developing]
    if trained:
        sure = found.sureness(one.path for one in trained)
        message = mark("Training measures quality for each group.")
        return yes(sure, message, at_lines(trained))
    noted = found.code.calls(*_CALLS, notebooks=True)
    if noted:
        message = mark("Quality by group is measured outside of training.")
        return partly(USED, message, at_lines(noted))
    return not_found(mark("No measure of quality by group was found."))
