"""A dossier as JSON: the answers, and everything that follows from them.

The answer sheet stands under its own key, so that the file can be read back and gives
the identical assessment. What people said in a session stays out; what was agreed is in.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from advisor.advise.catalogue import Catalogue
from advisor.assess.exchange import ANSWER_SHEET
from advisor.report import matching as matching_report
from advisor.report import payload, reconciled
from advisor.report.dossier import Dossier
from advisor.session.outcome import Outcome

SCHEMA_VERSION: Final = 1


def render(dossier: Dossier, catalogue: Catalogue | None = None) -> bytes:
    """Return the dossier as JSON in ASCII; the same input gives the same bytes."""
    text = json.dumps(_values(dossier, catalogue), indent=1, allow_nan=False)
    return (text + "\n").encode("ascii")


def _values(dossier: Dossier, catalogue: Catalogue | None) -> Mapping[str, Any]:
    found, plan = dossier.assessment, dossier.plan
    matched = dossier.matching
    return {
        "schema_version": SCHEMA_VERSION,
        "content_digest": found.content_digest,
        "written_on": dossier.on.isoformat(),
        "program": dossier.program,
        ANSWER_SHEET: dossier.sheet.model_dump(mode="json", exclude_none=True),
        "assessment": payload.assessment(found),
        "roadmap": plan and payload.roadmap(plan, found.content_digest),
        "matching": matching_report.payload(matched, catalogue)
        if matched and catalogue
        else None,
        "evidence": dossier.evidence and reconciled.payload(dossier.evidence),
        "session": dossier.outcome and _session(dossier.outcome),
    }


def _session(outcome: Outcome) -> Mapping[str, Any]:
    return {
        "id": outcome.session,
        "participants": dict(outcome.participants),
        "before": payload.assessment(outcome.before),
        "after": payload.assessment(outcome.after),
        "probability_before": _rounded(outcome.probability_before),
        "probability_after": _rounded(outcome.probability_after),
        "agreement": {
            str(number): agreement.model_dump(mode="json")
            for number, agreement in outcome.agreement.items()
        },
        "spread": {
            id_: tally.spread
            for id_, tally in outcome.tallies[max(outcome.tallies)].items()
        },
        "decisions": [
            decision.model_dump(mode="json", exclude={"decided_by"})
            for decision in outcome.decisions
        ],
        "undecided": list(outcome.undecided),
    }


def _rounded(probability: Mapping[int, float]) -> Mapping[str, float]:
    return {str(level): round(p, 4) for level, p in probability.items()}
