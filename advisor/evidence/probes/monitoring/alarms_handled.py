"""Whether an alarm reaches somebody with what it takes to act."""

import re
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import (
    CONFIGURED,
    WIRED,
    no,
    not_asked,
    partly,
    yes,
)
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind, Manifest
from advisor.evidence.sources.tree import File, Role
from advisor.language import mark

DUTY: Final = Topic(
    tools=(
        *(
            "pdpyras",
            "pypd",
            "pagerduty",
            "opsgenie_sdk",
            "airflow.providers.pagerduty",
        ),
        *("dagster_pagerduty", "airflow.providers.opsgenie"),
    ),
    names=(
        "pagerduty",
        "opsgenie",
        "escalat(e|ion)",
        "open_incident",
        "create_incident",
    ),
)
YAMLS: Final = (Kind.YAML, Kind.KUBERNETES, Kind.HELM, Kind.ALERT_RULES)
_RECEIVERS: Final = re.compile(
    r"^\s*-?\s*(pagerduty|opsgenie|victorops)_configs:", re.MULTILINE
)


_WRITTEN: Final = frozenset({Role.PRODUCT, Role.DOCS})
_RUN_BOOK: Final = re.compile(r"run[-_ ]?books?|play[-_ ]?books?|on[-_ ]call", re.I)


def look(project: Project) -> Observation:
    """Look for a route to the person on duty, then for any alarm."""
    wiring = Wiring.of(project)
    routed = (*_routes(project), *topic.wired(wiring, DUTY, wiring.running))
    if routed:
        return yes(WIRED, mark("alarms call the person on duty"), *routed)
    alarms = topic.alarms(wiring)
    if alarms and (procedure := _procedures(project)):
        message = mark("alarms are raised, and what to do then is written down")
        return partly(WIRED, message, *alarms, *procedure)
    if alarms:
        message = mark("alarms are raised; who does what then is not written down")
        return no(CONFIGURED, message, *alarms)
    if not wiring.model_files:
        return not_asked(mark("no code that trains or serves a model"))
    return topic.missing(wiring, DUTY, mark("alarms"))


def _procedures(project: Project) -> tuple[Manifest | File, ...]:
    """Return what is written on what to do: run books, and rules that name one."""
    found, tree = project.manifests, project.tree
    rules = found.of(Kind.ALERT_RULES) if found else ()
    named = tuple(rule for rule in rules if _RUN_BOOK.search(rule.text))
    files = tree.ending(".md", ".rst", ".txt", where=_WRITTEN) if tree else ()
    return (*named, *(file for file in files if _RUN_BOOK.search(file.path)))


def _routes(project: Project) -> tuple[Manifest, ...]:
    found = project.manifests
    every = found.of(*YAMLS) if found else ()
    return tuple(m for m in every if _RECEIVERS.search(m.text))
