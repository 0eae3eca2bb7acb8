"""What each command does; `cli.py` only reads the options."""

import argparse
import json
import math
import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any

from reference_stack.errors import ReleaseError, StackError
from reference_stack.gate import Gate
from reference_stack.lifecycle import PHASE_OF, status
from reference_stack.lifecycle.live import Screen
from reference_stack.lifecycle.run import Show, StoppedError, run
from reference_stack.lifecycle.summary import lines, summed
from reference_stack.settings import Settings, data_of
from reference_stack.stack import Stack
from reference_stack.values import Month

FINE, NOT_MET = 0, 1
Run = Callable[[Stack, Month | None, Show], None]


def run_year(options: argparse.Namespace) -> int:
    """Run what is left of the year and say on one screen what it came to."""
    return _year(_stack(options), options.until, run)


def orchestrate(options: argparse.Namespace) -> int:
    """Run what is left of the year on Dagster, and open its UI if asked to.

    Raises:
        StackError: The extra `orchestrate` is not installed.
    """
    try:
        from reference_stack.orchestration import runs  # noqa: PLC0415 (an extra)
    except ModuleNotFoundError as missing:
        raise StackError(
            str(missing.name), "not installed", "pip install '.[orchestrate]'"
        ) from None
    stack = _stack(options)
    done = _year(stack, options.until, runs.run)
    return runs.open_ui(stack.settings) if options.ui and done == FINE else done


def _year(stack: Stack, until: Month | None, through: Run) -> int:
    try:
        with Screen() as screen:
            through(stack, until, screen.show)
    except StoppedError as stop:
        sys.stderr.write(f"reference-stack: the line has stopped: {stop}\n")
        way = stop.gate.otherwise or "the same step, once the cause is mended"
        sys.stderr.write(f"  a no leads back to: {way}\n")
        return NOT_MET
    return _tell(stack)


def run_phase(options: argparse.Namespace) -> int:
    """Run the next step of a phase, if it is that phase's turn.

    Raises:
        StackError: There is no such phase, or another step comes first.
    """
    from reference_stack.lifecycle.work import (  # noqa: PLC0415 (heavy)
        Bench,
        next_task,
        perform,
    )

    names = sorted(set(PHASE_OF.values()))
    if options.name not in names:
        raise StackError(options.name, "no such phase", f"one of {', '.join(names)}")
    stack = _stack(options)
    due = next_task(stack)
    if due is None:
        _write(["Nothing is left to do."])
        return FINE
    if PHASE_OF[due.step] != options.name:
        raise StackError(
            options.name,
            f"{due.subject} comes first",
            f"run the phase {PHASE_OF[due.step]}",
        )
    with closing(Bench(stack)) as bench:
        outcome = perform(bench, due)
    _write([f"{due.subject}: {outcome.reason}", *_gate(outcome.gate)])
    return FINE if outcome.gate is None or outcome.gate.passed else NOT_MET


def serve(options: argparse.Namespace) -> int:
    """Serve the released model until interrupted.

    Raises:
        ReleaseError: Nothing was released yet.
    """
    from reference_stack.model_deployment.serve import Service  # noqa: PLC0415

    stack = _stack(options)
    if not stack.settings.release.exists():
        raise ReleaseError(
            str(stack.settings.release), "nothing was released", "reference-stack run"
        )
    service = Service.started(stack.settings)
    try:
        _write([f"Serving at {service.address} (stop with Ctrl-C)"])
        service.process.wait()
    finally:
        service.stop()
    return FINE


def show_status(options: argparse.Namespace) -> int:
    """Say how far the run is and what the ledger holds."""
    stack = _stack(options)
    found = status.read(stack.settings.status)
    if found is None:
        _write([f"Nothing has run below {stack.settings.home}: reference-stack run"])
        return FINE
    state = "finished" if found.finished else f"at {found.phase} {found.month}"
    whole = f"The ledger is whole: {stack.ledger.verify()} entries."
    _write([f"{found.done} of {found.of} steps done, {state}.", whole])
    return _tell(stack)


def reproduce(options: argparse.Namespace) -> int:
    """Build a version again from its record; 1 when it is not the same."""
    from reference_stack.model_development.reproduction import rebuild  # noqa: PLC0415

    found = rebuild(_stack(options), options.version)
    _write([str(found)])
    return FINE if found.identical else NOT_MET


def rollback(options: argparse.Namespace) -> int:
    """Put the previous champion back."""
    from reference_stack.model_deployment.rollback import roll_back  # noqa: PLC0415

    return _answer(roll_back(_stack(options), options.reason))


def approve(options: argparse.Namespace) -> int:
    """Record who approves a version, and why."""
    from reference_stack.model_deployment.approval import approve as record  # noqa: PLC0415

    return _answer(record(_stack(options), options.version, options.by, options.reason))


def trace(options: argparse.Namespace) -> int:
    """Print everything a prediction rests on, as JSON."""
    from reference_stack.model_deployment.request_trace import traced  # noqa: PLC0415

    found = traced(_stack(options), options.request)
    _write([json.dumps(_plain(found), indent=2, default=str, allow_nan=False)])
    return FINE


def _plain(value: Any) -> Any:
    """Return a value that JSON can hold: what is not a number becomes null."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def drill(options: argparse.Namespace) -> int:
    """Inject faults and print which monitor found them and when."""
    from reference_stack.lifecycle.drill import drilled  # noqa: PLC0415

    return drilled(_stack(options), options.fault, options.seeds)


def settings_of(options: argparse.Namespace) -> Settings:
    """Return the settings that the options ask for, with absolute places."""
    case = options.case.resolve()
    return Settings(
        home=options.home.resolve(),
        case=case,
        data=options.data.resolve() if options.data else data_of(case),
        seed=options.seed,
        port=getattr(options, "port", 0),
    )


def _stack(options: argparse.Namespace) -> Stack:
    return Stack.open(settings_of(options))


def _tell(stack: Stack) -> int:
    _write(lines(summed(stack.ledger.entries()), stack.settings))
    return FINE


def _gate(gate: Gate | None) -> list[str]:
    if gate is None:
        return []
    way = f" (back to {gate.otherwise})" if not gate.passed and gate.otherwise else ""
    return [f"{gate.question} {'Yes' if gate.passed else 'No'}: {gate.reason}{way}"]


def _answer(gate: Gate) -> int:
    _write(_gate(gate))
    return FINE if gate.passed else NOT_MET


def _write(text: list[str]) -> None:
    sys.stdout.write("\n".join(text) + "\n")
