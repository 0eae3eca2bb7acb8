"""Assessment: everything that is said about one answer sheet, as one value."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from advisor.assess import scoring, sections
from advisor.assess.answers import AnswerSheet, Scope
from advisor.assess.questionnaire import Dimension, Questionnaire, Rung
from advisor.assess.reading import (
    DemandReading,
    LevelReading,
    OverlayReading,
    Readings,
    SectionReading,
)
from advisor.assess.scoring import Badge, OutOfOrder, Rungs, Standing
from advisor.assess.sections import TestScore
from advisor.assess.settings import Settings
from advisor.assess.uncertainty import (
    Testimony,
    belief,
    demand_levels,
    draw,
    levels_of,
    shares,
    testimony,
)
from advisor.content import Value
from advisor.errors import AnswersError
from advisor.language import t


class DimensionStanding(Value):
    """One dimension: its standing, and how far its practices are adopted.

    `adoption` is the mean rung score of the known practices, 0 to 1, None when
    none is known; `expected_level` is the mean of the drawn levels.
    """

    id: str
    name: str
    standing: Standing
    adoption: float | None
    known: int
    applicable: int
    expected_level: float | None


class Difference(Value):
    """A practice that another reading asks for at another level than this one.

    `level_in_chosen` is where the chosen reading asks for the same rung, None if
    it never does; `lower_rung` then tells whether it is content with a lower one.
    """

    practice: str
    level: int
    level_in_chosen: int | None
    lower_rung: bool


class ReadingResult(Value):
    """The level under one reading, and why it differs from the chosen one."""

    id: str
    name: str
    level_name: str
    stance: str
    standing: Standing
    differences: tuple[Difference, ...]


class Assessment(Value):
    """Everything that is said about one answer sheet."""

    scope: Scope
    questionnaire: str
    questionnaire_digest: str
    content_digest: str
    reading: str
    level_name: str
    standing: Standing
    probability: Mapping[int, float]
    settled: bool
    provisional: bool
    dimensions: tuple[DimensionStanding, ...]
    test_score: TestScore | None
    test_score_optimistic: TestScore | None
    readings: tuple[ReadingResult, ...]
    out_of_order: tuple[OutOfOrder, ...]
    badges: tuple[Badge, ...]
    answered: int
    applicable: int


def assess(
    questionnaire: Questionnaire,
    readings: Readings,
    sheet: AnswerSheet,
    settings: Settings,
    reading: str | None = None,
) -> Assessment:
    """Assess a sheet under a reading (default: the default one) and all others.

    Raises AnswersError for a reading that gives no level or does not exist.
    """
    chosen = choose(readings, reading)
    rungs = sheet.rungs
    standing = stand(questionnaire, chosen, rungs)
    probability, expected = _drawn(questionnaire, chosen, testimony(rungs), settings)
    settled = max(probability.values()) >= settings.settled_at
    applicable = [
        i for i in questionnaire.practices if _rung(rungs, i) is not Rung.NOT_APPLICABLE
    ]
    return Assessment(
        scope=sheet.scope,
        questionnaire=questionnaire.id,
        questionnaire_digest=questionnaire.digest,
        content_digest=_digest(questionnaire, chosen, rungs),
        reading=chosen.id,
        level_name=_level_name(chosen, standing),
        standing=standing,
        probability=probability,
        settled=settled,
        provisional=not settled and standing.coverage < settings.least_coverage,
        dimensions=tuple(_dimensions(questionnaire, chosen, rungs, expected)),
        **_test_scores(questionnaire, readings, rungs),
        readings=tuple(
            _result(questionnaire, r, chosen, rungs) for r in readings.levelled
        ),
        out_of_order=scoring.out_of_order(questionnaire, rungs),
        badges=tuple(
            b
            for o in readings.overlays
            for b in scoring.badges(questionnaire, o, rungs)
        ),
        answered=sum(_rung(rungs, i).is_known for i in applicable),
        applicable=len(applicable),
    )


def choose(readings: Readings, name: str | None) -> LevelReading:
    """Return the reading of that name, the default one for None."""
    if name is None:
        return readings.default
    found = readings.by_id.get(name)
    if found is None or isinstance(found, OverlayReading):
        known = ", ".join(r.id for r in readings.levelled)
        raise AnswersError(
            t(
                "reading '{name}' gives no level; expected one of {known}",
                name=name,
                known=known,
            )
        )
    return found


def stand(
    questionnaire: Questionnaire, reading: LevelReading, rungs: Rungs
) -> Standing:
    """Return where the organisation stands under any kind of level reading."""
    if isinstance(reading, SectionReading):
        return sections.stand(questionnaire, reading, rungs)
    return scoring.stand(questionnaire, reading, rungs)


def _rung(rungs: Rungs, practice: str) -> Rung:
    return rungs.get(practice, Rung.UNKNOWN)


def _level_name(reading: LevelReading, standing: Standing) -> str:
    return reading.levels[standing.level or 0].name


def _digest(questionnaire: Questionnaire, reading: LevelReading, rungs: Rungs) -> str:
    """Return the SHA-256 of all that the level depends on."""
    known = {id_: rung for id_, rung in rungs.items() if rung is not Rung.UNKNOWN}
    text = json.dumps(
        [questionnaire.digest, reading.model_dump(mode="json"), known], sort_keys=True
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _drawn(
    questionnaire: Questionnaire,
    reading: LevelReading,
    said: Mapping[str, Testimony],
    settings: Settings,
) -> tuple[Mapping[int, float], Mapping[str, float]]:
    """Return P(level) and the expected level of each dimension, from one draw."""
    held = belief(questionnaire, reading, said, settings)
    rungs = draw(held)
    levels = levels_of(questionnaire, reading, held, rungs)
    probability = shares(levels, reading.top)
    if not isinstance(reading, DemandReading):
        return probability, {}
    expected = {
        d.dimension: float(demand_levels(reading, held, rungs, d.dimension).mean())
        for d in questionnaire.dimensions
    }
    return probability, expected


def _dimensions(
    questionnaire: Questionnaire,
    reading: LevelReading,
    rungs: Rungs,
    expected: Mapping[str, float],
) -> Iterable[DimensionStanding]:
    asked = reading if isinstance(reading, DemandReading) else None
    for dimension in questionnaire.dimensions:
        standing = (
            scoring.stand(questionnaire, asked, rungs, dimension.dimension)
            if asked
            else scoring.vacuous(reading.top, None)
        )
        known, applicable = _known_scores(dimension, rungs)
        yield DimensionStanding(
            id=dimension.dimension,
            name=dimension.name,
            standing=standing,
            adoption=sum(known) / len(known) if known else None,
            known=len(known),
            applicable=applicable,
            expected_level=None
            if standing.level is None
            else expected.get(dimension.dimension),
        )


def _known_scores(dimension: Dimension, rungs: Rungs) -> tuple[list[float], int]:
    found = [_rung(rungs, practice.id) for practice in dimension.practices]
    scores = [rung.score for rung in found if rung.score is not None]
    return scores, sum(rung is not Rung.NOT_APPLICABLE for rung in found)


def _test_scores(
    questionnaire: Questionnaire, readings: Readings, rungs: Rungs
) -> dict[str, TestScore | None]:
    reading = next(
        (r for r in readings.levelled if isinstance(r, SectionReading)), None
    )
    if reading is None:
        return {"test_score": None, "test_score_optimistic": None}
    return {
        "test_score": sections.score(questionnaire, reading, rungs),
        "test_score_optimistic": sections.score(
            questionnaire, reading, rungs, Rung.AUTOMATED
        ),
    }


def _result(
    questionnaire: Questionnaire,
    reading: LevelReading,
    chosen: LevelReading,
    rungs: Rungs,
) -> ReadingResult:
    standing = stand(questionnaire, reading, rungs)
    return ReadingResult(
        id=reading.id,
        name=reading.name,
        level_name=_level_name(reading, standing),
        stance=reading.stance,
        standing=standing,
        differences=tuple(_differences(reading, chosen, standing)),
    )


def _differences(
    reading: LevelReading, chosen: LevelReading, standing: Standing
) -> Iterable[Difference]:
    """Yield the blockers here that the chosen reading places elsewhere."""
    if reading.id == chosen.id or standing.level is None:
        return
    for blocker in standing.blockers:
        there = _level_of(chosen, blocker.practice, blocker.needs)
        if there != standing.level + 1:
            yield Difference(
                practice=blocker.practice,
                level=standing.level + 1,
                level_in_chosen=there,
                lower_rung=there is None
                and _level_of(chosen, blocker.practice, Rung.BY_HAND) is not None,
            )


def _level_of(reading: LevelReading, practice: str, rung: Rung) -> int | None:
    """Return the level at which a reading demands a rung; points demand nothing."""
    return (
        reading.level_of(practice, rung) if isinstance(reading, DemandReading) else None
    )
