"""What each command of the command line does."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from advisor import language, serving
from advisor.advise import catalogue as catalogues
from advisor.advise import matching
from advisor.advise import next_level as next_levels
from advisor.advise import roadmap as planning
from advisor.advise.catalogue import Catalogue
from advisor.advise.match_settings import load_match_settings
from advisor.advise.portfolio import NextLevel, Portfolio
from advisor.advise.portfolio_exchange import load_portfolio, template
from advisor.advise.roadmap import RoadMap
from advisor.advise.use_case import load_questions
from advisor.assess import assessment as assessing
from advisor.assess import bundle as bundles
from advisor.assess import exchange
from advisor.assess.answers import AnswerSheet, Scope, blank
from advisor.assess.bundle import Bundle
from advisor.assess.questionnaire import Questionnaire
from advisor.assess.reading import DemandReading
from advisor.content import read_bytes
from advisor.errors import AnswersError, ContentError, PlanError, PortfolioError
from advisor.language import t, tn
from advisor.report import assessment as assessment_report
from advisor.report import markdown, payload, text
from advisor.report import matching as matching_report
from advisor.report import platforms as platforms_report
from advisor.report import roadmap as roadmap_report
from advisor.report.document import Document

RENDERERS: Final[Mapping[str, Callable[[Document], str]]] = {
    "text": text.render,
    "markdown": markdown.render,
}
# Collecting garbage after every click takes twenty times longer than the click itself,
# and nobody edits the program while it serves.
SERVER: Final = (
    *("--server.headless", "true"),
    *("--server.fileWatcherType", "none"),
    *("--runner.postScriptGC", "false"),
)


def app(options: argparse.Namespace) -> int:
    """Start the app and stay until it ends; the server prints its address."""
    bundle_of(options)
    for line in serving.ways_in(options.host, options.port, serving.auth(options.auth)):
        _print(f"{line}\n")
    environment = os.environ | {
        "MLOPS_ADVISOR_HOME": str(options.home),
        "MLOPS_ADVISOR_STORE": options.store or "",
        "MLOPS_ADVISOR_QUESTIONNAIRE": str(options.questionnaire or ""),
        "MLOPS_ADVISOR_AUTH": str(options.auth.resolve() if options.auth else ""),
    }
    if options.language:
        environment |= {language.VARIABLE: options.language}
    command = [sys.executable, "-m", "streamlit", "run", *_server(options)]
    return _become(command, environment)


def questions(options: argparse.Namespace) -> int:
    """Write an empty answer sheet to a file or standard output."""
    questionnaire = bundle_of(options).questionnaire
    sheet = _chosen(questionnaire, options)
    if options.out is None:
        _print(exchange.dump(sheet, questionnaire, exchange.Form.YAML).decode())
        return 0
    form = exchange.form_of(options.out.name)
    try:
        options.out.write_bytes(exchange.dump(sheet, questionnaire, form))
    except OSError as fault:
        raise AnswersError(f"{options.out}: {fault.strerror}") from fault
    told = tn(
        "{path}: {count} practice to answer",
        "{path}: {count} practices to answer",
        len(sheet.answers),
        path=options.out,
    )
    _print(f"{told}\n")
    return 0


def check(options: argparse.Namespace) -> int:
    """Check somebody's own questionnaire and print every fault with its line."""
    path: Path = options.check
    if not path.is_dir():
        raise ContentError(
            t(
                "{path}: not a folder; expected one with maturity/ and readings/ in it",
                path=path,
            )
        )
    try:
        found = bundles.load(path)
    except ContentError as fault:
        print(fault, file=sys.stderr)  # noqa: T201 - every fault, one a line
        return 2
    practices = len(found.questionnaire.practices)
    names = ", ".join(r.id for r in found.readings.readings)
    told = t(
        "{path}: fine: {practices} practices, readings: {names}",
        path=path,
        practices=practices,
        names=names,
    )
    _print(f"{told}\n")
    return 0


def assess(options: argparse.Namespace) -> int:
    """Score an answer sheet."""
    bundle = bundle_of(options)
    found = _assessed(bundle, sheet_of(options, bundle), options.reading)
    document = assessment_report.document(found, bundle.questionnaire)
    show(options.format, payload.assessment(found), document)
    return 0


def roadmap(options: argparse.Namespace) -> int:
    """Plan the shortest road to a level, or the most value in some quarters."""
    bundle = bundle_of(options)
    sheet = sheet_of(options, bundle)
    found = _assessed(bundle, sheet, options.reading)
    plan = _planned(bundle, sheet, options, found.standing.level or 0)
    document = roadmap_report.document(plan, bundle.questionnaire, found)
    show(options.format, payload.roadmap(plan, found.content_digest), document)
    return 0


def platforms(options: argparse.Namespace) -> int:
    """List the platforms of the catalogue, all or by capability and group."""
    catalogue = catalogues.load_catalogue()
    selection = platforms_report.choose(
        catalogue, options.capability, options.group, date.today()
    )
    document = platforms_report.document(catalogue, selection)
    show(options.format, platforms_report.payload(catalogue, selection), document)
    return 0


def match(options: argparse.Namespace) -> int:
    """Tell which platforms fit the use cases of a portfolio, or the next level."""
    catalogue = catalogues.load_catalogue()
    portfolio = _asked(options, catalogue)
    found = matching.match(portfolio, catalogue, load_match_settings(), date.today())
    document = matching_report.document(found, catalogue)
    show(options.format, matching_report.payload(found, catalogue), document)
    return 0


def portfolio_template(options: argparse.Namespace) -> int:
    """Write an empty table of use cases."""
    path: Path = options.template
    table = template(load_questions(), path.name)
    try:
        path.write_bytes(table)
    except OSError as fault:
        raise PortfolioError(f"{path}: {fault.strerror}") from fault
    _print(f"{t('{path}: one row for each use case', path=path)}\n")
    return 0


def _asked(options: argparse.Namespace, catalogue: Catalogue) -> Portfolio:
    """Return what is to be matched: a portfolio, the next level, or both."""
    path: Path | None = options.portfolio
    if path is None:
        if options.answers is None:
            raise PortfolioError(
                t("nothing to match: give a PORTFOLIO, --answers ANSWERS, or both")
            )
        name, level = _next_level(options, catalogue)
        return next_levels.portfolio_of(next_levels.TITLE.format(name=name), level)
    raw = read_bytes(path, PortfolioError)
    portfolio = load_portfolio(raw, path.name, catalogue, load_questions())
    if options.answers is None:
        return portfolio
    return next_levels.joined(portfolio, _next_level(options, catalogue)[1])


def _next_level(
    options: argparse.Namespace, catalogue: Catalogue
) -> tuple[str, NextLevel]:
    """Return what is assessed, and what its next level asks for."""
    bundle = bundle_of(options)
    sheet = sheet_of(options, bundle)
    found = _assessed(bundle, sheet, options.reading)
    level = next_levels.from_assessment(found, bundle.questionnaire, catalogue)
    return sheet.scope.name, level


def bundle_of(options: argparse.Namespace) -> Bundle:
    """Return the questionnaire that is asked for, the shipped one by default."""
    return bundles.load(options.questionnaire)


def _become(command: list[str], environment: Mapping[str, str]) -> int:
    """Let the server take this process's place, so that signals reach it alone."""
    if os.name == "posix":
        os.execve(command[0], command, environment)  # noqa: S606
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603


def _server(options: argparse.Namespace) -> list[str]:
    entry = Path(__file__).with_name("app.py")
    place = ["--server.address", options.host, "--server.port", str(options.port)]
    secrets = ["--secrets.files", str(options.auth)] if options.auth else []
    return [str(entry), *place, *secrets, *SERVER]


def _chosen(questionnaire: Questionnaire, options: argparse.Namespace) -> AnswerSheet:
    scope = t("Our organisation") if options.scope is None else options.scope
    sheet = blank(questionnaire, Scope(name=scope))
    kept = set(questionnaire.quick if options.quick else questionnaire.practices)
    if options.role:
        kept &= set(_of_role(questionnaire, options.role))
    answers = {id_: answer for id_, answer in sheet.answers.items() if id_ in kept}
    return sheet.model_copy(update={"answers": answers})


def _of_role(questionnaire: Questionnaire, role: str) -> list[str]:
    known = {
        r for p in questionnaire.practices.values() for r in (p.owner, p.collaborator)
    }
    if role not in known:
        raise AnswersError(
            t(
                "role '{role}': expected one of {expected}",
                role=role,
                expected=", ".join(sorted(known)),
            )
        )
    return [p.id for p in questionnaire.practices.values() if p.involves(role)]


def sheet_of(options: argparse.Namespace, bundle: Bundle) -> AnswerSheet:
    """Return the answer sheet that is given; raise AnswersError if it is none."""
    path: Path = options.answers
    raw = read_bytes(path, AnswersError)
    return exchange.load(raw, path.name, bundle.questionnaire)


def _assessed(
    bundle: Bundle, sheet: AnswerSheet, reading: str | None
) -> assessing.Assessment:
    return assessing.assess(
        bundle.questionnaire, bundle.readings, sheet, bundle.settings, reading
    )


def _planned(
    bundle: Bundle, sheet: AnswerSheet, options: argparse.Namespace, level: int
) -> RoadMap:
    if options.best_value is not None:
        capacity = options.capacity or bundle.settings.quarter_points
        return planning.best_value(
            bundle.questionnaire, sheet.rungs, capacity, options.best_value
        )
    reading = assessing.choose(bundle.readings, options.reading)
    if not isinstance(reading, DemandReading):
        raise PlanError(
            t(
                "reading '{id}' gives points, not demands; plan with another one",
                id=reading.id,
            )
        )
    target = min(level + 1, reading.top) if options.target is None else options.target
    if not 0 <= target <= reading.top:
        raise PlanError(
            t(
                "--target {target}: reading '{id}' has levels 0 to {top}",
                target=target,
                id=reading.id,
                top=reading.top,
            )
        )
    return planning.cheapest_path(
        bundle.questionnaire, sheet.rungs, reading, target, options.capacity
    )


def show(form: str, values: Mapping[str, Any], document: Document) -> None:
    """Print a result as JSON, text or Markdown."""
    if form == "json":
        print_json(values)
        return
    _print(RENDERERS[form](document))


def print_json(values: Mapping[str, Any]) -> None:
    """Print plain values as JSON."""
    _print(json.dumps(values, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def _print(written: str) -> None:
    sys.stdout.write(written)
    sys.stdout.flush()
