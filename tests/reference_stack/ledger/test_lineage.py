"""From a version to what it rests on, and back from data to versions."""

from datetime import datetime
from pathlib import Path

from reference_stack.ledger import Event, Ledger
from reference_stack.ledger.lineage import impact, lineage


def told(ledger: Ledger, phase: str, subject: str, **inputs: str) -> None:
    facts = {
        "at": datetime(2013, 4, 1),
        "kind": "gate",
        "verdict": "passed",
        "reason": "so",
    }
    ledger.record(
        Event.model_validate(
            {**facts, "phase": phase, "subject": subject, "inputs": inputs}
        )
    )


def year(path: Path) -> Ledger:
    ledger = Ledger(path / "ledger.jsonl")
    told(ledger, "data_acquisition", "contract", snapshot="s1")
    told(ledger, "model_development", "expectations", version="1", data="d1", code="c1")
    told(ledger, "model_deployment", "release", version="1")
    told(ledger, "model_development", "expectations", version="2", data="d2", code="c1")
    return ledger


def test_a_version_is_followed_from_its_data_to_its_release(tmp_path: Path) -> None:
    found = lineage(year(tmp_path).entries(), "1")

    assert [e.subject for e in found.entries] == ["expectations", "release"]
    assert found.inputs == {"data": "d1", "code": "c1"}
    assert found.complete


def test_a_version_that_was_never_released_has_a_gap(tmp_path: Path) -> None:
    assert not lineage(year(tmp_path).entries(), "2").complete
    assert not lineage(year(tmp_path).entries(), "9").complete


def test_data_and_code_lead_to_all_versions_that_rest_on_them(tmp_path: Path) -> None:
    entries = year(tmp_path).entries()

    assert impact(entries, "c1") == ("1", "2")
    assert impact(entries, "d2") == ("2",)
    assert impact(entries, "unknown") == ()
