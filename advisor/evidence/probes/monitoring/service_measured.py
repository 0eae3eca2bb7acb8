"""Whether the service measures its speed and errors."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import USED, WIRED, not_asked, partly, yes
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.manifests import Kind, Manifest
from advisor.language import mark

TOPIC: Final = Topic(
    tools=(
        *(
            "prometheus_client",
            "prometheus_fastapi_instrumentator",
            "starlette_exporter",
        ),
        *("prometheus_flask_exporter", "opentelemetry", "ddtrace", "datadog", "statsd"),
        *("newrelic", "elasticapm", "bentoml.metrics", "aws_lambda_powertools.metrics"),
        *("starlette_prometheus", "google.cloud.monitoring_v3", "opencensus"),
        *("azure.monitor.opentelemetry", "sentry_sdk.init"),
    ),
)


_SERVER: Final = "kind: InferenceService"
_ON_REQUESTS: Final = r"^\s*expr:.*(request|latency|revision_app)"


def look(project: Project) -> Observation:
    """Look for metrics in the files that the service reaches, then for alarms."""
    wiring = Wiring.of(project)
    measured = topic.wired(wiring, TOPIC, wiring.in_services)
    if measured:
        alarms = topic.alarms(wiring)
        if alarms:
            return yes(
                WIRED,
                mark("the service is measured, with alarms"),
                *measured,
                *alarms[:1],
            )
        return partly(WIRED, mark("the service is measured, without alarms"), *measured)
    if hosted := _hosted(project):
        return yes(WIRED, mark("the service is measured, with alarms"), *hosted)
    if not wiring.services:
        return not_asked(mark("no service that answers with a model"))
    if elsewhere := topic.calls(wiring, TOPIC):
        return partly(
            USED, mark("metrics are written, not shown by the service"), *elsewhere
        )
    return topic.missing(wiring, TOPIC, mark("metrics in the service"))


def _hosted(project: Project) -> tuple[Manifest, ...]:
    """Return the alert rules of a model server, which measures its requests itself."""
    found = project.manifests
    clusters = found.of(Kind.KUBERNETES, Kind.ALERT_RULES) if found else ()
    if not any(_SERVER in one.text for one in clusters):
        return ()
    return tuple(one for one in clusters if one.line_of(_ON_REQUESTS))
