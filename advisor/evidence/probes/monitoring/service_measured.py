"""Whether the service measures its speed and errors."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import topic
from advisor.evidence.probes.answer import USED, WIRED, not_asked, partly, yes
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project

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


def look(project: Project) -> Observation:
    """Look for metrics in the files that the service reaches, then for alarms."""
    wiring = Wiring.of(project)
    measured = topic.wired(wiring, TOPIC, wiring.in_services)
    if measured:
        alarms = topic.alarms(wiring)
        if alarms:
            return yes(
                WIRED, "the service is measured, with alarms", *measured, *alarms[:1]
            )
        return partly(WIRED, "the service is measured, without alarms", *measured)
    if not wiring.services:
        return not_asked("no service that answers with a model")
    if elsewhere := topic.calls(wiring, TOPIC):
        return partly(USED, "metrics are written, not shown by the service", *elsewhere)
    return topic.missing(wiring, TOPIC, "metrics in the service")
