"""What the service counts, in the Prometheus text format, over all its workers."""

import os
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client import generate_latest as as_text
from prometheus_client.multiprocess import MultiProcessCollector

BUCKETS: Final = (
    0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0,
)  # fmt: skip
SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"


class Metrics:
    """Counters of requests and predictions, and how long requests took."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self.requests = Counter(
            "stack_requests",
            "Requests by path and status",
            ["path", "status"],
            registry=registry,
        )
        self.seconds = Histogram(
            "stack_request_seconds",
            "Time from the whole request to its answer",
            ["path"],
            buckets=BUCKETS,
            registry=registry,
        )
        self.predictions = Counter(
            "stack_predictions",
            "Predictions by version, arm and status",
            ["version", "arm", "status"],
            registry=registry,
        )
        self.release = Gauge(
            "stack_release",
            "Number of the release that is served",
            multiprocess_mode="max",
            registry=registry,
        )

    def text(self) -> bytes:
        """Return the present figures, of all workers where they share a folder."""
        if SHARED not in os.environ:
            return as_text(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return as_text(registry)
