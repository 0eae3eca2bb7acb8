"""Whether training starts by itself, by the calendar or with new data."""

import re
from collections import defaultdict
from datetime import timedelta
from itertools import pairwise
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import no, partly, yes
from advisor.evidence.probes.tracking.runs import (
    POINTED_AT,
    at_run,
    at_version,
    ended,
    server,
    starters,
    strength,
)
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.mlflow_facts import Run, Server, Version
from advisor.language import mark

ENOUGH: Final = 2
REGULAR: Final = 4
EVENLY: Final = 0.5
_BY_ITSELF: Final = re.compile(
    r"schedul|cron\b|timer|\bevery \d|\b(hour|dai|week|month|quarter)ly\b|"
    r"\b(new|fresh)[ _-](data|labels?|rows?|batch)|data[ _-]arriv|rows would be new|"
    r"days old\b|partition",
    re.IGNORECASE,
)


def look(project: Project) -> Observation:
    """Look for what runs say of their start, then at the distances between models."""
    found = server(project)
    runs = [run for run in found.whole if _why(run)]
    if len(runs) >= ENOUGH or (runs and len(found.whole) > ENOUGH):
        last = max((at for run in runs if (at := ended(run))), default=None)
        told = Sentence.RUNS_SCHEDULE.format(number=len(runs), all=len(found.whole))
        seen = [at_run(run, _why(run)) for run in runs[:POINTED_AT]]
        return yes(strength(last, project.now), told, *seen, at=last)
    if regular := _regular(found):
        told = Sentence.EVEN.format(number=len(regular))
        last = regular[-1].created
        return partly(3, told, *map(at_version, regular[-POINTED_AT:]), at=last)
    return no(1, mark("no run says that a schedule or new data started it"))


def _why(run: Run) -> str:
    said = (value for value in starters(run).values() if _BY_ITSELF.search(value))
    return next(said, "")


def _regular(found: Server) -> list[Version]:
    models: dict[str, list[Version]] = defaultdict(list)
    for version in found.versions:
        if version.created:
            models[version.model].append(version)
    for versions in models.values():
        made = sorted(versions, key=lambda v: v.order)
        times = [v.created for v in made if v.created]
        gaps = [b - a for a, b in pairwise(times)]
        if len(made) >= REGULAR and _even(gaps):
            return made
    return []


def _even(gaps: list[timedelta]) -> bool:
    middle = sorted(gaps)[len(gaps) // 2]
    if middle < timedelta(hours=1):
        return False
    return all(abs(gap - middle) <= EVENLY * middle for gap in gaps)
