"""The ML Test Score: points per section of tests, the smallest section counts.

Breck, Cai, Nielsen, Salib, Sculley (2017), "The ML Test Score": a test scores
0.5 when it is run by hand with the result written down and shared, 1 when it
runs automatically and repeatedly; a section is the sum of its seven tests; the
final score is the minimum of the four sections.
"""

from collections.abc import Mapping

from advisor.assess.questionnaire import Questionnaire, Rung
from advisor.assess.reading import Section, SectionReading
from advisor.assess.scoring import Blocker, Rungs, Standing
from advisor.content import Value


class TestScore(Value):
    """Points of each section and the final score.

    A test that does not apply leaves numerator and denominator: its section is
    scaled to its full number of tests. A section with no test left is None.
    """

    sections: Mapping[str, float | None]
    final: float


def citing(
    questionnaire: Questionnaire, reading: SectionReading, test: str
) -> tuple[str, ...]:
    """Return the practices that cite a test of the reading's source."""
    return questionnaire.citing.get((reading.source, test), ())


def score(
    questionnaire: Questionnaire,
    reading: SectionReading,
    rungs: Rungs,
    unknown: Rung = Rung.NONE,
) -> TestScore:
    """Return the score with `unknown` standing in for what is not known."""
    sections = {
        section.id: _points(questionnaire, reading, section, rungs, unknown)
        for section in reading.sections
    }
    known = [points for points in sections.values() if points is not None]
    return TestScore(sections=sections, final=min(known, default=0.0))


def band(reading: SectionReading, final: float) -> int:
    """Return the level whose band holds a final score."""
    reached = [b.level for b in reading.levels if b.above is None or final > b.above]
    return max(reached)


def stand(
    questionnaire: Questionnaire, reading: SectionReading, rungs: Rungs
) -> Standing:
    """Return where the organisation stands under a test score."""
    final = score(questionnaire, reading, rungs).final
    hopeful = score(questionnaire, reading, rungs, Rung.AUTOMATED).final
    level = band(reading, final)
    asked = _asked(questionnaire, reading, rungs)
    return Standing(
        level=level,
        level_pessimistic=level,
        level_optimistic=band(reading, hopeful),
        top=reading.top,
        coverage=sum(r.is_known for r in asked.values()) / len(asked) if asked else 1.0,
        progress=_progress(reading, final, level),
        blockers=_blockers(questionnaire, reading, rungs, level),
    )


def _asked(
    questionnaire: Questionnaire, reading: SectionReading, rungs: Rungs
) -> Rungs:
    """Return the rung of each applicable practice that a test cites."""
    return {
        id_: rungs.get(id_, Rung.UNKNOWN)
        for section in reading.sections
        for test in section.tests
        for id_ in citing(questionnaire, reading, test)
        if rungs.get(id_) is not Rung.NOT_APPLICABLE
    }


def _points(
    questionnaire: Questionnaire,
    reading: SectionReading,
    section: Section,
    rungs: Rungs,
    unknown: Rung,
) -> float | None:
    scores = [
        _test(citing(questionnaire, reading, test), rungs, unknown)
        for test in section.tests
    ]
    applicable = [points for points in scores if points is not None]
    if not applicable:
        return None
    return sum(applicable) * len(scores) / len(applicable)


def _test(practices: tuple[str, ...], rungs: Rungs, unknown: Rung) -> float | None:
    """Return the weakest of the practices that cite a test, None if none applies.

    A test that no practice cites cannot be answered, which is unknown.
    """
    outcomes = [rungs.get(id_, Rung.UNKNOWN) for id_ in practices] or [Rung.UNKNOWN]
    known = [unknown if rung is Rung.UNKNOWN else rung for rung in outcomes]
    points = [rung.score for rung in known if rung.score is not None]
    return min(points, default=None)


def _progress(reading: SectionReading, final: float, level: int) -> float:
    """Return how far the score is through its band, 1 in the top band."""
    if level == reading.top:
        return 1.0
    upper = reading.levels[level + 1].above or 0.0
    lower = reading.levels[level].above or 0.0
    return min(1.0, (final - lower) / (upper - lower)) if upper > lower else 0.0


def _blockers(
    questionnaire: Questionnaire, reading: SectionReading, rungs: Rungs, level: int
) -> tuple[Blocker, ...]:
    """Return the unfinished practices of the sections that hold the score down."""
    if level == reading.top:
        return ()
    bound = reading.levels[level + 1].above or 0.0
    sections = score(questionnaire, reading, rungs).sections
    low = [s for s in reading.sections if (sections[s.id] or 0.0) <= bound]
    found: dict[str, Blocker] = {}
    for id_ in (
        i for s in low for t in s.tests for i in citing(questionnaire, reading, t)
    ):
        rung = rungs.get(id_, Rung.UNKNOWN)
        if rung not in (Rung.AUTOMATED, Rung.NOT_APPLICABLE):
            owner = questionnaire.practices[id_].owner
            found[id_] = Blocker(
                practice=id_, has=rung, needs=Rung.AUTOMATED, owner=owner
            )
    return tuple(found.values())
