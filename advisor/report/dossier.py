"""Dossier: everything that is known of one scope on one day, to write a report from."""

from datetime import date
from functools import partial

from advisor.advise import roadmap as planning
from advisor.advise.matching import Matching
from advisor.advise.roadmap import RoadMap
from advisor.assess import assessment as assessing
from advisor.assess.answers import AnswerSheet
from advisor.assess.assessment import Assessment
from advisor.assess.bundle import Bundle
from advisor.assess.reading import DemandReading
from advisor.content import Value
from advisor.errors import PlanError
from advisor.evidence import reconcile as reconciling
from advisor.evidence.scan import Scan
from advisor.language import t
from advisor.report import reconciled
from advisor.report.document import Provenance
from advisor.report.reconciled import Sides
from advisor.session.outcome import Outcome


class Aim(Value):
    """Under which reading to judge, and what to plan for.

    Without a `target` the next level is the aim; `capacity` is in points a quarter,
    that of the questionnaire's settings where none is given.
    """

    reading: str | None = None
    target: int | None = None
    capacity: float | None = None


class Dossier(Value):
    """Answers and what follows from them; what was not done is None.

    `plan` is None under a reading that gives points, because it demands nothing.
    """

    on: date
    program: str
    sheet: AnswerSheet
    assessment: Assessment
    plan: RoadMap | None = None
    evidence: Sides | None = None
    matching: Matching | None = None
    outcome: Outcome | None = None

    @property
    def provenance(self) -> Provenance:
        """Return what every figure rests on."""
        found = self.assessment
        return Provenance(
            reading=found.reading,
            coverage=found.standing.coverage,
            content_digest=found.content_digest,
            questionnaire=found.questionnaire,
            questionnaire_digest=found.questionnaire_digest,
            on=self.on,
            program=self.program,
        )


def gather(
    sheet: AnswerSheet, bundle: Bundle, aim: Aim, on: date, program: str
) -> Dossier:
    """Return the answers with their assessment and the road map to the aim.

    Raises AnswersError for a reading that does not exist, PlanError for an aim that
    cannot be planned.
    """
    found = assessing.assess(
        bundle.questionnaire, bundle.readings, sheet, bundle.settings, aim.reading
    )
    return Dossier(
        on=on,
        program=program,
        sheet=sheet,
        assessment=found,
        plan=_planned(sheet, bundle, aim, found),
    )


def with_evidence(dossier: Dossier, scan: Scan, bundle: Bundle) -> Dossier:
    """Return the dossier with its answers held against the evidence of a scan."""
    rows = reconciling.reconcile(dossier.sheet, scan)
    sides = reconciled.sides(
        dossier.sheet, rows, scan, bundle, dossier.assessment.reading
    )
    return dossier.model_copy(update={"evidence": sides})


def _planned(
    sheet: AnswerSheet, bundle: Bundle, aim: Aim, found: Assessment
) -> RoadMap | None:
    reading = assessing.choose(bundle.readings, aim.reading)
    if not isinstance(reading, DemandReading):
        if aim.target is not None:
            raise PlanError(
                t(
                    "reading '{reading}' gives points, not demands; plan with another one",
                    reading=reading.id,
                )
            )
        return None
    level = found.standing.level or 0
    target = min(level + 1, reading.top) if aim.target is None else aim.target
    if not 0 <= target <= reading.top:
        raise PlanError(
            t(
                "target {target}: reading '{reading}' has levels 0 to {top}",
                target=target,
                reading=reading.id,
                top=reading.top,
            )
        )
    plan = partial(
        planning.cheapest_path, bundle.questionnaire, sheet.rungs, reading, target
    )
    if aim.capacity is not None:
        return plan(aim.capacity)
    try:
        return plan(bundle.settings.quarter_points)
    except PlanError:
        # Nobody asked for this capacity: a step that is larger than it needs none.
        return plan()
