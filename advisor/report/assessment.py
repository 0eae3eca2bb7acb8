"""An assessment as a document."""

from collections.abc import Iterable, Mapping

from advisor.assess.assessment import Assessment, Difference, ReadingResult
from advisor.assess.questionnaire import Practice, Questionnaire
from advisor.assess.sections import TestScore
from advisor.report import wording
from advisor.report.document import Document, Section, Table


def document(assessment: Assessment, questionnaire: Questionnaire) -> Document:
    """Return everything a leader needs to read about an assessment."""
    practices = questionnaire.practices
    sections = (
        _blockers(assessment, practices),
        _dimensions(assessment),
        _readings(assessment, practices),
        _test_score(assessment),
        _out_of_order(assessment, practices),
        _badges(assessment),
    )
    return Document(
        title=f"MLOps maturity of {assessment.scope.name}",
        summary=tuple(summary(assessment)),
        sections=tuple(section for section in sections if section is not None),
    )


def summary(assessment: Assessment) -> Iterable[str]:
    """Yield the headline: level with its band, P(level), coverage, progress."""
    standing = assessment.standing
    low, high = standing.level_pessimistic, standing.level_optimistic
    yield f"{wording.band(standing)} under the reading '{assessment.reading}'."
    if low == high:
        yield f"That is: {assessment.level_name}."
    else:
        yield (
            f"Established is Level {low}, {assessment.level_name}; what is still unknown "
            f"could make it Level {high}."
        )
    chances = " · ".join(
        f"Level {level}: {wording.percent(p)}"
        for level, p in assessment.probability.items()
    )
    yield f"Probability: {chances}"
    yield f"Coverage: {wording.percent(standing.coverage)} of the gating practices are known."
    if standing.level is not None and standing.level < standing.top:
        share = wording.percent(standing.progress)
        yield f"Progress: {share} of what Level {standing.level + 1} demands is in place."
    if assessment.provisional:
        yield "Provisional: too little is known for a level to be relied on."


def _blockers(
    assessment: Assessment, practices: Mapping[str, Practice]
) -> Section | None:
    standing = assessment.standing
    if standing.level is None or not standing.blockers:
        return None
    rows = tuple(
        (
            b.practice,
            practices[b.practice].name,
            wording.RUNGS[b.has],
            wording.RUNGS[b.needs],
            wording.role(b.owner),
        )
        for b in standing.blockers
    )
    return Section(
        title=f"What keeps Level {standing.level + 1} away ({len(rows)})",
        table=Table(columns=("practice", "name", "is", "needs", "owner"), rows=rows),
    )


def _dimensions(assessment: Assessment) -> Section:
    rows = tuple(
        (
            d.name,
            "–" if d.standing.level is None else wording.band(d.standing),
            "–" if d.adoption is None else wording.percent(d.adoption),
            f"{d.known} of {d.applicable}",
        )
        for d in assessment.dimensions
    )
    columns = ("dimension", "level", "adoption", "answered")
    return Section(
        title="Dimensions",
        table=Table(columns=columns, rows=rows, numeric=("adoption", "answered")),
    )


def _readings(assessment: Assessment, practices: Mapping[str, Practice]) -> Section:
    rows = tuple(
        (
            reading.id,
            wording.band(reading.standing),
            reading.level_name,
            difference(reading, assessment.reading, practices),
        )
        for reading in assessment.readings
    )
    columns = ("reading", "level", "called", "why it differs")
    return Section(
        title="Readings side by side", table=Table(columns=columns, rows=rows)
    )


def difference(
    reading: ReadingResult, chosen: str, practices: Mapping[str, Practice]
) -> str:
    """Return in words why a reading's next level is not the chosen one's."""
    if reading.id == chosen:
        return "the reading chosen here"
    if not reading.differences:
        return "nothing that the chosen reading does not ask for at the same step"
    shown = [
        f"{practices[d.practice].name.lower()} ({_elsewhere(d, chosen)})"
        for d in reading.differences[:3]
    ]
    more = len(reading.differences) - len(shown)
    rest = f" and {more} more" if more else ""
    level = reading.differences[0].level
    return f"Level {level} here asks for {', '.join(shown)}{rest}"


def _elsewhere(difference: Difference, chosen: str) -> str:
    if difference.level_in_chosen is not None:
        return f"{chosen}: Level {difference.level_in_chosen}"
    if difference.lower_rung:
        return f"{chosen}: by hand is enough"
    return f"not asked by {chosen}"


def _test_score(assessment: Assessment) -> Section | None:
    low, high = assessment.test_score, assessment.test_score_optimistic
    if low is None or high is None:
        return None
    rows = tuple(
        (name, _points(low, name), _points(high, name)) for name in low.sections
    )
    final = (
        "final (the smallest)",
        wording.points(low.final),
        wording.points(high.final),
    )
    columns = ("section", "established", "if all unknown are yes")
    return Section(
        title="ML Test Score",
        sentences=("Seven tests a section, half a point by hand, one when automatic.",),
        table=Table(columns=columns, rows=(*rows, final), numeric=columns[1:]),
    )


def _points(score: TestScore, section: str) -> str:
    points = score.sections[section]
    return "–" if points is None else wording.points(round(points, 2))


def _out_of_order(
    assessment: Assessment, practices: Mapping[str, Practice]
) -> Section | None:
    if not assessment.out_of_order:
        return None
    rows = tuple(
        (practices[o.practice].name, practices[o.missing].name)
        for o in assessment.out_of_order
    )
    return Section(
        title="Done out of order",
        sentences=("These stand on something that is not done.",),
        table=Table(columns=("done", "missing below it"), rows=rows),
    )


def _badges(assessment: Assessment) -> Section | None:
    if not assessment.badges:
        return None
    rows = tuple(
        (
            badge.name,
            "–" if badge.share is None else wording.percent(badge.share),
            str(len(badge.unmet)),
            str(len(badge.unknown)),
        )
        for badge in assessment.badges
    )
    columns = ("framework", "met", "not met", "unknown")
    return Section(
        title="Governance badges",
        sentences=("Beside the level; they never gate it.",),
        table=Table(columns=columns, rows=rows, numeric=columns[1:]),
    )
