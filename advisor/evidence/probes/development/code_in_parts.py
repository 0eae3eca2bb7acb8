"""Is the code that prepares data and trains cut into named parts?"""

from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation
from advisor.evidence.observing import at_lines, contradicted, not_found, unseen, yes
from advisor.evidence.parts import Parts
from advisor.evidence.project import Project
from advisor.evidence.sources.tree import PRODUCT

_FEWEST_FUNCTIONS: Final = 2


def look(project: Project) -> Observation:
    """Look for training inside functions of files that use one another."""
    found = parts.of(project)
    if found is None:
        return unseen("There is no code to follow.")
    if not found.training:
        if found.noted_training and not found.code.left_out:
            message = "Every call that trains a model stands in a notebook."
            return contradicted(message, at_lines(found.noted_training))
        return not_found("No code was found that trains a model.")
    inside = [call for call in found.training if call.function]
    near = _near(found, {call.path for call in inside})
    functions = [
        one
        for path in near
        for one in found.code.modules[path].definitions
        if one.kind == "function"
    ]
    if len(near) > 1 and len(functions) >= _FEWEST_FUNCTIONS:
        message = (
            f"Training is cut into {len(functions)} functions of {len(near)} files."
        )
        return yes(found.sureness(near), message, at_lines(inside))
    message = "Training is one script; no parts were found that use one another."
    return not_found(message, at_lines(found.training))


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
