"""What the command `report` does: answers and all that is known beside them, as a file."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from pathlib import Path
from threading import Timer
from typing import Final

from pydantic import ValidationError

from advisor import content
from advisor.advise import catalogue as catalogues
from advisor.advise import matching
from advisor.advise.catalogue import Catalogue
from advisor.advise.match_settings import load_match_settings
from advisor.advise.portfolio_exchange import load_portfolio
from advisor.advise.use_case import load_questions
from advisor.assess.bundle import Bundle
from advisor.commands import bundle_of, sheet_of
from advisor.errors import EvidenceError, PortfolioError, ReportError, SessionError
from advisor.evidence import scan as scans
from advisor.language import t
from advisor.report import dossier as dossiers
from advisor.report import forms
from advisor.report.dossier import Aim, Dossier
from advisor.session.outcome import Outcome

PROGRAM: Final = "mlops-advisor"
# Who waits longer than this is told what for.
PATIENCE: Final = 1.0


def report(options: argparse.Namespace) -> int:
    """Write a report to a file; its ending says in which form."""
    out: Path = options.out
    form = forms.form_of(out.name)
    _refuse_unwritable(out)
    bundle = bundle_of(options)
    catalogue = catalogues.load_catalogue() if options.portfolio else None
    with _telling(t("Working it out")):
        found = _gathered(options, bundle, catalogue)
    with _telling(t("Writing {name}", name=out.name)):
        raw = forms.render(form, found, bundle, catalogue)
    try:
        out.write_bytes(raw)
    except OSError as fault:
        raise ReportError(f"{out}: {fault.strerror}") from fault
    sys.stdout.write(
        t("{name}: written, {size} kB", name=out, size=len(raw) // 1000 + 1) + "\n"
    )
    return 0


def outcome_of(raw: bytes, name: str) -> Outcome:
    """Return the outcome of a session in a file; raise SessionError if it is none."""
    try:
        return Outcome.model_validate_json(raw)
    except ValidationError as fault:
        first, *more = fault.errors(include_url=False)
        place = ".".join(map(str, first["loc"]))
        rest = t(" (and {count} more)", count=len(more)) if more else ""
        raise SessionError(
            t(
                "{name}: {place}: {what}{rest}; expected the outcome of a session as the "
                "app writes it",
                name=name,
                place=place or "JSON",
                what=first["msg"],
                rest=rest,
            )
        ) from fault


def _gathered(
    options: argparse.Namespace, bundle: Bundle, catalogue: Catalogue | None
) -> Dossier:
    aim = Aim(reading=options.reading, target=options.target, capacity=options.capacity)
    sheet = sheet_of(options, bundle)
    program = f"{PROGRAM} {version(PROGRAM)}"
    found = dossiers.gather(sheet, bundle, aim, date.today(), program)
    if options.evidence:
        raw = content.read_bytes(options.evidence, EvidenceError)
        scan = scans.load(raw, options.evidence.name)
        found = dossiers.with_evidence(found, scan, bundle)
    if options.session:
        raw = content.read_bytes(options.session, SessionError)
        outcome = outcome_of(raw, options.session.name)
        found = found.model_copy(update={"outcome": outcome})
    if catalogue:
        raw = content.read_bytes(options.portfolio, PortfolioError)
        name = options.portfolio.name
        portfolio = load_portfolio(raw, name, catalogue, load_questions())
        matched = matching.match(portfolio, catalogue, load_match_settings(), found.on)
        found = found.model_copy(update={"matching": matched})
    return found


def _refuse_unwritable(out: Path) -> None:
    """Say so before the work, not after it, where a file cannot be written."""
    if out.is_dir():
        raise ReportError(t("{path}: is a folder, expected a file", path=out))
    if not out.parent.is_dir():
        raise ReportError(t("{path}: no such folder", path=out.parent))


@contextmanager
def _telling(what: str) -> Iterator[None]:
    """Tell on standard error what is under way, once somebody has waited for it."""
    timer = Timer(PATIENCE, print, [f"{what} …"], {"file": sys.stderr})
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
