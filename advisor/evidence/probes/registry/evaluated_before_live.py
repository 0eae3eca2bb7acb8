"""Whether a model was judged before it went live."""

import re
from datetime import timedelta
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes.answer import no, partly, yes
from advisor.evidence.probes.tracking.runs import (
    at_version,
    newest,
    released,
    server,
    strength,
)
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.mlflow_facts import Server, Version
from advisor.language import mark

# A pipeline may register first and log its last figures a little later.
SLACK: Final = timedelta(hours=1)
_VERDICT: Final = re.compile(
    r"(^|[./_-])(validat\w*|gates?|approv\w*|bless\w*|verdict|passed|thresholds?|"
    r"quality_check|acceptance|sign_?off)([./_-]|$)",
    re.IGNORECASE,
)
_REFUSED: Final = re.compile(r"(no|false|fail\w*|reject\w*|refused?|pending|0)", re.I)


def look(project: Project) -> Observation:
    """Look at the runs behind the versions that are live."""
    found = server(project)
    versions = released(found)
    if not versions:
        return no(1, mark("no registered model"))
    last = newest(versions)[0].created
    sure = strength(last, project.now)
    blind = [version for version in versions if not _evaluated(found, version)]
    if blind:
        told = Sentence.LIVE_BLIND.format(version=blind[0])
        return no(
            3 if found.live and found.of(blind[0]) else 2, told, at_version(blind[0])
        )
    judged = [v for v in versions if _verdict(found, v)]
    if len(judged) < len(versions):
        told = mark("the live model was evaluated; no verdict is recorded")
        return partly(sure, told, *map(at_version, versions), at=last)
    seen = (at_version(v, _verdict(found, v)) for v in judged)
    return yes(sure, mark("evaluated before release, with a verdict"), *seen, at=last)


def _evaluated(found: Server, version: Version) -> bool:
    run = found.of(version)
    if run is None:
        return False
    by = version.created
    return any(
        metric.at is None or by is None or metric.at <= by + SLACK
        for metric in run.metrics.values()
    )


def _verdict(found: Server, version: Version) -> str:
    """Return where a verdict stands: a tag that does not refuse, an alias, a file."""
    run = found.of(version)
    noted = {**version.tags, **(run.tags if run else {})}
    tags = (k for k, v in noted.items() if v and not _REFUSED.fullmatch(v))
    names = (*tags, *version.aliases, *found.files.get(version.run_id, ()))
    return next((name for name in names if _VERDICT.search(name)), "")
