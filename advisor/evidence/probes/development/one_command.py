"""Does one command run all the steps of an experiment and record the result?"""

from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation, Pointer
from advisor.evidence.observing import (
    USED,
    WIRED,
    at_lines,
    not_found,
    partly,
    yes,
)
from advisor.evidence.parts import Parts
from advisor.evidence.probes.development.tracked_in_code import TRACKING
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind
from advisor.language import mark

_FEWEST_STAGES: Final = 2
_STARTERS: Final = ("dvc repro", "dvc exp", "mlflow run")


def look(project: Project) -> Observation:
    """Look for one start from which training and recording are reached."""
    listed = tuple(_files(project))
    if len(listed) >= _FEWEST_STAGES:
        message = mark("A pipeline file runs the steps of an experiment in order.")
        ran = project.ci.running(*_STARTERS) if project.ci else ()
        return yes(WIRED if ran else USED, message, listed)
    found = parts.of(project)
    if found is None or not found.training:
        return not_found(mark("No pipeline was found that trains a model."), listed)
    # An orchestrator records each run itself.
    if flows := _from(found, {one.path for one in found.flows}, recorded=True):
        message = mark("A pipeline of an orchestrator runs the steps of an experiment.")
        told = [one for one in found.flows if one.path in flows]
        return yes(WIRED, message, at_lines(told))
    if starts := _from(found, _commands(found)):
        wired = starts & set(found.started)
        message = mark("One command trains and records the result.")
        told_by = at_lines((found.started[path] for path in sorted(wired)), source="ci")
        return yes(WIRED if wired else USED, message, told_by or _tops(starts))
    message = mark("Training is code that a person starts step by step.")
    return partly(USED, message, at_lines(found.training))


def _files(project: Project) -> list[Pointer]:
    found = [
        Pointer(source="tree", place=path, line=max(line - 1, 1), text=f"stage {name}")
        for path, line, name, _ in parts.stages(project.manifests)
    ]
    for manifest in project.manifests.of(Kind.MLPROJECT) if project.manifests else ():
        line = manifest.line_of(r"^entry_points:")
        if line:
            pointer = Pointer(source="tree", place=manifest.path, line=line)
            found += [pointer, pointer]
    return found


def _from(found: Parts, starts: set[str], recorded: bool = False) -> frozenset[str]:
    """Return the starts from which training, and recording of it, are reached."""
    trains = {call.path for call in found.training}
    records = {call.path for call in found.code.calls(*TRACKING)}
    reached = {path: found.code.reached_from([path]) for path in starts}
    near = {path: files | _beside(found, path) for path, files in reached.items()}
    return frozenset(
        path
        for path, files in near.items()
        if trains & files and (recorded or records & files)
    )


def _beside(found: Parts, path: str) -> frozenset[str]:
    """Return what is reached by way of those that put a definition together."""
    return found.code.reached_from(found.code.imported_by(path))


def _commands(found: Parts) -> set[str]:
    installed = {found.code.path_of(module) for module in found.scripts.values()}
    mains = {module.path for module in found.code.of() if module.main}
    return {path for path in installed if path} | set(found.started) | mains


def _tops(paths: frozenset[str]) -> tuple[Pointer, ...]:
    return tuple(Pointer(source="tree", place=path, line=1) for path in sorted(paths))
