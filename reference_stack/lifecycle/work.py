"""What is done in each step: the phase is called, its answer goes into the ledger."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from reference_stack.business_understanding.phase import understand
from reference_stack.data_acquisition.phase import acquire
from reference_stack.errors import StackError
from reference_stack.gate import Gate
from reference_stack.ledger import Event
from reference_stack.lifecycle.phases import PHASE_OF, STOPS, Step, Task, tasks
from reference_stack.model_deployment.phase import deploy, serve_month
from reference_stack.model_deployment.serve import Service
from reference_stack.model_development.phase import develop
from reference_stack.model_monitoring.phase import triggers, watch
from reference_stack.stack import Stack
from reference_stack.tracking import registry
from reference_stack.values import Month, Value, month_start

Seen = Callable[[date], None]


class Outcome(Value):
    """What a step came to: its gate, if it has one, and the version it made, if any."""

    gate: Gate | None = None
    version: str = ""
    reason: str = "done"

    def stops(self, step: Step) -> bool:
        """Tell whether the line stops here until a person has done something."""
        if self.gate is None or self.gate.passed:
            return False
        return step in STOPS or self.gate.figures.get("refused_by") == "approval"


def _nobody(_: date) -> None:
    """Nobody is told of the days."""


@dataclass
class Bench:
    """A stack at work: the service is started when it is first needed."""

    stack: Stack
    seen: Seen = field(default=_nobody)
    _service: Service | None = None

    def service(self) -> Service:
        """Return the running service, started if need be.

        Raises:
            ReleaseError: It does not come up.
        """
        if self._service is None:
            self._service = Service.started(self.stack.settings)
        return self._service

    def close(self) -> None:
        """Stop the service, if it runs."""
        if self._service is not None:
            self._service.stop()
            self._service = None


def opening(month: Month) -> datetime:
    """Return the moment a month begins: the clock of its decisions."""
    return datetime.combine(month_start(month), time())


def perform(bench: Bench, task: Task) -> Outcome:
    """Do a task, unless the ledger says that it is done, and record it.

    Raises:
        StackError: An earlier task is not done, or something a person has to mend;
            running again goes on from here.
    """
    if bench.stack.ledger.done(task.subject):
        return Outcome(reason="was done before")
    due = next_task(bench.stack)
    if due != task:
        first = due.subject if due else "nothing"
        raise StackError(task.subject, "not its turn", f"{first} comes first")
    outcome = WORK[task.step](bench, task.month)
    if not outcome.stops(task.step):
        bench.stack.ledger.record(
            Event(
                at=opening(task.month),
                kind="step",
                phase=PHASE_OF[task.step],
                subject=task.subject,
                verdict="done",
                reason=outcome.reason,
                inputs={"version": outcome.version} if outcome.version else {},
            )
        )
    return outcome


def next_task(stack: Stack) -> Task | None:
    """Return the first task that is not done, or nothing at the end."""
    todo = tasks(stack.case.goal.calendar)
    return next((t for t in todo if not stack.ledger.done(t.subject)), None)


def _understand(bench: Bench, month: Month) -> Outcome:
    return Outcome(gate=understand(bench.stack, opening(month)))


def _acquire(bench: Bench, month: Month) -> Outcome:
    return Outcome(gate=acquire(bench.stack, month))


def _develop(bench: Bench, month: Month) -> Outcome:
    cause = _cause(bench.stack, month)
    if cause is None:
        return Outcome(reason="nothing asked for a new model")
    developed = develop(bench.stack, month, cause)
    return Outcome(
        gate=developed.gate, version=developed.version or "", reason=f"because: {cause}"
    )


def _cause(stack: Stack, month: Month) -> str | None:
    if registry.alias(stack.settings, "champion") is None:
        return "there is no model yet"
    trigger = triggers(stack, month)
    return trigger.reason if trigger else None


def _deploy(bench: Bench, month: Month) -> Outcome:
    version = developed_in(bench.stack, month)
    if not version:
        return Outcome(reason="no new version passed its gate")
    gate = deploy(bench.stack, month, version, bench.service)
    return Outcome(gate=gate, version=version)


def developed_in(stack: Stack, month: Month) -> str:
    """Return the version that a month's development brought, or an empty text."""
    subject = Task(step="develop", month=month).subject
    found = [
        e.inputs.get("version", "")
        for e in stack.ledger.entries()
        if e.kind == "step" and e.subject == subject
    ]
    return found[-1] if found else ""


def _serve(bench: Bench, month: Month) -> Outcome:
    serve_month(bench.stack, month, bench.service(), bench.seen)
    return Outcome()


def _watch(bench: Bench, month: Month) -> Outcome:
    # How many alerts there were may rest on a clock, so it is not part of the step.
    watch(bench.stack, month)
    return Outcome()


WORK: dict[Step, Callable[[Bench, Month], Outcome]] = {
    "understand": _understand,
    "acquire": _acquire,
    "develop": _develop,
    "deploy": _deploy,
    "serve": _serve,
    "watch": _watch,
}
