"""Whether the live model is within an age limit that is written down."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import WIRED, no, partly, yes
from advisor.evidence.probes.tracking.runs import at_version, newest, released, server
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.mlflow_facts import Server, Version
from advisor.language import mark

_DAYS: Final = re.compile(
    r"(useful|max(imal|imum)?_age|age_limit|valid|shelf_life|retrain_after|"
    r"staleness_limit)(_in)?_?days$|max_age_days|days_valid",
    re.IGNORECASE,
)
_UNTIL: Final = re.compile(
    r"^(expires?(_at|_on)?|expiry(_date)?|valid_until|retrain_by|review_by|use_by)$",
    re.IGNORECASE,
)


def look(project: Project) -> Observation:
    """Compare the age of the live version with a limit noted beside it."""
    found = server(project)
    if not found.versions:
        return no(1, mark("no registered model"))
    version = newest(released(found))[0]
    if version.created is None:
        return no(1, Sentence.NO_TIME.format(version=version))
    age = (project.now - version.created).days
    limit = _limit(found, version, version.created)
    if limit is None:
        return no(
            1, Sentence.NO_LIMIT.format(version=version, age=age), at_version(version)
        )
    seen = at_version(version, f"until {limit.date()}")
    if project.now <= limit:
        told = Sentence.WITHIN_LIMIT.format(
            version=version, age=age, limit=limit.date()
        )
        return yes(WIRED, told, seen, at=version.created)
    told = Sentence.PAST_LIMIT.format(version=version, age=age, limit=limit.date())
    return partly(WIRED, told, seen, at=version.created)


def _limit(found: Server, version: Version, made: datetime) -> datetime | None:
    run = found.of(version)
    noted = {**({**run.params, **run.tags} if run else {}), **version.tags}
    figures = {k: str(m.value) for k, m in run.metrics.items()} if run else {}
    for name, said in (noted | figures).items():
        try:
            if _DAYS.search(name):
                return made + timedelta(days=float(said))
            if _UNTIL.search(name):
                until = datetime.fromisoformat(said)
                return until if until.tzinfo else until.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            continue
    return None
