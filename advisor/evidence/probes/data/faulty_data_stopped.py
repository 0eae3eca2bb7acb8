"""Do checks run on every delivery and stop faulty data?"""

import re
from typing import Final

from advisor.evidence import parts
from advisor.evidence.finding import Observation, Pointer
from advisor.evidence.observing import (
    USED,
    WIRED,
    Placed,
    at_files,
    at_lines,
    not_found,
    partly,
    yes,
)
from advisor.evidence.parts import Parts
from advisor.evidence.probes.data.rules import (
    PROGRAMS,
    judging,
    rule_calls,
    rule_classes,
    rule_files,
)
from advisor.evidence.project import Project
from advisor.evidence.sources.code import Definition
from advisor.language import mark

_REFUSING: Final = (
    "pandera.*.validate",
    "pandera.check_types",
    "pandera.check_io",
    "great_expectations.*.run",
    "great_expectations.*.run_checkpoint",
    "great_expectations.*.validate",
    "*.run_checkpoint",
    "*.run_validation_operator",
    "tensorflow_data_validation.validate_statistics",
    "soda.scan.Scan.execute",
    "soda.scan.Scan.assert_no_checks_fail",
    "evidently.test_suite.TestSuite.run",
    "deepchecks.*.run",
    "dataframely.*.validate",
    "patito.*.validate",
    "pointblank.Validate.interrogate",
)
_QUARANTINE: Final = re.compile(
    r"quarantine|set_aside|reject(ed)?_rows|dead_letter|bad_rows|invalid_rows",
    re.IGNORECASE,
)


def look(project: Project) -> Observation:
    """Look for a check that refuses, and for what runs it."""
    run = project.ci.running(*PROGRAMS) if project.ci else ()
    if run:
        message = mark("CI runs the checks of the data.")
        return yes(WIRED, message, at_lines((one.command for one in run), source="ci"))
    found = parts.of(project)
    if found is None:
        return not_found(mark("No check of data was found."))
    places = (*_checks(found), *_set_aside(project, found))
    if places:
        sure = found.sureness(one.path for one in places)
        message = mark(
            "Each delivery is judged in code, and what is faulty is stopped."
        )
        return yes(sure, message, at_lines(places))
    noted = found.code.calls(*_REFUSING, notebooks=True)
    if noted:
        return partly(USED, mark("Data are checked in a notebook."), at_lines(noted))
    return not_found(
        mark("No check was found that stops faulty data."), _rules(project)
    )


def _checks(found: Parts) -> tuple[Placed, ...]:
    code = found.code
    schemas = {one.name for one in rule_classes(code)}
    checked = [
        call
        for call in code.calls("*.validate")
        if call.name.split(".")[-2] in schemas or rule_calls_in(found, call.path)
    ]
    decorated = code.decorated("pandera.check_*", "pandera.*.check_*")
    assets = code.calls("dagster.asset_check", "dagster.multi_asset_check")
    blocking = (call for call in assets if "blocking" in call.keywords)
    return (*code.calls(*_REFUSING), *checked, *decorated, *blocking)


def rule_calls_in(found: Parts, path: str) -> bool:
    """Tell whether a file, or one it imports, states rules on columns."""
    near = {path, *found.code.imported_by(path)}
    rules: tuple[Placed, ...] = (
        *rule_calls(found.code),
        *rule_classes(found.code),
    )
    return any(rule.path in near for rule in rules)


def _set_aside(project: Project, found: Parts) -> tuple[Definition, ...]:
    """Return what puts bad rows aside, in a project that has rules for them."""
    if not (rule_files(project) or judging(found.code)):
        return ()
    return tuple(
        one
        for one in found.code.definitions()
        if _QUARANTINE.search(f"{one.path.rpartition('/')[2]} {one.name}")
        and _is_called(found, one)
    )


def _is_called(found: Parts, one: Definition) -> bool:
    called = found.code.calls(f"*.{one.name}", one.name)
    return any(call.path != one.path for call in called)


def _rules(project: Project) -> tuple[Pointer, ...]:
    return at_files(rule_files(project))
