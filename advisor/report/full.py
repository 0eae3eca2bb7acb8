"""A dossier as one document: the board's six parts first, then the details."""

from collections.abc import Iterator
from typing import Final

from advisor.advise.catalogue import Catalogue
from advisor.assess.answers import UNKNOWN, Answer, AnswerSheet
from advisor.assess.bundle import Bundle
from advisor.assess.questionnaire import Dimension
from advisor.language import mark, t
from advisor.report import assessment as assessment_report
from advisor.report import disagreement, figures, parts, provenance, reconciled, wording
from advisor.report import matching as matching_report
from advisor.report import roadmap as roadmap_report
from advisor.report.document import Document, Section, Table
from advisor.report.dossier import Dossier

METHOD: Final = (
    mark(
        "A level is reached when every practice that it and the levels below it demand has "
        "at least the demanded rung. What does not apply is left out, with its reason."
    ),
    mark(
        "Unknown never counts as not done: it widens the band from the pessimistic level, "
        "with none of it in place, to the optimistic level, with all of it in place."
    ),
    mark(
        "Coverage is the share of the gating practices that are known. Progress is the "
        "weighted share of the next level's demands that are met."
    ),
    mark(
        "The probability of a level comes from drawing uncertain answers again and again "
        "under a stated model of error. It tells how far the level can be relied on."
    ),
)


def document(
    dossier: Dossier, bundle: Bundle, catalogue: Catalogue | None = None
) -> Document:
    """Return the whole report; the catalogue is needed where platforms were matched."""
    found, questionnaire = dossier.assessment, bundle.questionnaire
    sections = (
        parts.standing(dossier),
        parts.blockers(found, questionnaire.practices),
        disagreement.section(dossier.outcome, dossier.sheet, questionnaire.practices),
        parts.road_map(dossier),
        parts.platforms(dossier, catalogue),
        parts.evidence(dossier, questionnaire),
        Section(title=t("How sure the level is"), figure=figures.probability(found)),
        *assessment_report.details(found, questionnaire),
        *disagreement.details(dossier.outcome, questionnaire.practices),
        *_planned(dossier, bundle),
        *_matched(dossier, catalogue),
        *_reconciled(dossier, bundle),
        *(_answers(dossier.sheet, d) for d in questionnaire.dimensions),
        _method(dossier),
    )
    return Document(
        title=t("MLOps maturity of {name}", name=found.scope.name),
        summary=(provenance.line(dossier.provenance),),
        sections=sections,
        provenance=dossier.provenance,
    )


def _planned(dossier: Dossier, bundle: Bundle) -> tuple[Section, ...]:
    plan = dossier.plan
    if plan is None or not plan.steps:
        return ()
    told = roadmap_report.document(plan, bundle.questionnaire, dossier.assessment)
    effort = Section(title=t("Effort of each quarter"), figure=figures.quarters(plan))
    return (effort, *told.sections)


def _matched(dossier: Dossier, catalogue: Catalogue | None) -> tuple[Section, ...]:
    if dossier.matching is None or catalogue is None:
        return ()
    return matching_report.document(dossier.matching, catalogue).sections


def _reconciled(dossier: Dossier, bundle: Bundle) -> tuple[Section, ...]:
    if dossier.evidence is None:
        return ()
    return reconciled.document(dossier.evidence, bundle.questionnaire).sections


def _answers(sheet: AnswerSheet, dimension: Dimension) -> Section:
    rows = tuple(
        (t(p.name), wording.rung(answer.rung), " ".join(_remarks(answer)))
        for p in dimension.practices
        for answer in (sheet.answers.get(p.id, UNKNOWN),)
    )
    columns = (t("practice"), t("answer"), t("reason and note"))
    return Section(
        title=t("Answers: {dimension}", dimension=t(dimension.name)),
        table=Table(columns=columns, rows=rows),
    )


def _remarks(answer: Answer) -> Iterator[str]:
    return filter(None, (answer.reason, answer.note))


def _method(dossier: Dossier) -> Section:
    return Section(
        title=t("How this was worked out"),
        sentences=(
            *(t(sentence) for sentence in METHOD),
            *provenance.sentences(dossier.provenance),
        ),
    )
