"""Does the repository hold rules for incoming data by which a program judges them?"""

from advisor.evidence import parts
from advisor.evidence.finding import Observation
from advisor.evidence.observing import (
    CONFIGURED,
    USED,
    WIRED,
    Placed,
    at_files,
    at_lines,
    not_found,
    partly,
    yes,
)
from advisor.evidence.probes.data.rules import (
    PROGRAMS,
    judging,
    rule_calls,
    rule_classes,
    rule_files,
)
from advisor.evidence.project import Project
from advisor.language import mark


def look(project: Project) -> Observation:
    """Look for rules on columns, and for the program that judges by them."""
    found = parts.of(project)
    files = rule_files(project)
    if found is None:
        pointers = at_files(files)
        return not_found(mark("No code was found that judges data."), pointers)
    calls, classes = rule_calls(found.code), rule_classes(found.code)
    written: list[Placed] = [*calls, *classes]
    if written:
        sure = found.sureness(one.path for one in written)
        message = mark(
            "Rules for the data are kept as code and used to judge deliveries."
        )
        return yes(sure, message, (*at_lines(written), *at_files(files)))
    judges = judging(found.code) if files else ()
    if judges:
        sure = found.sureness(one.path for one in judges)
        message = mark(
            "Rules for the columns are kept as files, and code judges by them."
        )
        return yes(sure, message, (*at_files(files), *at_lines(judges)))
    run = project.ci.running(*PROGRAMS) if project.ci and files else ()
    if run:
        message = mark("CI judges the data by rules that are kept as files.")
        lines = at_lines((one.command for one in run), source="ci")
        return yes(WIRED, message, (*at_files(files), *lines))
    if files:
        message = mark(
            "Rules for the columns are written down; nothing was seen to use them."
        )
        return partly(USED, message, at_files(files))
    asked = [
        one
        for one in (project.manifests.dependencies if project.manifests else ())
        if one.name in {"pandera", "great-expectations", "soda-core", "tfdv"}
    ]
    message = mark("No rules for incoming data were found that anything uses.")
    return not_found(message, at_lines(asked)[:CONFIGURED])
