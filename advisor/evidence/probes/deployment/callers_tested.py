"""Whether each release is tested against what callers expect of the service."""

from typing import Final

from advisor.evidence.finding import Observation
from advisor.evidence.probes import commands, topic
from advisor.evidence.probes.answer import (
    USED,
    WIRED,
    last_change,
    not_asked,
    partly,
    yes,
)
from advisor.evidence.probes.automation.ci_tests_model_code import TESTS, runs
from advisor.evidence.probes.topic import Topic
from advisor.evidence.probes.wiring import Wiring
from advisor.evidence.project import Project
from advisor.evidence.sources.ci import Trigger
from advisor.evidence.sources.code import Call
from advisor.language import mark

OWN: Final = Topic(names=("contract_tests?", "api_contract", "smoke_tests?"))
CLIENTS: Final = (
    *(
        "fastapi.testclient.TestClient",
        "starlette.testclient.TestClient",
        "*.test_client",
    ),
    *(
        "schemathesis.*",
        "pact.*",
        "tavern.*",
        "bentoml.SyncHTTPClient",
        "httpx.AsyncClient",
    ),
    *(
        "bentoml.AsyncHTTPClient",
        "bentoml.testing.*",
        "httpx.Client",
        "fastapi.TestClient",
    ),
)


def look(project: Project) -> Observation:
    """Look for tests that ask the service, and for own checks before a release."""
    wiring = Wiring.of(project)
    if not wiring.services:
        return not_asked(mark("no service that answers with a model"))
    if own := topic.own(wiring, OWN, wiring.in_workflows | wiring.in_ci):
        return yes(WIRED, mark("a release is tested against what callers expect"), *own)
    asked = _asking(wiring)
    for ran in commands.tests(project, *Trigger):
        if covered := [call for call in asked if runs(ran, call.path)]:
            message = mark("CI tests the service as its callers use it")
            return yes(WIRED, message, ran, *covered, at=last_change(project))
    if asked:
        return partly(
            USED, mark("tests of the service are there; CI runs none"), *asked
        )
    return topic.missing(wiring, OWN, mark("tests of the service as callers use it"))


def _asking(wiring: Wiring) -> tuple[Call, ...]:
    """Return the clients in tests that reach the service."""
    served = {one.path for one in wiring.services}
    return tuple(
        call
        for call in wiring.code.calls(*CLIENTS, where=TESTS)
        if served & wiring.code.reached_from([call.path])
    )
