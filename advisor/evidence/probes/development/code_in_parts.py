"""Is the code that prepares data and trains cut into named parts?"""

from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation
from advisor.evidence.observing import (
    USED,
    Placed,
    at_lines,
    contradicted,
    not_found,
    unseen,
    yes,
)
from advisor.evidence.parts import LEARNERS, Parts
from advisor.evidence.probes.wiring import WORKFLOW_DECORATORS
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.tree import PRODUCT
from advisor.language import mark

_FEWEST_FUNCTIONS: Final = 2
_FEWEST_STEPS: Final = 3
_WORK: Final = frozenset(
    {"pandas", "polars", "numpy", "joblib", "mlflow", "bentoml", "duckdb", "feast"}
)


def look(project: Project) -> Observation:
    """Look for training inside functions of files that use one another."""
    found = parts.of(project)
    if found is None:
        return unseen(mark("There is no code to follow."))
    if not found.training:
        if found.noted_training and not found.code.left_out:
            message = mark("Every call that trains a model stands in a notebook.")
            return contradicted(message, at_lines(found.noted_training))
        return not_found(mark("No code was found that trains a model."))
    inside = [call for call in found.training if call.function]
    near = _near(found, {call.path for call in inside})
    functions = [
        one
        for path in near
        for one in found.code.modules[path].definitions
        if one.kind == "function"
    ]
    joined = any(found.code.imported_by(path) & (near - {path}) for path in near)
    if joined and len(functions) >= _FEWEST_FUNCTIONS:
        message = Sentence.PARTS.format(functions=len(functions), files=len(near))
        return yes(found.sureness(near), message, at_lines(inside))
    if named := _named(found):
        message = mark("The steps stand in files or steps of a workflow, each named.")
        return yes(USED, message, at_lines(named))
    message = mark("Training is one script; no parts were found that use one another.")
    return not_found(message, at_lines(found.training))


def _named(found: Parts) -> tuple[Placed, ...]:
    """Return steps that stand apart: in files of their own, or as steps of a workflow.

    Several scripts that all train are several attempts, so one has to do another step.
    """
    trains = {call.path for call in found.training}
    steps = [d for d in found.code.decorated(*WORKFLOW_DECORATORS) if d.path in trains]
    if len(steps) >= _FEWEST_STEPS:
        return tuple(steps)
    worked = (m for m in found.code.of() if m.roots & (LEARNERS | _WORK) and m.calls)
    others = [m.calls[0] for m in worked if m.path not in trains]
    return (found.training[0], *others) if others else ()


def _near(found: Parts, paths: set[str]) -> frozenset[str]:
    """Return files that train, with the product's files they use or are used by."""
    if not paths:
        return frozenset()
    users = {
        path
        for path, module in found.code.modules.items()
        if module.role in PRODUCT and paths & found.code.imported_by(path)
    }
    reached = found.code.reached_from(paths | users)
    return frozenset(p for p in reached if found.code.modules[p].role in PRODUCT)
