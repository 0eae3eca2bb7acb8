"""Whether runs record a comparison."""

import re
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.tracking.runs import considered, judged, server
from advisor.evidence.project import Project
from advisor.evidence.sources.mlflow_facts import Run
from advisor.language import mark

_OTHER: Final = (
    r"baseline|champion|incumbent|naive|dummy|majority|rule|previous_model|"
    r"current_model|production_model|persistence|random_guess"
)
_BESIDE: Final = re.compile(rf"(^|[./_-])({_OTHER})[./_-]", re.IGNORECASE)
_AGAINST: Final = re.compile(
    rf"((vs|on|over|against|versus|than)[./_-]({_OTHER})([./_-]|$))"
    r"|(^|[./_-])(uplift|lift_over|improvement|skill_score|gain_over)([./_-]|$)",
    re.IGNORECASE,
)


def look(project: Project) -> Observation:
    """Look for figures of something simpler, or of the model in use."""
    runs = considered(server(project))
    return judged(project, runs, _compared, mark("record a comparison"))


def _compared(run: Run) -> bool:
    beside = {name for name in run.metrics if _BESIDE.search(name)}
    against = {name for name in run.metrics if _AGAINST.search(name)}
    own = set(run.metrics) - beside - against
    return bool(own and (beside or against))
