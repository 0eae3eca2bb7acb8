"""A scan as SARIF 2.1.0, so that code hosts show findings at their lines.

What was seen is a result of kind `pass`, what is missing one of kind `fail`, and
what could not be decided is `open`, so nothing unseen raises an alarm.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote

from advisor.evidence.finding import SHOWS_FROM, Finding, Outcome, Pointer
from advisor.evidence.probe import ProbeText
from advisor.evidence.scan import Scan

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
IN_TREE: Final = ("tree", "ci")
# The standard wants `level` to be "none" wherever `kind` is not "fail".
KINDS: Final[Mapping[Outcome, tuple[str, str]]] = {
    Outcome.TRUE: ("pass", "none"),
    Outcome.PARTIAL: ("fail", "note"),
    Outcome.FALSE: ("fail", "warning"),
    Outcome.NOT_AVAILABLE: ("open", "none"),
    Outcome.NOT_APPLICABLE: ("notApplicable", "none"),
    Outcome.ERROR: ("open", "none"),
}
UNSURE: Final = ("open", "none")


def sarif(scan: Scan, probes: Iterable[ProbeText], version: str) -> Mapping[str, Any]:
    """Return the scan as one SARIF run of the advisor in `version`."""
    rules = tuple(probes)
    index = {probe.id: number for number, probe in enumerate(rules)}
    failed = [f for f in scan.findings if f.outcome is Outcome.ERROR]
    driver = {
        "name": "mlops-advisor",
        "semanticVersion": version,
        "rules": [_rule(probe) for probe in rules],
    }
    invocation = {
        "executionSuccessful": True,
        "endTimeUtc": f"{scan.at:%Y-%m-%dT%H:%M:%SZ}",
        "toolExecutionNotifications": [_notification(f) for f in failed],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [invocation],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            "SRCROOT": {"description": {"text": "the root of the scanned tree"}}
        },
        "results": [
            _result(f, index[f.probe]) for f in scan.findings if f.probe in index
        ],
        "properties": {
            "contentDigest": scan.content_digest,
            "coverage": round(scan.coverage, 4),
            "level": dict(scan.level),
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(probe: ProbeText) -> Mapping[str, Any]:
    return {
        "id": probe.id,
        "shortDescription": {"text": probe.question},
        "fullDescription": {"text": probe.why},
        "help": {"text": f"{probe.how}\n\nRemedy: {probe.remedy}"},
        "properties": {"tags": [*probe.shows, *probe.tests], "effort": probe.effort},
    }


def _result(finding: Finding, rule: int) -> Mapping[str, Any]:
    unsure = finding.outcome is Outcome.FALSE and finding.confidence < SHOWS_FROM
    kind, level = UNSURE if unsure else KINDS[finding.outcome]
    remedy = f" Remedy: {finding.remedy}" if kind == "fail" else ""
    text = f"{finding.practice}: {finding.message.rstrip('.')}.{remedy}"
    return {
        "ruleId": finding.probe,
        "ruleIndex": rule,
        "kind": kind,
        "level": level,
        "message": {"text": text},
        "locations": [_location(p) for p in finding.pointers] or [_ROOT],
        "partialFingerprints": {"probeAndPractice/v1": _fingerprint(finding)},
        "properties": {
            "practice": finding.practice,
            "outcome": finding.outcome.value,
            "confidence": finding.confidence,
        },
    }


def _location(pointer: Pointer) -> Mapping[str, Any]:
    if pointer.source not in IN_TREE:
        name = f"{pointer.source}: {pointer}"
        return {"logicalLocations": [{"fullyQualifiedName": name, "kind": "resource"}]}
    place: dict[str, Any] = {"artifactLocation": _artifact(pointer.place)}
    if pointer.line is not None:
        place["region"] = {"startLine": pointer.line}
    return {"physicalLocation": place}


def _artifact(path: str) -> Mapping[str, str]:
    return {"uri": quote(path), "uriBaseId": "SRCROOT"}


# Code hosts want a place for each result, also for what is nowhere.
_ROOT: Final = {"physicalLocation": {"artifactLocation": _artifact(".")}}


def _fingerprint(finding: Finding) -> str:
    """Return what stays the same when lines move: probe and practice."""
    text = f"{finding.probe} {finding.practice}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _notification(finding: Finding) -> Mapping[str, Any]:
    return {
        "level": "error",
        "message": {"text": finding.message},
        "associatedRule": {"id": finding.probe},
    }
