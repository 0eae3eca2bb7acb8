"""Are training data compared with the cases that the model will meet?"""

import re
from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation
from advisor.evidence.observing import Placed, at_lines, not_found, yes
from advisor.evidence.project import Project
from advisor.language import mark

_CALLS: Final = (
    "tensorflow_data_validation.compare_slices",
    "tensorflow_data_validation.visualize_statistics",
    "tensorflow_data_validation.generate_statistics_from_*",
    "deepchecks.*.train_test_validation",
    "deepchecks.*.TrainTestFeatureDrift",
    "deepchecks.*.FeatureDrift",
    "evidently.*",
)
# What watches live data compares it with training data, and not the reverse.
_WATCH: Final = re.compile(r"monitor|watch|drift|observ|alert", re.I)
_OWN: Final = re.compile(r"representativ|population_(share|check)|group_sizes", re.I)


def look(project: Project) -> Observation:
    """Look for a comparison of data sets that training reaches."""
    found = parts.of(project)
    if found is None:
        return not_found(mark("No code was found that compares data with reality."))
    own = [d for d in found.code.definitions() if _OWN.search(d.name)]
    places: list[Placed] = [*found.code.calls(*_CALLS), *own]
    trained = [
        one
        for one in places
        if one.path in found.trained_from and not _WATCH.search(one.path)
    ]
    if not trained:
        return not_found(mark("No comparison of training data with reality was found."))
    sure = found.sureness(one.path for one in trained)
    return yes(sure, mark("Training compares its data with others."), at_lines(trained))
