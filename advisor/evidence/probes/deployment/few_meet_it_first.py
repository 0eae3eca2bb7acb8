"""Whether a small share of cases meets a new version first."""

import re
from collections.abc import Iterator
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import USED, WIRED, not_asked, partly, yes
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind, Manifest
from advisor.language import mark

OWN: Final = Topic(
    names=("canary(_\\w+)?", "shadow", "shadow_(mode|deploy(ment)?|traffic|model)"),
)
_BY_ITSELF: Final = re.compile(
    r"^kind: Canary\s*$|^\s+(analysis|analysisTemplate|templates):\s*$", re.MULTILINE
)
_SPLIT: Final = re.compile(
    r"^\s*canaryTrafficPercent:\s*\d|^kind: (Rollout|Canary)\s*$|^\s+canary:\s*$|^\s+shadow: true",
    re.MULTILINE,
)
_SHARES: Final = frozenset(
    {"traffic_percentage", "traffic_split", "canary_traffic_percent"}
)


def look(project: Project) -> Observation:
    """Look for a split in manifests of servers and in code that serves."""
    wiring = Wiring.of(project)
    split = tuple(_splits(project))
    by_itself = [one for one in split if _BY_ITSELF.search(one.text)]
    if by_itself:
        return yes(
            WIRED, mark("few meet a new version first, a program widens"), *by_itself
        )
    if not wiring.model_files:
        return not_asked(mark("no code that trains or serves a model"))
    own = topic.own(wiring, OWN, wiring.running)
    decided = topic.own(wiring, OWN, wiring.in_workflows | wiring.in_ci)
    if decided and wiring.services:
        return yes(WIRED, mark("few meet a new version first, a program widens"), *own)
    if own or split:
        message = mark(
            "few meet a new version first; nothing seen that widens by itself"
        )
        return partly(WIRED, message, *own, *split)
    calls = [c for c in wiring.code.calls("*.deploy") if _SHARES & set(c.keywords)]
    if calls:
        return partly(
            USED, mark("a script gives a new version a share of traffic"), *calls
        )
    return topic.missing(wiring, OWN, mark("release to few first"))


def _splits(project: Project) -> Iterator[Manifest]:
    found = project.manifests
    for one in found.of(Kind.KUBERNETES) if found else ():
        if _SPLIT.search(one.text):
            yield one
