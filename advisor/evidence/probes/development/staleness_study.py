"""Is it measured how much worse the model gets with age?"""

import re
from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation
from advisor.evidence.observing import USED, at_lines, not_found, partly, yes
from advisor.evidence.project import Project
from advisor.language import mark

_STUDY: Final = re.compile(
    r"staleness_(study|curve|analysis)|(model|quality|performance)_decay|decay_curve|"
    r"(quality|score|performance)_by_age|age_curve",
    re.IGNORECASE,
)


def look(project: Project) -> Observation:
    """Look for a study of age that training reaches."""
    found = parts.of(project)
    if found is None:
        return not_found(mark("No code was found that studies age."))
    named = [
        one
        for one in found.code.definitions(notebooks=True)
        if one.kind == "function"
        and _STUDY.search(f"{one.path.rpartition('/')[2]} {one.name}")
    ]
    trained = [one for one in named if one.path in found.trained_from]
    if trained:
        sure = found.sureness(one.path for one in trained)
        message = mark("Training measures how quality falls with age.")
        return yes(sure, message, at_lines(trained))
    if named:
        message = mark("Quality by age is studied outside of training.")
        return partly(USED, message, at_lines(named))
    return not_found(mark("No study of quality by age was found."))
