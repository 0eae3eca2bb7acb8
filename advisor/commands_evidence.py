"""What the commands `scan` and `reconcile` do."""

import argparse
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from advisor.assess import bundle as bundles
from advisor.commands import bundle_of, print_json, sheet_of, show
from advisor.content import read_bytes
from advisor.errors import EvidenceError
from advisor.evidence import probes
from advisor.evidence import reconcile as reconciling
from advisor.evidence import requirement as requirements
from advisor.evidence import scan as scans
from advisor.evidence.comparison import Change, compare
from advisor.evidence.requirement import Requirement
from advisor.evidence.scan import Scan
from advisor.language import t
from advisor.report import badge, sarif, scan_payload, scan_progress
from advisor.report import reconciled as reconciled_report
from advisor.report import scan as scan_report


def scan(options: argparse.Namespace) -> int:
    """Look for evidence in a project; 1 if something that is required is not seen."""
    wanted = _required(options)
    since = _evidence(options.since) if options.since else None
    bar = scan_progress.Bar(sys.stderr)
    try:
        found = scans.scan(
            options.path, options.mlflow, options.predictions, datetime.now(UTC), bar
        )
    finally:
        bar.close()
    _show_scan(options.format, found, compare(since, found) if since else ())
    if options.badge:
        _write_badge(options.badge, found)
    missing = requirements.unmet(wanted, found)
    for line in missing:
        told = t("not seen: {what}", what=line)
        print(f"mlops-advisor: {told}", file=sys.stderr)  # noqa: T201
    return 1 if missing else 0


def reconcile(options: argparse.Namespace) -> int:
    """Hold an answer sheet against the evidence of a scan."""
    bundle = bundle_of(options)
    sheet = sheet_of(options, bundle)
    evidence = _evidence(options.evidence)
    disputes = [reconciling.dispute(text) for text in options.dispute]
    rows = reconciling.reconcile(sheet, evidence, disputes)
    sides = reconciled_report.sides(sheet, rows, evidence, bundle, options.reading)
    document = reconciled_report.document(sides, bundle.questionnaire)
    show(options.format, reconciled_report.payload(sides), document)
    return 0


def _required(options: argparse.Namespace) -> tuple[Requirement, ...]:
    """Return what has to be seen; a wrong id is told before anything is read."""
    practices = bundles.load().questionnaire.practices
    texts = [probe.text for probe in probes.load()]
    return requirements.parse(options.require or "", practices, texts)


def _evidence(path: Path) -> Scan:
    return scans.load(read_bytes(path, EvidenceError), path.name)


def _show_scan(form: str, found: Scan, changes: tuple[Change, ...]) -> None:
    if form == "sarif":
        texts = [probe.text for probe in probes.load()]
        print_json(sarif.sarif(found, texts, version("mlops-advisor")))
        return
    document = scan_report.document(found, bundles.load(), changes)
    show(form, scan_payload.payload(found, changes), document)


def _write_badge(path: Path, found: Scan) -> None:
    image = badge.badge(found, bundles.load().readings.default.id)
    try:
        path.write_text(image, encoding="utf-8")
    except OSError as fault:
        raise EvidenceError(f"{path}: {fault.strerror}") from fault
