"""The year in this process: every task in order, with a status anyone can read."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime

from reference_stack.gate import Gate
from reference_stack.lifecycle.phases import Task, tasks
from reference_stack.lifecycle.status import Reporter, Status
from reference_stack.lifecycle.work import Bench, perform
from reference_stack.stack import Stack
from reference_stack.values import Month

Show = Callable[[Status], None]


class StoppedError(Exception):
    """A gate that nobody but a person can open; its answer is in the ledger."""

    def __init__(self, gate: Gate, task: Task) -> None:
        super().__init__(f"{task.subject}: {gate.question} No: {gate.reason}")
        self.gate = gate


def run(stack: Stack, until: Month | None = None, show: Show = lambda _: None) -> None:
    """Run all tasks that are not done yet, in order.

    It may be interrupted at any point and started again: what is recorded as done is
    not done twice, what was cut off begins anew with the same inputs and seeds.

    Raises:
        StoppedError: A gate stopped the line.
        StackError: Something a person has to mend.
    """
    reporter = Reporter(stack.settings, datetime.now(UTC))
    todo = tasks(stack.case.goal.calendar, until)

    def seen(day: date) -> None:
        show(reporter.change(day=day.isoformat()))

    with closing(Bench(stack, seen)) as bench:
        for number, task in enumerate(todo):
            show(reporter.task(task, number, len(todo)))
            outcome = perform(bench, task)
            show(reporter.seen(stack))
            if outcome.gate and outcome.stops(task.step):
                show(reporter.change(stopped=outcome.gate.reason))
                raise StoppedError(outcome.gate, task)
    show(reporter.change(done=len(todo), of=len(todo), finished=True))
