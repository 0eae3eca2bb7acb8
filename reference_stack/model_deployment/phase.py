"""The phase: a new version is tested and begins, the days of a month are served."""

import time as clock
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from reference_stack.errors import ReleaseError
from reference_stack.features import FeatureSet, described, publish
from reference_stack.gate import Gate, first_refusal
from reference_stack.ledger import Event
from reference_stack.model_deployment import loaded
from reference_stack.model_deployment.approval import approved
from reference_stack.model_deployment.client import Client
from reference_stack.model_deployment.contract_tests import (
    contract_gate,
    expectations,
    unmet,
)
from reference_stack.model_deployment.evening import decide, settle
from reference_stack.model_deployment.load_test import Load, load_gate, offered, posted
from reference_stack.model_deployment.prediction_log import load, prepare
from reference_stack.model_deployment.release import (
    ModelFile,
    Release,
    Verdict,
    first,
    plan,
    promoted,
    started,
    withdrawn,
)
from reference_stack.model_deployment.replay import Sent, calls, replay
from reference_stack.model_deployment.rollback import align
from reference_stack.model_deployment.serve import HOST, Service
from reference_stack.stack import Stack
from reference_stack.tracking import registry
from reference_stack.values import Month, days, month_start
from reference_stack.warehouse import Connection

LOAD_REQUESTS = 1500
LOAD_CALLERS = 8
OTHER_WORKERS_SECONDS = 0.3


@dataclass(frozen=True)
class Shift:
    """What serving needs of the world, opened once for all days of a month."""

    stack: Stack
    con: Connection
    client: Client
    features: FeatureSet


def deploy(
    stack: Stack, month: Month, version: str, service: Callable[[], Service]
) -> Gate:
    """Test a new version in the service and let it begin on the first of a month.

    It is loaded beside the champion and asked by name, so nobody else meets it before
    it has passed; refused, it is taken out again. Every gate is in the ledger. Done
    again for the same version, it tests again and changes nothing.

    Returns:
        `performance_met`, with the reason of the first gate that refused.

    Raises:
        ModelError: The registry has no such version, or its files were changed.
        ReleaseError: The service does not answer.
    """
    day = month_start(month)
    registry.unpack(stack.settings, version)
    facts = registry.fetch(stack.settings, version).facts
    file = ModelFile(onnx_sha256=facts.onnx_sha256)
    before = _settled(stack, version, day)
    steps = plan(stack.case.goal)
    trying = _trying(before, version, file, day)
    loaded.write(stack.settings.release, trying)
    gate = _judged(stack, trying, version, service())
    if not gate.passed:
        _taken_out(stack, trying, version)
    else:
        after = trying
        if steps.straight and trying.challenger:
            after = promoted(trying, day)
        align(stack.settings, after)
        loaded.write(stack.settings.release, after)
    stack.ledger.record_gate(gate, _opening(day), f"v{version}", {"version": version})
    return gate


def serve_month(
    stack: Stack,
    month: Month,
    service: Service,
    seen: Callable[[date], None] = lambda _: None,
) -> None:
    """Serve the days of a month that are not served yet, each with its evening.

    Where no version has ever been released there is nothing to serve, and nothing is.

    Raises:
        ReleaseError: The service fails, or release.json cannot be read.
    """
    if not stack.settings.release.exists():
        return
    done = {e.subject for e in stack.ledger.entries() if e.kind == "step"}
    align(stack.settings, loaded.read(stack.settings.release))
    with stack.warehouse() as con, service.client() as client:
        shift = Shift(stack, con, client, described(con, stack.case))
        prepare(con, shift.features)
        for day in days(month):
            if f"serve {day}" not in done:
                serve_day(shift, day)
            seen(day)


def serve_day(shift: Shift, day: date) -> None:
    """Publish a day's features, replay its requests, load the log, judge, record.

    Raises:
        ReleaseError: The service refuses, does not follow the release, or lost a line.
    """
    began = clock.perf_counter()
    stack, con = shift.stack, shift.con
    settings, case = stack.settings, stack.case
    now = loaded.read(settings.release)
    publish(con, case, day, settings.online)
    _ready(shift.client, now, settings.workers)
    sending = clock.perf_counter()
    sent = replay(shift.client, calls(con, case, day))
    loading = clock.perf_counter()
    kept = load(con, shift.features, settings.predictions, day)
    if kept < sent:
        raise ReleaseError(f"prediction log of {day}", f"{kept} of {sent} predictions")
    judging = clock.perf_counter()
    decide(con, stack, now, day)
    stack.ledger.record(
        Event(
            at=_opening(day + timedelta(days=1)),
            kind="step",
            phase="model_deployment",
            subject=f"serve {day}",
            verdict="done",
            reason=f"{sent} predictions",
            figures={"predictions": sent, "release": now.number},
            inputs={"champion": now.champion},
            timings={
                "publish_seconds": sending - began,
                "replay_seconds": loading - sending,
                "load_seconds": judging - loading,
                "judge_seconds": clock.perf_counter() - judging,
            },
        )
    )


def _opening(day: date) -> datetime:
    return datetime.combine(day, time())


def _settled(stack: Stack, version: str, day: date) -> Release | None:
    """Return the release before; a challenger still under way makes room."""
    if not stack.settings.release.exists():
        return None
    now = loaded.read(stack.settings.release)
    if now.challenger in {None, version}:
        return now
    after = withdrawn(now, day)
    verdict = Verdict(action="keep", reason=f"version {version} takes its place")
    settle(stack, now, after, verdict)
    return after


def _trying(
    before: Release | None, version: str, file: ModelFile, day: date
) -> Release:
    if before is None:
        return first(version, file, day)
    if version in {before.champion, before.challenger}:
        return before
    return started(before, version, file, day)


def _taken_out(stack: Stack, trying: Release, version: str) -> None:
    """Undo a release whose version was refused; the first of all leaves none."""
    if trying.challenger == version:
        loaded.write(stack.settings.release, withdrawn(trying, trying.since))
    else:
        stack.settings.release.unlink()


def _judged(stack: Stack, trying: Release, version: str, service: Service) -> Gate:
    goal, day = stack.case.goal, trying.since
    steps = plan(goal)
    gates: list[Gate] = []
    if steps.approval and trying.challenger is None:
        gates.append(_approval_gate(stack, trying, version))
    with service.client() as client:
        with stack.warehouse() as con:
            publish(con, stack.case, day, stack.settings.online)
            sent = calls(con, stack.case, day)
        rows = [row for call in sent for row in call.rows]
        if not rows:
            raise ReleaseError(f"requests of {day}", "none", "a day with data")
        faults = _contract_faults(stack, client, trying, version, rows[0])
        asked = len(expectations(goal, rows[0]))
        gates.append(contract_gate(faults, asked, version))
    timings: dict[str, float] = {}
    if not steps.straight and not faults:
        found = _loaded(service, rows, version, day)
        gates.append(load_gate(found, goal, version))
        timings = {"p50_ms": found.p50_ms, "p99_ms": found.p99_ms}
        timings["per_second"] = found.per_second
    _record(stack, gates, day, version, timings)
    return _performance(gates, version)


def _contract_faults(
    stack: Stack, client: Client, trying: Release, version: str, row: Sent
) -> tuple[str, ...]:
    try:
        _ready(client, trying, stack.settings.workers)
    except ReleaseError as error:
        return (f"it cannot be loaded: {error}",)
    return unmet(client, stack.case.goal, version, row, _opening(trying.since))


def _loaded(service: Service, rows: list[Sent], version: str, day: date) -> Load:
    headers = {"x-trial": version, "x-replay-time": _opening(day).isoformat()}
    requests = [
        posted("/predict", rows[n % len(rows)], headers) for n in range(LOAD_REQUESTS)
    ]
    return offered((HOST, service.port), requests, LOAD_CALLERS)


def _record(
    stack: Stack,
    gates: list[Gate],
    day: date,
    version: str,
    timings: dict[str, float],
) -> None:
    for gate in gates:
        stack.ledger.record(
            Event(
                at=_opening(day),
                kind="gate",
                phase=gate.phase,
                subject=f"{gate.id} v{version}",
                verdict=gate.verdict,
                reason=gate.reason,
                figures={"question": gate.question, **gate.figures},
                inputs={"version": version},
                timings=timings if gate.id == "load_test" else {},
            )
        )


def _performance(gates: list[Gate], version: str) -> Gate:
    refused = first_refusal(tuple(gates))
    by = {} if refused.passed else {"refused_by": refused.id}
    return Gate(
        id="performance_met",
        phase="model_deployment",
        question="Are the performance metrics met?",
        passed=refused.passed,
        reason=refused.reason if not refused.passed else "all tests are passed",
        figures={"version": version, "tests": len(gates), **by},
        otherwise=None if refused.passed else "model_deployment",
    )


def _approval_gate(stack: Stack, trying: Release, version: str) -> Gate:
    onnx = trying.models[version].onnx_sha256
    given = approved(stack.settings, version, onnx)
    return Gate(
        id="approval",
        phase="model_deployment",
        question="Has a person approved this version?",
        passed=given,
        reason="approved"
        if given
        else f"nobody has approved it yet (reference-stack approve {version})",
        figures={"version": version},
        otherwise=None if given else "model_deployment",
    )


def _ready(client: Client, wanted: Release, workers: int) -> None:
    """Make sure that the service has the release and the features of now.

    Raises:
        ReleaseError: It cannot load the release.
    """
    health = client.health()
    if health.problem or health.release != wanted.number:
        what = health.problem or f"serves {health.release}, not {wanted.number}"
        raise ReleaseError("the service", what, "a release that it can load")
    if workers > 1:
        clock.sleep(OTHER_WORKERS_SECONDS)
