"""Can one case be followed from raw data to its prediction?"""

import re
from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation
from advisor.evidence.observing import USED, at_lines, not_found, partly, yes
from advisor.evidence.parts import Parts
from advisor.evidence.project import Project
from advisor.evidence.sources.code import Definition
from advisor.language import mark

_TRACE: Final = re.compile(
    r"(request|case|prediction|row|example|record)_trace|"
    r"(trace|replay|explain)_(request|case|prediction|row|example|record|one)",
    re.IGNORECASE,
)
_EXPLAINS: Final = (
    "lime.*.explain_instance",
    "lime.lime_tabular.*",
    "shap.force_plot",
    "shap.plots.waterfall",
    "shap.plots.force",
    "alibi.explainers.*",
    "dalex.*.predict_parts",
)


def look(project: Project) -> Observation:
    """Look for a trace of a case that a command or a service reaches."""
    found = parts.of(project)
    if found is None:
        return not_found(mark("No code was found that follows a case."))
    traces = _traces(found)
    if traces:
        sure = found.sureness(one.path for one in traces)
        message = mark("One command follows a case through its steps.")
        return yes(sure, message, at_lines(traces))
    explained = found.code.calls(*_EXPLAINS, notebooks=True)
    if explained:
        message = mark(
            "Single predictions are explained; their steps are not followed."
        )
        return partly(USED, message, at_lines(explained))
    return not_found(mark("Nothing was found that follows a single case."))


def _traces(found: Parts) -> list[Definition]:
    starts = {found.code.path_of(module) for module in found.scripts.values()}
    starts |= {module.path for module in found.code.of() if module.main}
    starts |= {one.path for one in found.serving}
    reached = found.code.reached_from(path for path in starts if path)
    return [
        one
        for one in found.code.definitions()
        if one.kind == "function"
        and one.path in reached
        and _TRACE.search(f"{one.path.rpartition('/')[2]} {one.name}")
    ]
