"""What the command line prints as JSON: a contract for bars and scripts.

JSON is read by programs, so its texts are the English ones in every language.
"""

from collections.abc import Mapping
from typing import Any, Final

from advisor import language
from advisor.advise.roadmap import RoadMap
from advisor.assess.assessment import Assessment
from advisor.report import roadmap as roadmap_report

SCHEMA_VERSION: Final = 1


def assessment(found: Assessment) -> Mapping[str, Any]:
    """Return an assessment as plain JSON values."""
    standing = found.standing
    return {
        "schema_version": SCHEMA_VERSION,
        "content_digest": found.content_digest,
        "questionnaire": found.questionnaire,
        "questionnaire_digest": found.questionnaire_digest,
        "scope": found.scope.model_dump(mode="json"),
        "reading": found.reading,
        "level": standing.level,
        "level_name": found.level_name,
        "level_pessimistic": standing.level_pessimistic,
        "level_optimistic": standing.level_optimistic,
        "probability": {str(k): round(p, 4) for k, p in found.probability.items()},
        "settled": found.settled,
        "provisional": found.provisional,
        "coverage": round(standing.coverage, 4),
        "progress": round(standing.progress, 4),
        "blockers": [b.model_dump(mode="json") for b in standing.blockers],
        "dimensions": [_dimension(d) for d in found.dimensions],
        "ml_test_score": _points(found.test_score),
        "ml_test_score_optimistic": _points(found.test_score_optimistic),
        "readings": {r.id: r.standing.level for r in found.readings},
        "readings_detail": [r.model_dump(mode="json") for r in found.readings],
        "out_of_order": [o.model_dump(mode="json") for o in found.out_of_order],
        "badges": [
            b.model_dump(mode="json") | {"share": b.share} for b in found.badges
        ],
        "answered": found.answered,
        "applicable": found.applicable,
    }


def roadmap(plan: RoadMap, content_digest: str) -> Mapping[str, Any]:
    """Return a road map as plain JSON values."""
    plain = plan.model_dump(mode="json")
    with language.use(language.SOURCE):
        steps = [
            values | {"why": roadmap_report.why(step.why)}
            for values, step in zip(plain["steps"], plan.steps, strict=True)
        ]
    return {
        "schema_version": SCHEMA_VERSION,
        "content_digest": content_digest,
        **plain,
        "steps": steps,
    }


def _dimension(dimension: Any) -> Mapping[str, Any]:
    standing = dimension.standing
    return {
        "id": dimension.id,
        "level": standing.level,
        "level_pessimistic": standing.level_pessimistic,
        "level_optimistic": standing.level_optimistic,
        "progress": round(standing.progress, 4),
        "coverage": round(standing.coverage, 4),
        "adoption": dimension.adoption,
        "known": dimension.known,
        "applicable": dimension.applicable,
    }


def _points(score: Any) -> Mapping[str, float | None] | None:
    return None if score is None else {**score.sections, "final": score.final}
