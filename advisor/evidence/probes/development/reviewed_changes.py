"""Do changes come in through reviewed merges?"""

import re
from datetime import timedelta
from typing import Final

from advisor.evidence.finding import Observation, Pointer
from advisor.evidence.observing import (
    RAN,
    USED,
    WIRED,
    not_found,
    partly,
    unseen,
    yes,
)
from advisor.evidence.project import Project
from advisor.evidence.sentences import Sentence
from advisor.evidence.sources.history import Commit
from advisor.language import mark

_LATEST: Final = 200
_MOSTLY: Final = 1 / 3
_SOMETIMES: Final = 1 / 10
_FEWEST: Final = 5
_RECENT: Final = timedelta(days=90)
_REQUEST: Final = re.compile(
    r"^Merge pull request #\d+|^Merged PR \d+|^Merged in .+ \(pull request #\d+\)"
    r"|\(#\d+\)$|\(!\d+\)$|^See merge request"
)


def look(project: Project) -> Observation:
    """Count the changes that came in by a request."""
    if project.history is None:
        return unseen(mark("There is no history to read."))
    latest = project.history.commits[:_LATEST]
    if len(latest) < _FEWEST or len(project.history.authors) < 2:  # noqa: PLR2004
        return unseen(mark("The history has too few commits or a single author."))
    inside = {parent for c in latest if _asked(c) for parent in c.parents[1:]}
    asked = [commit for commit in latest if _asked(commit)]
    line = [c for c in latest if c.sha not in inside or _asked(c)]
    share = len(asked) / len(line)
    pointers = tuple(
        Pointer(source="history", place=c.sha[:12], text=c.subject, at=c.at)
        for c in asked[:5]
    )
    if share < _SOMETIMES:
        return not_found(mark("Hardly any change was seen to come in by a request."))
    message = Sentence.REQUESTED.format(number=len(asked), all=len(line))
    if share < _MOSTLY:
        return partly(USED, message, pointers, asked[0].at)
    recent = project.now - asked[0].at <= _RECENT
    return yes(RAN if recent else WIRED, message, pointers, asked[0].at)


def _asked(commit: Commit) -> bool:
    return bool(_REQUEST.search(commit.subject.strip()))
