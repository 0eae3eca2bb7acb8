"""Exact comparisons of dates, versions and digests: a state is read as it stands."""

import numpy as np

from reference_stack.model_monitoring.alerts import Reading
from reference_stack.model_monitoring.evidence import Evidence
from reference_stack.model_monitoring.readings import Watching


def judge(evidence: Evidence, monitor: str) -> list[Reading]:
    """Return the readings of a monitor that compares exactly."""
    found = []
    for state in evidence.states:
        if state.monitor == monitor:
            watching = Watching(
                monitor, state.subject, state.severity, state.text, (state.day,)
            )
            found += watching.exact(np.array([state.value]), state.limit)
    return found
