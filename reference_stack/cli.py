"""The command line of the stack. Each command imports what it needs when it runs."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Final, NoReturn

from reference_stack.errors import StackError
from reference_stack.settings import FLIGHTS, quiet

FINE: Final = 0
NOT_MET: Final = 1
BAD_INPUT: Final = 2
INTERRUPTED: Final = 130

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 fine, 1 a gate or demand not met, 2 bad input."""
    options = _parser().parse_args(arguments)
    quiet()
    command: Command = options.run
    try:
        return command(options)
    except StackError as fault:
        sys.stderr.write(f"reference-stack: {fault}\n")
        return BAD_INPUT
    except BrokenPipeError:
        # The reader of our output (head, less) has gone.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        sys.stderr.write("reference-stack: interrupted; run it again to go on\n")
        return INTERRUPTED


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as every other error of ours does."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message} (see {self.prog} --help)\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="reference-stack",
        description="Runs the whole life cycle of a model on real data.",
        epilog="Exit codes: 0 fine, 1 a gate or a demand not met, 2 bad input.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, (text, add) in COMMANDS.items():
        command = commands.add_parser(name, help=text)
        _places(command)
        add(command)
    return parser


def _places(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--home",
        type=Path,
        default=Path("var/stack"),
        help="where a run keeps its things",
    )
    parser.add_argument(
        "--case",
        type=Path,
        default=FLIGHTS,
        help="folder of the case",
    )
    parser.add_argument(
        "--data",
        type=Path,
        help="folder of the batches (default: data/<name of the case>)",
    )
    parser.add_argument("--seed", type=int, default=2013)


def _month(text: str) -> str:
    """Read a day or a month; the run ends before the month that it names."""
    whole = text if len(text) == len("2013-04-01") else f"{text}-01"
    try:
        return f"{date.fromisoformat(whole):%Y-%m}"
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no date; a day like 2013-07-01 or a month like 2013-07"
        ) from None


def _run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--until", type=_month, help="stop before the month of this day (2013-07-01)"
    )
    parser.set_defaults(run=_do("run_year"))


def _orchestrate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--until", type=_month, help="stop before the month of this day"
    )
    parser.add_argument("--ui", action="store_true", help="then open Dagster's UI")
    parser.set_defaults(run=_do("orchestrate"))


def _phase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="a phase, like model_development")
    parser.set_defaults(run=_do("run_phase"))


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=3000)
    parser.set_defaults(run=_do("serve"))


def _status(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_do("show_status"))


def _reproduce(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "version", metavar="VERSION", help="a registered version, like 3"
    )
    parser.set_defaults(run=_do("reproduce"))


def _rollback(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", default="asked for by hand")
    parser.set_defaults(run=_do("rollback"))


def _approve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("version", metavar="VERSION")
    parser.add_argument("--by", required=True, help="who approves")
    parser.add_argument("--reason", required=True, help="why")
    parser.set_defaults(run=_do("approve"))


def _trace(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("request", metavar="REQUEST_ID")
    parser.set_defaults(run=_do("trace"))


def _drill(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("fault", metavar="FAULT", help="a fault, or all")
    parser.add_argument("--seeds", type=int, default=20, help="streams per fault")
    parser.set_defaults(run=_do("drill"))


def _do(name: str) -> Command:
    def command(options: argparse.Namespace) -> int:
        from reference_stack import commands  # noqa: PLC0415 (heavy; only when it runs)

        chosen: Command = getattr(commands, name)
        return chosen(options)

    return command


COMMANDS: Final[dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]]] = {
    "run": ("run the year, from where it was left", _run),
    "orchestrate": ("run the year on Dagster (extra `orchestrate`)", _orchestrate),
    "phase": ("run the next step of one phase", _phase),
    "serve": ("serve the released model", _serve),
    "status": ("say how far the run is and what it decided", _status),
    "reproduce": ("build a registered model again and compare", _reproduce),
    "rollback": ("put the previous model back", _rollback),
    "approve": ("record the approval of a version", _approve),
    "trace": ("follow a prediction back to its data and code", _trace),
    "drill": ("inject faults and see which monitor finds them", _drill),
}

if __name__ == "__main__":
    sys.exit(main())
