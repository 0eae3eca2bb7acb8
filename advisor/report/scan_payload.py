"""A scan as JSON: what scripts read, and what `reconcile` reads back."""

from collections.abc import Iterable, Mapping
from typing import Any

from advisor.evidence.comparison import Change
from advisor.evidence.scan import Scan


def payload(scan: Scan, changes: Iterable[Change] = ()) -> Mapping[str, Any]:
    """Return the scan as plain values, each finding with its first pointer as text."""
    plain = scan.model_dump(mode="json")
    for found, finding in zip(plain["findings"], scan.findings, strict=True):
        found["pointer"] = None if finding.pointer is None else str(finding.pointer)
    return plain | {"changes": [change.model_dump(mode="json") for change in changes]}
