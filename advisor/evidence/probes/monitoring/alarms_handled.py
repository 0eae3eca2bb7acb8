"""Whether an alarm reaches somebody with what it takes to act."""

import re
from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import WIRED, not_asked, partly, yes
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind, Manifest

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


def look(project: Project) -> Observation:
    """Look for a route to the person on duty, then for any alarm."""
    wiring = Wiring.of(project)
    routed = (*_routes(project), *topic.wired(wiring, DUTY, wiring.running))
    if routed:
        return yes(WIRED, "alarms call the person on duty", *routed)
    if alarms := topic.alarms(wiring):
        return partly(WIRED, "alarms are raised, nobody on duty is called", *alarms)
    if not wiring.model_files:
        return not_asked("no code that trains or serves a model")
    return topic.missing(wiring, DUTY, "alarms")


def _routes(project: Project) -> tuple[Manifest, ...]:
    found = project.manifests
    every = found.of(*YAMLS) if found else ()
    return tuple(m for m in every if _RECEIVERS.search(m.text))
