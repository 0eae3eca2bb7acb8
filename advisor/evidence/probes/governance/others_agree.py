"""Whether somebody other than the maker has to agree before a release."""

from collections.abc import Iterator
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import (
    NAME_ONLY,
    WIRED,
    Seen,
    last_change,
    no,
    not_asked,
    partly,
    yes,
)
from advisor.evidence.probes.governance.decisions_recorded import approvals
from advisor.evidence.probes.governance.model_described import TOPIC as DESCRIPTION
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind, Manifest
from advisor.language import mark

OWN: Final = Topic(
    names=("approvals?", "approve(_\\w+)?", "model_approval", "sign_off", "four_eyes")
)
_RULES: Final = ("required_approving_review_count", "required_pull_request_reviews")


def look(project: Project) -> Observation:
    """Look for an approval in the release, and for a description to approve."""
    wiring = Wiring.of(project)
    if not wiring.model_files:
        return not_asked(mark("no code that trains or serves a model"))
    own = topic.own(wiring, OWN, wiring.in_workflows | wiring.in_ci)
    waiting = tuple(approvals(project))
    described = topic.wired(wiring, DESCRIPTION, wiring.running)
    at = last_change(project)
    if own and described:
        message = mark("a release waits for an approval of a described model")
        return yes(WIRED, message, *own, *described, at=at)
    seen: tuple[Seen, ...] = (*own, *waiting, *_rules(project))
    if seen:
        return partly(
            WIRED, mark("a release or a change waits for an approval"), *seen, at=at
        )
    return no(NAME_ONLY, mark("no approval by others found"))


def _rules(project: Project) -> Iterator[Manifest]:
    found = project.manifests
    for one in found.of(Kind.JSON, Kind.YAML) if found else ():
        hosted = one.path.startswith(".github/")
        if hosted and any(rule in one.text for rule in _RULES):
            yield one
