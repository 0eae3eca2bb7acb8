"""Whether a job of CI trains a past model again."""

import re
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import WIRED, no, partly, yes
from advisor.evidence.probes.tracking.runs import POINTED_AT
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.ci import Ran, Trigger
from advisor.language import mark

_AGAIN: Final = re.compile(
    r"(^|[./_-])(reproduc(e|es|ing|tion|ibility)|rebuild_model|retrain_past|"
    r"repeat_training)([./_-]|$)"
)


def look(project: Project) -> Observation:
    """Look at the lines of CI that start the project's own training."""
    wiring = Wiring.of(project)
    found = [ran for ran in wiring.lines if _says(ran) and _trains(wiring, ran)]
    alone = [r for r in found if r.job.on_change or Trigger.SCHEDULE in r.job.triggers]
    if alone:
        told = mark("a job trains a past model again")
        return yes(WIRED, told, *alone[:POINTED_AT])
    if found:
        told = mark("a person can start a job that trains a past model again")
        return partly(WIRED, told, *found[:POINTED_AT])
    return no(1, mark("no job that trains a past model again"))


def _says(ran: Ran) -> bool:
    return any(
        _AGAIN.search(word)
        for program in ran.command.programs
        for word in program
        if not word.startswith("--")
    )


def _trains(wiring: Wiring, ran: Ran) -> bool:
    reached = wiring.code.reached_from(wiring.run_by(ran))
    return bool(wiring.training_files & reached)
