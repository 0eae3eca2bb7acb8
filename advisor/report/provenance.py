"""Provenance in words: what stands beside every figure of a report."""

from typing import Final

from advisor.language import day, t
from advisor.report import wording
from advisor.report.document import Provenance

SHOWN: Final = 12


def line(of: Provenance) -> str:
    """Return reading, coverage, digest of the content and date, on one line."""
    return t(
        "Reading {reading} · coverage {coverage} · content {digest} · {day}",
        reading=of.reading,
        coverage=wording.percent(of.coverage),
        digest=of.content_digest[:SHOWN],
        day=day(of.on),
    )


def sentences(of: Provenance) -> tuple[str, ...]:
    """Return everything that a report rests on, in full."""
    return (
        t("Reading: {reading}.", reading=of.reading),
        t("Questionnaire: {name}.", name=of.questionnaire),
        t("Digest of the questionnaire: {digest}.", digest=of.questionnaire_digest),
        t(
            "Digest of answers, questionnaire and reading: {digest}.",
            digest=of.content_digest,
        ),
        t(
            "Written on {day} by {program}.",
            day=day(of.on),
            program=of.program,
        ),
    )
