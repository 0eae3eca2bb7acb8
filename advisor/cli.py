"""The command line. Each command imports what it needs when it runs."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final, NoReturn

from advisor.errors import AdvisorError

FINE: Final = 0
BAD_INPUT: Final = 2
INTERRUPTED: Final = 130
FORMATS: Final = ("text", "json", "markdown")

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 fine, 1 a demand not met, 2 bad input."""
    options = _parser().parse_args(arguments)
    command: Command = options.run
    try:
        with _spoken(options.language):
            return command(options)
    except AdvisorError as fault:
        return _complain(str(fault))
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; Python must not complain
        # about it once more while it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        return INTERRUPTED


def _spoken(code: str | None) -> AbstractContextManager[None]:
    """Return within what a command runs: the language asked for, else the one that is."""
    if code is None:
        return nullcontext()
    # Whoever asks for help or for no language does not wait for it.
    from advisor import language  # noqa: PLC0415

    return language.use(code)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as every other error of ours does."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message} (see {self.prog} --help)\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="mlops-advisor",
        description="Tells an organisation how mature its MLOps is and what to do next.",
        epilog="Exit codes: 0 fine, 1 a demand not met, 2 bad input.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _app(commands.add_parser("app", help="open the app in a browser"))
    _questions(
        commands.add_parser("questions", help="write an answer sheet to fill in")
    )
    _assess(commands.add_parser("assess", help="score an answer sheet"))
    _roadmap(commands.add_parser("roadmap", help="plan the shortest road to a level"))
    _platforms(commands.add_parser("platforms", help="list and compare platforms"))
    _match(commands.add_parser("match", help="find platforms for your use cases"))
    _scan(commands.add_parser("scan", help="look for evidence in a project"))
    _reconcile(
        commands.add_parser("reconcile", help="hold answers against the evidence")
    )
    _report(commands.add_parser("report", help="write a report to take away"))
    _add_language(parser, default=None)
    for command in commands.choices.values():
        _add_language(command, default=argparse.SUPPRESS)
    return parser


def _app(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=8501, help="default: 8501")
    parser.add_argument("--host", default="localhost", help="default: localhost")
    parser.add_argument("--store", metavar="URL", help="database URL (default: SQLite)")
    parser.add_argument("--home", type=Path, default=Path("var"), help="default: var/")
    parser.add_argument(
        "--auth", type=Path, metavar="FILE.toml", help="who signs in where, as what"
    )
    _add_questionnaire(parser)
    parser.set_defaults(run=_run_app)


def _questions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quick", action="store_true", help="at most 12 questions")
    parser.add_argument("--role", help="only what this role owns or works on")
    parser.add_argument("--scope", help="what is assessed (default: Our organisation)")
    parser.add_argument("--out", type=Path, metavar="FILE.{yaml,json,csv,xlsx}")
    parser.add_argument(
        "--check", type=Path, metavar="PATH", help="check a questionnaire"
    )
    _add_questionnaire(parser)
    parser.set_defaults(run=_run_questions)


def _assess(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("answers", type=Path, metavar="ANSWERS")
    parser.add_argument("--reading", metavar="NAME", help="default: nagarro")
    _add_format(parser)
    _add_questionnaire(parser)
    parser.set_defaults(run=_run_assess)


def _roadmap(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("answers", type=Path, metavar="ANSWERS")
    parser.add_argument("--target", type=int, help="default: the next level")
    parser.add_argument("--capacity", type=_points, help="points a quarter")
    parser.add_argument("--reading", metavar="NAME", help="default: nagarro")
    parser.add_argument(
        "--best-value",
        type=int,
        metavar="QUARTERS",
        help="most value in so many quarters, instead of a road to a level",
    )
    _add_format(parser)
    _add_questionnaire(parser)
    parser.set_defaults(run=_run_roadmap)


def _platforms(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--capability", metavar="ID", help="only who offers it")
    parser.add_argument("--group", metavar="ID", help="only this group of platforms")
    _add_format(parser)
    parser.set_defaults(run=_run_platforms)


def _match(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "portfolio", type=Path, nargs="?", metavar="PORTFOLIO.{yaml,json,csv,xlsx}"
    )
    parser.add_argument(
        "--answers", type=Path, metavar="ANSWERS", help="match our next level as well"
    )
    parser.add_argument(
        "--reading", metavar="NAME", help="of the level; default: nagarro"
    )
    parser.add_argument(
        "--template", type=Path, metavar="FILE.{csv,xlsx}", help="write an empty table"
    )
    _add_format(parser)
    _add_questionnaire(parser)
    parser.set_defaults(run=_run_match)


def _scan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path", type=Path, nargs="?", metavar="PATH", help="folder or bare repository"
    )
    parser.add_argument(
        "--mlflow", metavar="URI", help="tracking server or local store"
    )
    parser.add_argument("--predictions", type=Path, metavar="PATH", help="their log")
    parser.add_argument(
        "--require", metavar="ID,…", help="practices or probes that must be seen"
    )
    parser.add_argument("--since", type=Path, metavar="SCAN.json", help="what changed")
    parser.add_argument("--badge", type=Path, metavar="FILE.svg", help="write a badge")
    _add_format(parser, "sarif")
    parser.set_defaults(run=_run_scan)


def _reconcile(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("answers", type=Path, metavar="ANSWERS")
    parser.add_argument("--evidence", type=Path, metavar="SCAN.json", required=True)
    parser.add_argument(
        "--dispute",
        action="append",
        default=[],
        metavar="PRACTICE=REASON",
        help="let the answer count against the evidence",
    )
    parser.add_argument("--reading", metavar="NAME", help="default: nagarro")
    _add_format(parser)
    _add_questionnaire(parser)
    parser.set_defaults(run=_run_reconcile)


def _report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("answers", type=Path, metavar="ANSWERS")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE.{html,pdf,pptx,xlsx,md,json}"
    )
    parser.add_argument("--evidence", type=Path, metavar="SCAN.json")
    parser.add_argument("--portfolio", type=Path, metavar="PORTFOLIO")
    parser.add_argument(
        "--session", type=Path, metavar="FILE.json", help="a session's outcome"
    )
    parser.add_argument("--reading", metavar="NAME", help="default: nagarro")
    parser.add_argument("--target", type=int, help="default: the next level")
    parser.add_argument("--capacity", type=_points, help="points a quarter")
    _add_questionnaire(parser)
    parser.set_defaults(run=_run_report)


def _add_language(parser: argparse.ArgumentParser, default: str | None) -> None:
    # It may stand before or after the command; there it must not undo the former.
    parser.add_argument(
        "--language",
        metavar="CODE",
        default=default,
        help="such as de (default: MLOPS_ADVISOR_LANGUAGE, else English)",
    )


def _add_format(parser: argparse.ArgumentParser, *more: str) -> None:
    parser.add_argument("--format", choices=(*FORMATS, *more), default="text")


def _add_questionnaire(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--questionnaire", type=Path, metavar="FOLDER", help="your own questionnaire"
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:  # noqa: PLR2004 - TCP
        raise argparse.ArgumentTypeError(f"'{text}' is not a port from 1 to 65535")
    return int(text)


def _points(text: str) -> float:
    try:
        points = float(text.replace(",", "."))
    except ValueError:
        points = 0.0
    if not 0 < points < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of points above 0")
    return points


def _run_app(options: argparse.Namespace) -> int:
    from advisor import commands  # noqa: PLC0415 - see the module's docstring

    return commands.app(options)


def _run_questions(options: argparse.Namespace) -> int:
    from advisor import commands  # noqa: PLC0415

    return commands.check(options) if options.check else commands.questions(options)


def _run_assess(options: argparse.Namespace) -> int:
    from advisor import commands  # noqa: PLC0415

    return commands.assess(options)


def _run_roadmap(options: argparse.Namespace) -> int:
    from advisor import commands  # noqa: PLC0415

    return commands.roadmap(options)


def _run_platforms(options: argparse.Namespace) -> int:
    from advisor import commands  # noqa: PLC0415

    return commands.platforms(options)


def _run_match(options: argparse.Namespace) -> int:
    from advisor import commands  # noqa: PLC0415

    return (
        commands.portfolio_template(options)
        if options.template
        else commands.match(options)
    )


def _run_scan(options: argparse.Namespace) -> int:
    from advisor import commands_evidence  # noqa: PLC0415

    return commands_evidence.scan(options)


def _run_reconcile(options: argparse.Namespace) -> int:
    from advisor import commands_evidence  # noqa: PLC0415

    return commands_evidence.reconcile(options)


def _run_report(options: argparse.Namespace) -> int:
    from advisor import commands_report  # noqa: PLC0415

    return commands_report.report(options)


def _complain(message: str) -> int:
    first, *more = message.splitlines()
    rest = f" (and {len(more)} more)" if more else ""
    print(f"mlops-advisor: {first}{rest}", file=sys.stderr)  # noqa: T201
    return BAD_INPUT
